//! Which rows of people who stay are kept, where not all can be.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use attrition_core::basics::date::Date;

/// Rows of an agent that are kept or dropped together: the days in which the desk alerts an agent once at most, so that
/// alerts can be counted from what is kept.
const BLOCK_DAYS: i32 = 28;
/// The smallest share is a thirty-second: with a few in a hundred who leave, fewer would be left who stay than who leave.
const HALVINGS_MAX: u32 = 5;

/// A share of the rows, by agent and time alone: the same rows whatever their order, and a smaller share is a part of a
/// larger one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowShare {
    halvings: u32,
}

impl RowShare {
    /// Whether the row of an agent is in it.
    pub(super) fn holds(self, name: &str, cut_off: Date) -> bool {
        let block = i64::from(cut_off.0.div_euclid(BLOCK_DAYS));
        self.is_all() || xxh3_64_with_seed(name.as_bytes(), block.cast_unsigned()).leading_zeros() >= self.halvings
    }

    /// Whether it is everything.
    pub(super) fn is_all(self) -> bool {
        self.halvings == 0
    }

    /// The half of it; `false` where it is too small already.
    pub(super) fn halve(&mut self) -> bool {
        self.halvings += 1;
        self.halvings <= HALVINGS_MAX
    }

    /// As a number, at most 1.
    pub(super) fn fraction(self) -> f64 {
        0.5f64.powi(self.halvings.cast_signed())
    }

    /// How many there were, of which so many are kept.
    pub(super) fn whole(self, kept: usize) -> usize {
        kept << self.halvings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_is_a_half_of_the_one_before() {
        let names: Vec<String> = (0..2_000).map(|i| format!("agent-{i}")).collect();
        let mut share = RowShare::default();
        let mut kept: Vec<&String> = names.iter().filter(|name| share.holds(name, Date(20_000))).collect();
        assert_eq!(kept.len(), 2_000);
        for fraction in [0.5, 0.25, 0.125] {
            assert!(share.halve());
            let smaller: Vec<&String> = names.iter().filter(|name| share.holds(name, Date(20_000))).collect();
            assert!(smaller.iter().all(|name| kept.contains(name)));
            // Four standard deviations of a binomial count.
            let apart = (smaller.len() as f64 - 2_000.0 * fraction).abs();
            assert!(share.fraction() == fraction && apart < 4.0 * (2_000.0 * fraction * (1.0 - fraction)).sqrt());
            kept = smaller;
        }
        let other: Vec<&String> = names.iter().filter(|name| share.holds(name, Date(20_000 + BLOCK_DAYS))).collect();
        assert!(other != kept, "another time has other rows");
    }
}
