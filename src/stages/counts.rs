//! What a step counted.

/// What is counted: `(what, first label, second label)`. All labels are from small closed sets.
type Labels = (&'static str, &'static str, &'static str);

/// Counts of one step. There are few, and each event adds to one: they are found by where their labels lie.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(Labels, u64)>);

impl Counts {
    /// Counts one.
    pub fn add(&mut self, what: &'static str, first: &'static str, second: &'static str) {
        self.add_many((what, first, second), 1);
    }

    /// Adds the counts of another step.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(labels, n)| self.add_many(*labels, *n));
    }

    /// Everything counted, in the order of the labels.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str, u64)> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.into_iter().map(|((what, first, second), n)| (what, first, second, n))
    }

    /// One count, over all second labels.
    pub fn of(&self, what: &str, first: &str) -> u64 {
        self.iter().filter(|(w, f, ..)| *w == what && *f == first).map(|(.., n)| n).sum()
    }

    fn add_many(&mut self, labels: Labels, n: u64) {
        // The same text may lie in several places, so what is not found by place is looked for by text.
        let place = self.0.iter().position(|count| is_same(count.0, labels));
        match place.or_else(|| self.0.iter().position(|count| count.0 == labels)) {
            Some(place) => self.0[place].1 += n,
            None => self.0.push((labels, n)),
        }
    }
}

impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

fn is_same(a: Labels, b: Labels) -> bool {
    std::ptr::eq(a.0, b.0) && std::ptr::eq(a.1, b.1) && std::ptr::eq(a.2, b.2)
}
