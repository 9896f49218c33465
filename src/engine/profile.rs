//! An agent's own employment: where they stand, since when, and whether they still do.

use super::date::Date;
use super::event::{Roster, Separation, SeparationKind};

/// Roster facts and separations of one agent, by the date they take effect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    facts: Vec<(Date, Roster)>,
    separations: Vec<Separation>,
}

impl Profile {
    /// Takes a roster fact in; a later one for the same date replaces the earlier.
    pub fn place(&mut self, effective: Date, roster: Roster) {
        match self.facts.binary_search_by_key(&effective, |fact| fact.0) {
            Ok(found) => self.facts[found].1 = roster,
            Err(place) => self.facts.insert(place, (effective, roster)),
        }
    }

    /// Takes a separation in; a later one with the same notice date replaces the earlier.
    pub fn separate(&mut self, separation: Separation) {
        match self.separations.binary_search_by_key(&separation.notice_date, |s| s.notice_date) {
            Ok(found) => self.separations[found] = separation,
            Err(place) => self.separations.insert(place, separation),
        }
    }

    /// Roster facts, oldest first.
    pub fn facts(&self) -> &[(Date, Roster)] {
        &self.facts
    }

    /// Separations, oldest notice first.
    pub fn separations(&self) -> &[Separation] {
        &self.separations
    }

    /// The fact in force on a day.
    pub fn on(&self, day: Date) -> Option<&(Date, Roster)> {
        self.facts[..self.in_force(day)].last()
    }

    /// Whether the agent is employed on a day: `None` when the roster does not know.
    pub fn is_employed(&self, day: Date) -> Option<bool> {
        let placed_on = self.on(day).map(|fact| fact.0);
        let gone = self.separations.iter().any(|s| s.last_day < day && placed_on.is_none_or(|on| s.last_day >= on));
        if gone {
            return Some(false);
        }
        placed_on.map(|_| true)
    }

    /// How the employment that was over by `day` ended.
    pub fn ended(&self, day: Date) -> Option<SeparationKind> {
        let over = self.separations.iter().filter(|s| s.last_day < day);
        over.max_by_key(|s| s.last_day).map(|s| s.kind)
    }

    /// The first day of the present employment that a rehire began: days before it belong to the earlier one.
    pub fn rehired_since(&self, day: Date) -> Option<Date> {
        let placed_on = self.on(day)?.0;
        self.separations.iter().map(|s| s.last_day).filter(|last_day| *last_day < placed_on).max().map(|last| last + 1)
    }

    /// Whether the shift pattern changed with a fact of the present employment that took effect after `since`, as of `day`.
    pub fn shift_pattern_changed(&self, since: Date, day: Date) -> Option<bool> {
        let start = self.rehired_since(day);
        let facts = &self.facts[..self.in_force(day)];
        facts.last()?;
        let employed = |fact: &(Date, Roster)| start.is_none_or(|start| fact.0 >= start);
        let changed = |pair: &[(Date, Roster)]| pair[1].0 > since && pair[0].1.shift_pattern != pair[1].1.shift_pattern;
        Some(facts.windows(2).filter(|pair| employed(&pair[0])).any(changed))
    }

    /// Since when the agent has the level of `day`, within the present employment.
    pub fn level_since(&self, day: Date) -> Option<Date> {
        let facts = &self.facts[..self.in_force(day)];
        let start = self.rehired_since(day);
        let level = &facts.last()?.1.level;
        let same = |fact: &&(Date, Roster)| fact.1.level == *level && start.is_none_or(|start| fact.0 >= start);
        facts.iter().rev().take_while(same).last().map(|fact| fact.0)
    }

    fn in_force(&self, day: Date) -> usize {
        self.facts.partition_point(|fact| fact.0 <= day)
    }
}
