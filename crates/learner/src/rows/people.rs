//! Everyone of whom there is a fact or a row, by number.

use attrition_contracts::records::journal::JournalEntry;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_core::employment::profile::Profile;

/// Names and employments of people, found by name or by number.
#[derive(Clone, Default)]
pub(crate) struct People {
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    numbers: std::collections::HashMap<AgentId, u32>,
    people: Vec<Person>,
}

#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) name: AgentId,
    pub(crate) profile: Profile,
    /// Cut-off of the first row.
    first_row: Option<Date>,
}

impl People {
    /// The number of a name, given where it has none.
    pub(crate) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.people.len() as u32;
        self.people.push(Person { name: name.into(), profile: Profile::default(), first_row: None });
        self.numbers.insert(name.into(), number);
        number
    }

    /// Who has a number.
    pub(crate) fn get(&self, number: u32) -> &Person {
        &self.people[number as usize]
    }

    /// How many numbers were given.
    pub(crate) fn len(&self) -> u32 {
        self.people.len() as u32
    }

    /// The same people numbered by their names, and the new number of each old one: an order that no partition changes.
    pub(crate) fn by_name(self) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.len()).collect();
        order.sort_by(|a, b| self.get(*a).name.cmp(&self.get(*b).name));
        let mut new = vec![0; order.len()];
        (0..).zip(&order).for_each(|(number, old)| new[*old as usize] = number);
        let mut people: Vec<(u32, Person)> = new.iter().copied().zip(self.people).collect();
        people.sort_by_key(|(number, _)| *number);
        let numbers = people.iter().map(|(number, person)| (person.name.clone(), *number)).collect();
        (Self { numbers, people: people.into_iter().map(|(_, person)| person).collect() }, new)
    }

    /// Takes in what a record of the journal says of someone's employment.
    pub(crate) fn learn(&mut self, key: &[u8], entry: Option<&JournalEntry>) {
        let (Some(JournalEntry::Event(event)), Ok(name)) = (entry, std::str::from_utf8(key)) else { return };
        if event.fact.is_employment() {
            self.profile(name).take(event);
        }
    }

    /// Takes note of a row.
    pub(crate) fn has_row(&mut self, number: u32, cut_off: Date) {
        self.people[number as usize].first_row.get_or_insert(cut_off);
    }

    /// Numbers of those who have a row, by their first one, then by name: an order that no partition changes.
    pub(crate) fn in_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.people.len() as u32).filter(|n| self.get(*n).first_row.is_some()).collect();
        order.sort_by(|a, b| {
            let key = |number: u32| (self.get(number).first_row, &self.get(number).name);
            key(*a).cmp(&key(*b))
        });
        order
    }

    fn profile(&mut self, name: &str) -> &mut Profile {
        let number = self.number(name);
        &mut self.people[number as usize].profile
    }
}
