//! What a step counted.

use std::collections::BTreeMap;

/// Counts of one step: `(what, first label, second label)`. All labels are from small closed sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<(&'static str, &'static str, &'static str), u64>);

impl Counts {
    /// Counts one.
    pub fn add(&mut self, what: &'static str, first: &'static str, second: &'static str) {
        *self.0.entry((what, first, second)).or_default() += 1;
    }

    /// Adds the counts of another step.
    pub fn merge(&mut self, other: &Self) {
        for (key, n) in &other.0 {
            *self.0.entry(*key).or_default() += n;
        }
    }

    /// Everything counted.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str, u64)> {
        self.0.iter().map(|((what, first, second), n)| (*what, *first, *second, *n))
    }

    /// One count, over all second labels.
    pub fn of(&self, what: &str, first: &str) -> u64 {
        self.iter().filter(|(w, f, ..)| *w == what && *f == first).map(|(.., n)| n).sum()
    }
}
