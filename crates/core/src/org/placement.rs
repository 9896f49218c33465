//! Where a person stood, from when to when.

use super::{PersonIndex, PersonRecord, Placed};
use crate::basics::date::Date;
use crate::employment::spell::{Notice, Spell, Stated, is_employed, spells};
use crate::event::{Separation, SeparationKind};

/// A stretch of days in one place, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) hire_date: Date,
    pub(super) site: u32,
    pub(super) team: u32,
    pub(super) supervisor: PersonIndex,
}

impl Placement {
    /// Days of this stretch within `first` to `last`.
    pub(super) fn days_within(&self, first: Date, last: Date) -> i64 {
        i64::from((self.to.min(last) - self.from.max(first) + 1).max(0))
    }
}

/// What was known of one person at the close of a day.
pub(super) struct KnownPerson {
    day: Date,
    /// By the date they take effect, one a date: what takes effect later, too.
    facts: Vec<Placed>,
    spells: Vec<Spell>,
}

impl PersonRecord {
    /// What was known at the close of `day`.
    pub(super) fn known(&self, day: Date) -> KnownPerson {
        let mut facts: Vec<Placed> = Vec::with_capacity(self.facts.len());
        for fact in self.facts.iter().filter(|fact| fact.known <= day) {
            // Of two facts for the same date the one that was recorded later counts.
            match facts.binary_search_by_key(&fact.effective, |f| f.effective) {
                Ok(found) if fact.time_ms >= facts[found].time_ms => facts[found] = *fact,
                Ok(_) => {}
                Err(place) => facts.insert(place, *fact),
            }
        }
        let known = self.notices.iter().filter(|(since, _)| *since <= day);
        let mut notices: Vec<Notice> = known.map(|(_, notice)| *notice).collect();
        // Stable: those of the same time stay in the order in which they arrived.
        notices.sort_by_key(|notice| notice.time_ms);
        let stated = |fact: &Placed| {
            let Placed { effective, hire_date, time_ms, content, .. } = *fact;
            Stated { effective, hire_date, time_ms, content }
        };
        let spells = match notices.is_empty() {
            true => Vec::new(),
            false => spells(&facts.iter().map(stated).collect::<Vec<_>>(), &notices),
        };
        KnownPerson { day, facts, spells }
    }

    /// Whether the person is gone when the letters about the day after `day` are read, as it was known at the close of `day`.
    pub(super) fn has_left(&self, day: Date) -> bool {
        if self.notices.is_empty() {
            return false;
        }
        let (known, read_on) = (self.known(day), day + 2);
        let in_force = known.facts.iter().rev().find(|fact| fact.effective <= read_on);
        is_employed(&known.spells, in_force.map(|fact| fact.hire_date), read_on) == Some(false)
    }
}

impl KnownPerson {
    /// The stretches of this person up to the day, oldest first.
    pub(super) fn placements(&self) -> Vec<Placement> {
        let facts = &self.facts[..self.facts.partition_point(|fact| fact.effective <= self.day)];
        let placement = |(i, fact): (usize, &Placed)| {
            let next = facts.get(i + 1).map_or(self.day, |next| next.effective - 1);
            let spell = self.spells.iter().find(|spell| spell.hire_date == Some(fact.hire_date));
            let separated = spell.filter(|spell| spell.goes_on.is_none_or(|from| fact.effective < from));
            let last_day = separated.and_then(|spell| spell.separation).map(|separation| separation.last_day);
            Placement {
                // Whoever is on the roster before the day of hire has not begun.
                from: fact.effective.max(fact.hire_date),
                to: last_day.map_or(next, |last_day| last_day.min(next)),
                hire_date: fact.hire_date,
                site: fact.site,
                team: fact.team,
                supervisor: fact.supervisor,
            }
        };
        // A move that was planned for after the end of the employment does not come about.
        facts.iter().enumerate().map(placement).filter(|place| place.from <= place.to).collect()
    }

    /// How each employment ends whose end was known.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Separation> {
        self.spells.iter().filter_map(Spell::end)
    }

    /// Notice dates of voluntary leaving within `first` to the day.
    pub(super) fn leavings(&self, first: Date) -> impl Iterator<Item = Date> {
        self.ends()
            .filter(|end| end.kind == SeparationKind::Voluntary)
            .map(|end| end.notice_date)
            .filter(move |notice| (first..=self.day).contains(notice))
    }
}

/// The placement in force on a day.
pub(super) fn on(placements: &[Placement], day: Date) -> Option<&Placement> {
    placements.iter().rev().find(|placement| placement.from <= day && day <= placement.to)
}
