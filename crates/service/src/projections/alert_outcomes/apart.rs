//! Which parts of a whole may be told: those that are about enough people, and leave enough over.

use std::collections::BTreeSet;

use super::{Episode, PEOPLE_MIN};
use attrition_core::basics::ids::AgentId;
use attrition_core::employment::outcome::Fate;

/// The people of one side of a figure: those whom it counts, or the others of a share.
#[derive(Clone, Debug, Default)]
pub(super) struct ShareSide<'a> {
    people: BTreeSet<&'a AgentId>,
    /// Whether it says nothing of anyone that nobody is on this side.
    or_nobody: bool,
}

impl<'a> ShareSide<'a> {
    /// A side that must have enough people.
    pub(super) fn new(people: impl IntoIterator<Item = &'a AgentId>) -> Self {
        Self { people: people.into_iter().collect(), or_nobody: false }
    }

    /// A side that must have enough people or nobody.
    pub(super) fn or_nobody(people: impl IntoIterator<Item = &'a AgentId>) -> Self {
        Self { or_nobody: true, ..Self::new(people) }
    }

    /// Whether it may be told, or worked out.
    pub(super) fn is_enough(&self) -> bool {
        self.people.len() >= PEOPLE_MIN || self.or_nobody && self.people.is_empty()
    }
}

/// The agents of some alerts.
pub(super) fn agents<'a>(episodes: &[&Episode<'a>]) -> ShareSide<'a> {
    ShareSide::new(episodes.iter().map(|episode| episode.agent))
}

/// Those of some alerts who gave notice within the days of a place of `DAYS`, and those who did not.
pub(super) fn outcomes<'a>(episodes: &[&Episode<'a>], at: usize) -> [ShareSide<'a>; 2] {
    [true, false].map(|left| {
        let is_it = |episode: &&&Episode<'_>| Fate::answer(episode.fates[at]) == Some(left);
        ShareSide::new(episodes.iter().filter(is_it).map(|episode| episode.agent))
    })
}

/// Which parts of a whole that is told may be told as well. Those of too few people may not; nor may as many more, the smallest
/// first, as it takes for those that are not told to be about enough people together: else whoever knows the whole could tell
/// them by taking away.
pub(super) fn told_apart(parts: &[Vec<ShareSide<'_>>]) -> Vec<bool> {
    let is_enough = |sides: &[ShareSide<'_>]| sides.iter().all(ShareSide::is_enough);
    let mut is_told: Vec<bool> = parts.iter().map(|sides| is_enough(sides)).collect();
    let size = |part: &usize| parts[*part].iter().map(|side| side.people.len()).min();
    let mut others: Vec<usize> = (0..parts.len()).filter(|part| is_told[*part]).collect();
    others.sort_by_key(size);
    for next in others {
        let left_over = together(parts.iter().zip(&is_told).filter(|(_, is_told)| !**is_told).map(|(sides, _)| sides));
        if left_over.iter().all(|side| side.people.is_empty()) || is_enough(&left_over) {
            break;
        }
        is_told[next] = false;
    }
    is_told
}

/// The people of several parts, side by side.
fn together<'a, 'b: 'a>(parts: impl Iterator<Item = &'a Vec<ShareSide<'b>>>) -> Vec<ShareSide<'b>> {
    let mut sum: Vec<ShareSide<'b>> = Vec::new();
    for sides in parts {
        sum.resize(sum.len().max(sides.len()), ShareSide::default());
        for (sum, side) in sum.iter_mut().zip(sides) {
            sum.people.extend(&side.people);
            sum.or_nobody = side.or_nobody;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

    fn check(parts: &[&[usize]], expected: &[bool]) {
        let names = NAMES.map(AgentId::from);
        let side = |n: &usize| ShareSide::new(names.iter().take(*n));
        let parts: Vec<Vec<ShareSide<'_>>> = parts.iter().map(|sides| sides.iter().map(side).collect()).collect();
        assert_eq!(told_apart(&parts), expected, "{parts:?}");
    }

    #[test]
    fn what_is_left_over_is_enough_or_nobody() {
        check(&[&[5], &[7]], &[true, true]);
        // The smallest goes with it.
        check(&[&[4], &[7], &[6]], &[false, true, false]);
        check(&[&[4], &[12]], &[false, false]);
        // Who left and who stayed: of the second nobody left, which the first and the whole would tell.
        check(&[&[6, 6], &[0, 9]], &[false, false]);
        check(&[&[6, 6], &[7, 9], &[2, 9]], &[false, true, false]);
        // Of nobody there is nothing to be told.
        check(&[&[6, 6], &[0, 0]], &[true, false]);
    }

    #[test]
    fn of_some_sides_it_says_nothing_that_nobody_is_on_them() {
        assert!(ShareSide::or_nobody([]).is_enough() && !ShareSide::new([]).is_enough());
        let names = NAMES.map(AgentId::from);
        assert!(!ShareSide::or_nobody([&names[0]]).is_enough() && ShareSide::or_nobody(&names).is_enough());
    }
}
