//! What a signal adds to the risks of many people, and how much of it is that of few.

/// So many people are few: what they do alone, a whole shift missed or a signal raised by one log-odds, is theirs and not the site's.
pub const FEW: usize = 4;

/// What a signal adds to the log-odds of people, summed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contributions {
    /// Sum of the contributions of all agents, log-odds.
    pub sum: f64,
    /// Of those few to whom it adds most, highest first; those to whom it adds nothing are not among them.
    pub strongest: [f64; FEW],
}

impl Contributions {
    /// Adds the contribution of one agent, log-odds.
    pub fn add(&mut self, contribution: f64) {
        self.sum += contribution;
        self.rank(contribution);
    }

    /// Adds those of other people.
    pub fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        other.strongest.into_iter().for_each(|contribution| self.rank(contribution));
    }

    /// The sum over so many agents as if a few of the strongest had no more than a usual level. Those to whom it adds nothing are
    /// taken to have the same, each.
    pub(in crate::desk) fn without_few(&self, few: usize, level: f64, agents: u32) -> f64 {
        let of = self.strongest.iter().filter(|contribution| **contribution > 0.0).count();
        let raised: f64 = self.strongest.iter().sum();
        let others = (self.sum - raised) / (f64::from(agents) - of as f64).max(1.0);
        let strongest =
            self.strongest.iter().map(|contribution| if *contribution > 0.0 { *contribution } else { others.min(0.0) });
        self.sum - strongest.take(few).map(|contribution| (contribution - level).max(0.0)).sum::<f64>()
    }

    fn rank(&mut self, contribution: f64) {
        let place = self.strongest.partition_point(|higher| *higher >= contribution);
        if place < FEW {
            self.strongest[place..].rotate_right(1);
            self.strongest[place] = contribution;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_are_the_same_in_whichever_order_people_come() {
        let of = |parts: &[f64]| {
            let mut all = Contributions::default();
            parts.iter().for_each(|part| all.add(*part));
            all
        };
        let all = of(&[0.1, -0.2, 0.5, 0.3, 0.5, 0.2]);
        assert_eq!(all.strongest, [0.5, 0.5, 0.3, 0.2]);
        let mut merged = of(&[0.5, 0.2, 0.1]);
        merged.merge(&of(&[-0.2, 0.3, 0.5]));
        assert_eq!(merged.strongest, all.strongest);
    }

    #[test]
    fn what_few_have_is_taken_for_usual() {
        let mut two_of_ten = Contributions::default();
        [3.0, 2.0].into_iter().chain([0.1; 8]).for_each(|one| two_of_ten.add(one));
        assert!((two_of_ten.without_few(FEW, 0.1, 10) / 10.0 - 0.1).abs() < 1e-12, "the level is left: {two_of_ten:?}");
        let mut all_protected_less = Contributions::default();
        [-0.8; 10].into_iter().for_each(|one| all_protected_less.add(one));
        assert!((all_protected_less.without_few(FEW, -1.3, 10) + 10.0).abs() < 1e-12, "four at -1.3, six at -0.8");
    }
}
