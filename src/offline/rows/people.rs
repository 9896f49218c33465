//! Everyone of whom there is a fact or a row, by number.

use crate::engine::date::Date;
use crate::engine::profile::Profile;

/// Names and employment.
#[derive(Default)]
pub(super) struct People {
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    numbers: std::collections::HashMap<Box<str>, u32>,
    people: Vec<Person>,
}

pub(super) struct Person {
    pub(super) name: Box<str>,
    pub(super) profile: Profile,
    /// Cut-off of the first row.
    first_row: Option<Date>,
}

impl People {
    /// The number of a name, given where it has none.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.people.len() as u32;
        self.people.push(Person { name: name.into(), profile: Profile::default(), first_row: None });
        self.numbers.insert(name.into(), number);
        number
    }

    /// Who has a number.
    pub(super) fn get(&self, number: u32) -> &Person {
        &self.people[number as usize]
    }

    /// The employment of a name.
    pub(super) fn profile(&mut self, name: &str) -> &mut Profile {
        let number = self.number(name);
        &mut self.people[number as usize].profile
    }

    /// Takes note of a row.
    pub(super) fn has_row(&mut self, number: u32, cut_off: Date) {
        self.people[number as usize].first_row.get_or_insert(cut_off);
    }

    /// Numbers of those who have a row, by their first one, then by name: an order that no partition changes.
    pub(super) fn in_order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.people.len() as u32).filter(|n| self.get(*n).first_row.is_some()).collect();
        order.sort_by(|a, b| {
            let key = |number: u32| (self.get(number).first_row, &self.get(number).name);
            key(*a).cmp(&key(*b))
        });
        order
    }
}
