//! What a member tells of its steps, for measuring alone.

use std::time::Duration;

use crate::Commit;

/// When records came, as far as it is known: runs of the same time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages(Vec<(u64, u64)>);

impl Ages {
    /// Adds so many records that came at a time, milliseconds since 1970-01-01 UTC; 0 is no time.
    pub fn add(&mut self, time_ms: u64, n: u64) {
        match self.0.last_mut() {
            _ if time_ms == 0 || n == 0 => {}
            Some(last) if last.0 == time_ms => last.1 += n,
            _ => self.0.push((time_ms, n)),
        }
    }

    /// How old they are at a time, seconds, and how many are so old. What came later than that, by another clock, is not old.
    pub fn at(&self, now_ms: u64) -> impl Iterator<Item = (f64, u64)> {
        self.0
            .iter()
            .map(move |(time_ms, n)| (Duration::from_millis(now_ms.saturating_sub(*time_ms)).as_secs_f64(), *n))
    }
}

/// A step that was to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// What became of it.
    pub outcome: Commit,
    /// How long committing took.
    pub time: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_by_runs_and_are_never_below_zero() {
        let mut ages = Ages::default();
        [(1_000, 2), (1_000, 1), (0, 5), (4_500, 1), (9_000, 1)].into_iter().for_each(|(time, n)| ages.add(time, n));
        assert_eq!(ages.at(5_000).collect::<Vec<_>>(), [(4.0, 3), (0.5, 1), (0.0, 1)]);
    }
}
