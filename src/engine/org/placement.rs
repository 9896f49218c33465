//! Where a person stood, from when to when.

use super::{Person, Placed, Record};
use crate::engine::date::Date;
use crate::engine::event::{Separation, SeparationKind};

/// A stretch of days in one place, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) hire_date: Date,
    pub(super) site: u32,
    pub(super) team: u32,
    pub(super) supervisor: Person,
}

impl Placement {
    /// Days of this stretch within `first` to `last`.
    pub(super) fn days_within(&self, first: Date, last: Date) -> i64 {
        i64::from((self.to.min(last) - self.from.max(first) + 1).max(0))
    }
}

impl Record {
    /// The stretches of this person up to `day`, oldest first, as known at the close of `day`.
    pub(super) fn placements(&self, day: Date) -> Vec<Placement> {
        let mut facts: Vec<Placed> = Vec::with_capacity(self.facts.len());
        for fact in self.facts.iter().filter(|fact| fact.known <= day && fact.effective <= day) {
            // The later-known fact for the same date takes the place of the earlier.
            match facts.binary_search_by_key(&fact.effective, |f| f.effective) {
                Ok(found) => facts[found] = *fact,
                Err(place) => facts.insert(place, *fact),
            }
        }
        let until = |i: usize| {
            let next = facts.get(i + 1).map_or(day, |next| next.effective - 1);
            let gone = self.separations_known(day).map(|s| s.last_day).filter(|last| *last >= facts[i].effective);
            gone.min().map_or(next, |last| last.min(next))
        };
        let placement = |(i, fact): (usize, &Placed)| Placement {
            from: fact.effective,
            to: until(i),
            hire_date: fact.hire_date,
            site: fact.site,
            team: fact.team,
            supervisor: fact.supervisor,
        };
        facts.iter().enumerate().map(placement).collect()
    }

    /// The separations of this person that were known at the close of `day`: of those with the same notice date the last.
    pub(super) fn separations_known(&self, day: Date) -> impl Iterator<Item = &Separation> {
        let known = move |(since, _): &&(Date, Separation)| *since <= day;
        let standing = move |(i, (_, separation)): &(usize, &(Date, Separation))| {
            !self.separations[i + 1..]
                .iter()
                .filter(known)
                .any(|(_, later)| later.notice_date == separation.notice_date)
        };
        self.separations
            .iter()
            .enumerate()
            .filter(move |(_, s)| known(s))
            .filter(standing)
            .map(|(_, (_, separation))| separation)
    }

    /// Notice dates of voluntary leaving within `first` to `last`.
    pub(super) fn leavings(&self, first: Date, last: Date) -> impl Iterator<Item = Date> {
        self.separations_known(last)
            .filter(|separation| separation.kind == SeparationKind::Voluntary)
            .map(|separation| separation.notice_date)
            .filter(move |notice| (first..=last).contains(notice))
    }
}

/// The placement in force on a day.
pub(super) fn on(placements: &[Placement], day: Date) -> Option<&Placement> {
    placements.iter().rev().find(|placement| placement.from <= day && day <= placement.to)
}
