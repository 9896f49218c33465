//! Shares with the interval that chance leaves open, and when they are too few people's to be told.

use std::collections::BTreeSet;

use serde::Serialize;

use attrition_core::basics::ids::AgentId;
use attrition_core::basics::wilson;

/// Of fewer people nothing is told: whoever knows the team would know who it is.
pub const PEOPLE_MIN: usize = 5;

/// A share, with an interval of 95 % (Wilson 1927): it stays within 0 and 1, and holds for small numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Number of cases that have the property.
    pub hits: usize,
    /// Number of all cases.
    pub of: usize,
    /// `hits` divided by `of`.
    pub share: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Share {
    /// A share; `None` of nothing.
    pub fn new(hits: usize, of: usize) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let (low, high) = wilson::interval(hits as f64, of as f64);
        Some(Self { hits, of, share: hits as f64 / of as f64, low, high })
    }

    /// The share of answers that are true, each about someone; `None` where fewer people than may be told of are behind it, or
    /// behind what it leaves over: of "1 of 15" whoever knows the 15 can guess the one.
    pub fn of_answers<'a>(answers: impl IntoIterator<Item = (&'a AgentId, bool)>) -> Option<Self> {
        let (mut people, mut hits, mut of) = ([BTreeSet::new(), BTreeSet::new()], 0, 0);
        for (agent, is_it) in answers {
            people[usize::from(is_it)].insert(agent);
            (hits, of) = (hits + usize::from(is_it), of + 1);
        }
        if people.iter().any(|people| people.len() < PEOPLE_MIN) { None } else { Self::new(hits, of) }
    }
}

/// One share less another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ShareDifference {
    /// The first share minus the second, between -1 and 1.
    pub difference: f64,
    /// Where its interval begins.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl ShareDifference {
    /// One share less another, with an interval of 95 % (Newcombe 1998, method 10).
    pub fn new(one: Share, other: Share) -> Self {
        let difference = one.share - other.share;
        let apart = |a: f64, b: f64| (a * a + b * b).sqrt();
        let low = difference - apart(one.share - one.low, other.high - other.share);
        let high = difference + apart(one.high - one.share, other.share - other.low);
        Self { difference, low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(told: f64, expected: f64) {
        assert!((told - expected).abs() < 5e-4, "{told} is not {expected}");
    }

    #[test]
    fn intervals_are_those_of_the_papers() {
        // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
        for (hits, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let share = Share::new(hits, of).expect("there are some");
            is_near(share.low, low);
            is_near(share.high, high);
        }
        // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
        for ((a, m), (b, n), low, high) in
            [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0)]
        {
            let share = |hits, of| Share::new(hits, of).expect("there are some");
            let difference = ShareDifference::new(share(a, m), share(b, n));
            is_near(difference.low, low);
            is_near(difference.high, high);
        }
        assert_eq!(Share::new(0, 0), None);
    }

    #[test]
    fn of_four_people_nothing_is_told_however_many_alerts_they_had_and_on_whichever_side_they_are() {
        let of = |yes: &[&'static str], no: &[&'static str]| {
            let ids = |names: &[&'static str]| names.iter().map(|name| AgentId::from(*name)).collect::<Vec<_>>();
            let (yes, no) = (ids(yes), ids(no));
            Share::of_answers(yes.iter().map(|agent| (agent, true)).chain(no.iter().map(|agent| (agent, false))))
                .map(|share| (share.hits, share.of))
        };
        let (four, five) = (["a", "b", "c", "d", "d", "d"], ["v", "w", "x", "y", "z"]);
        assert_eq!((of(&four, &five), of(&five, &four), of(&five, &[])), (None, None, None));
        assert_eq!(of(&five, &["a", "b", "c", "d", "e", "e"]), Some((5, 11)));
    }
}
