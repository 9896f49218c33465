//! Everybody that a log names, by number.

use crate::engine::event::Fact;
use crate::engine::profile::Profile;
use crate::engine::redacted::redacted;
use crate::wire::journal::Entry;

/// Agents and supervisors with their employment.
#[derive(Default)]
pub(super) struct People {
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    numbers: std::collections::HashMap<Box<str>, u32>,
    people: Vec<Person>,
}

pub(super) struct Person {
    pub(super) profile: Profile,
}

redacted!(People);

impl People {
    /// The number of a name, given where it has none.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.people.len() as u32;
        self.people.push(Person { profile: Profile::default() });
        self.numbers.insert(name.into(), number);
        number
    }

    /// Who has a number.
    pub(super) fn get(&self, number: u32) -> &Person {
        &self.people[number as usize]
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.people.len() as u32
    }

    /// Takes in what the journal says of a person's employment.
    pub(super) fn learn(&mut self, key: &[u8], entry: Option<&Entry>) {
        let (Some(Entry::Event(event)), Ok(name)) = (entry, std::str::from_utf8(key)) else { return };
        match &event.fact {
            Fact::Roster(roster) => {
                let number = self.number(name);
                self.people[number as usize].profile.place(event.date, roster.clone());
            }
            Fact::Separation(separation) => {
                let number = self.number(name);
                self.people[number as usize].profile.separate(*separation);
            }
            _ => {}
        }
    }
}
