//! Where people stand: sites and teams as numbers, and under which names a day's figures are shown.

use std::collections::{BTreeMap, BTreeSet};

/// The name of what is too small to be shown by itself.
pub const OTHER: &str = "other";

/// Sites and teams that were heard of, by number.
#[derive(Debug, Default)]
pub(in crate::projections::trends) struct Places {
    index: BTreeMap<Box<str>, BTreeMap<Box<str>, u16>>,
    names: Vec<(Box<str>, Box<str>)>,
}

/// How the places of a day are shown: no group of fewer people than the minimum has a name of its own, the rest included.
#[derive(Debug)]
pub(in crate::projections::trends) struct Folding<'a> {
    /// Sites that are shown, with the teams of theirs that are.
    shown: BTreeMap<&'a str, BTreeSet<&'a str>>,
    people: u32,
    min: u32,
}

/// A site and a team, as labels have them.
pub(in crate::projections::trends) type Label<'a> = (&'a str, &'a str);

impl Places {
    /// The number of a place. Beyond 65,535 of them a place has no name: nobody has so many teams.
    pub(in crate::projections::trends) fn number(&mut self, site: &str, team: &str) -> u16 {
        if let Some(number) = self.index.get(site).and_then(|teams| teams.get(team)) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.names.len()) else { return u16::MAX };
        self.index.entry(site.into()).or_default().insert(team.into(), number);
        self.names.push((site.into(), team.into()));
        number
    }

    /// Site and team of a number; empty for one that has no name.
    pub(in crate::projections::trends) fn name(&self, number: u16) -> Label<'_> {
        self.names.get(usize::from(number)).map_or(("", ""), |(site, team)| (site, team))
    }
}

impl<'a> Folding<'a> {
    /// How so many people in each place are shown, in groups of at least `min`.
    pub(in crate::projections::trends) fn new(people: impl Iterator<Item = (Label<'a>, u32)>, min: u32) -> Self {
        let mut sites: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for ((site, team), count) in people {
            *sites.entry(site).or_default().entry(team).or_default() += count;
        }
        let size = |teams: &BTreeMap<&str, u32>| teams.values().sum::<u32>();
        let shown = large(sites.iter().map(|(site, teams)| (*site, size(teams))), min);
        let people = sites.values().map(size).sum();
        let teams = |site: &'a str| (site, large(sites[site].iter().map(|(team, size)| (*team, *size)), min));
        Self { shown: shown.into_iter().map(teams).collect(), people, min }
    }

    /// Whether a team is shown by itself.
    pub(in crate::projections::trends) fn shows(&self, place: Label<'_>) -> bool {
        self.shown.get(place.0).is_some_and(|teams| teams.contains(place.1))
    }

    /// Whether there are enough people for any figure at all.
    pub(in crate::projections::trends) fn is_enough(&self) -> bool {
        self.people >= self.min
    }

    /// Under which names someone of this site and team is shown.
    pub(in crate::projections::trends) fn label(&self, (site, team): Label<'_>) -> Label<'a> {
        match self.shown.get_key_value(site) {
            None => (OTHER, OTHER),
            Some((site, teams)) => (site, teams.get(team).copied().unwrap_or(OTHER)),
        }
    }

    /// Under which name a site is shown.
    pub(in crate::projections::trends) fn site(&self, site: &str) -> &'a str {
        self.label((site, "")).0
    }
}

/// Those that are large enough. What is left is large enough as well, or no group: else the smallest go with it, for whoever
/// knows the whole could tell the rest by taking away. A group of nobody is one: something may be counted there.
fn large<'a>(groups: impl Iterator<Item = (&'a str, u32)>, min: u32) -> BTreeSet<&'a str> {
    let (mut large, small): (Vec<_>, Vec<_>) = groups.partition(|(name, size)| !name.is_empty() && *size >= min);
    let mut rest: u32 = small.iter().map(|(_, size)| size).sum();
    large.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    while !small.is_empty() && rest < min {
        let Some((_, size)) = large.pop() else { break };
        rest += size;
    }
    large.into_iter().map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(groups: &[(&'static str, &'static str, usize)]) -> Vec<Label<'static>> {
        groups.iter().flat_map(|(site, team, size)| std::iter::repeat_n((*site, *team), *size)).collect()
    }

    fn check(groups: &[(&'static str, &'static str, usize)], expected: &[(Label<'_>, usize)]) {
        let people = people(groups);
        let folding = Folding::new(people.iter().map(|place| (*place, 1)), 5);
        let mut shown: BTreeMap<Label<'_>, usize> = BTreeMap::new();
        people.iter().for_each(|place| *shown.entry(folding.label(*place)).or_default() += 1);
        assert_eq!(shown.into_iter().collect::<Vec<_>>(), expected, "{groups:?}");
    }

    #[test]
    fn small_teams_are_folded_and_take_one_with_them_where_the_rest_would_be_small() {
        check(&[("n", "a", 5), ("n", "b", 9)], &[(("n", "a"), 5), (("n", "b"), 9)]);
        check(&[("n", "a", 9), ("n", "b", 3), ("n", "c", 2)], &[(("n", "a"), 9), (("n", "other"), 5)]);
        check(&[("n", "a", 9), ("n", "b", 6), ("n", "c", 2)], &[(("n", "a"), 9), (("n", "other"), 8)]);
        check(&[("n", "a", 9), ("n", "b", 4)], &[(("n", "other"), 13)]);
    }

    #[test]
    fn small_sites_are_folded_too_and_so_are_people_whose_place_is_not_known() {
        check(&[("n", "a", 9), ("s", "a", 3), ("w", "a", 2)], &[(("n", "a"), 9), (("other", "other"), 5)]);
        check(&[("n", "a", 9), ("s", "a", 7), ("", "", 1)], &[(("n", "a"), 9), (("other", "other"), 8)]);
    }

    #[test]
    fn a_group_of_nobody_takes_one_with_it() {
        let folding = Folding::new([(("n", "a"), 9), (("n", "b"), 6), (("n", "c"), 0)].into_iter(), 5);
        assert_eq!(["a", "b", "c"].map(|team| folding.label(("n", team)).1), ["a", OTHER, OTHER]);
    }

    #[test]
    fn of_four_people_nothing_is_shown() {
        assert!(!Folding::new([(("n", "a"), 4)].into_iter(), 5).is_enough());
        assert!(Folding::new([(("n", "a"), 3), (("s", "b"), 2)].into_iter(), 5).is_enough());
    }

    #[test]
    fn places_keep_their_numbers() {
        let mut places = Places::default();
        let numbers: Vec<u16> =
            [("n", "a"), ("n", "b"), ("n", "a"), ("s", "a")].map(|(site, team)| places.number(site, team)).into();
        assert_eq!(numbers, [0, 1, 0, 2]);
        assert_eq!((places.name(2), places.name(9)), (("s", "a"), ("", "")));
    }
}
