//! Employments of one person: a spell begins with a `hire_date`, is told by roster facts, and has at most one separation.
//!
//! The result depends on what was said and when the senders recorded it, not on the order in which it arrived.

use crate::basics::date::Date;
use crate::event::{Separation, SeparationKind};

/// What a roster fact says about employments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The day it takes effect.
    pub effective: Date,
    /// First day of the employment that it is about.
    pub hire_date: Date,
    /// When the sender recorded it.
    pub time_ms: i64,
    /// A fingerprint of everything else that it says.
    pub content: u64,
}

/// A record about a separation: that someone leaves, or that they do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// When the sender recorded it, milliseconds since 1970-01-01 UTC.
    pub time_ms: i64,
    /// The separation, or that it was taken back.
    pub separation: Separation,
}

/// One employment, as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spell {
    /// Its first day; `None` for an employment that the roster does not know.
    pub hire_date: Option<Date>,
    /// What was said last about its end, unless that was withdrawn.
    pub separation: Option<Separation>,
    /// The day from which it goes on in spite of the separation: a transfer, a renewed contract.
    pub goes_on: Option<Date>,
    /// What was said about its end and then withdrawn, in the order of withdrawal.
    pub withdrawn: Vec<Withdrawn>,
}

/// A separation that was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// What had been said.
    pub separation: Separation,
    /// The day on which it was taken back.
    pub on: Date,
}

impl Spell {
    /// How it ends: the separation, unless the employment goes on.
    pub fn end(&self) -> Option<&Separation> {
        self.separation.as_ref().filter(|_| self.goes_on.is_none())
    }

    /// Whether it is not over on a day, or goes on by then.
    pub fn is_there(&self, day: Date) -> bool {
        let is_over = self.separation.is_some_and(|separation| separation.last_day < day);
        !is_over || self.goes_on.is_some_and(|from| from <= day)
    }
}

/// Whether a person is employed on a day on which a roster fact of the employment that began on `hire_date` is in force, or none:
/// `None` when nothing is known about it.
pub fn is_employed(spells: &[Spell], hire_date: Option<Date>, day: Date) -> Option<bool> {
    match hire_date {
        Some(_) => Some(spells.iter().filter(|spell| spell.hire_date == hire_date).all(|spell| spell.is_there(day))),
        None => spells.iter().any(|spell| !spell.is_there(day)).then_some(false),
    }
}

/// The employments of a person, earliest first, that anything was said about the end of. `facts` are in order of their dates,
/// one a date; `notices` in order of time, those of the same time in the order in which they arrived.
pub fn spells(facts: &[Stated], notices: &[Notice]) -> Vec<Spell> {
    let mut hire_dates: Vec<Date> = facts.iter().map(|fact| fact.hire_date).collect();
    hire_dates.sort_unstable();
    hire_dates.dedup();
    let places: Vec<(Option<Date>, Option<Date>)> =
        notices.iter().map(|notice| candidates(&hire_dates, &notice.separation)).collect();
    let about = |place: usize| {
        let (by_notice, by_last_day) = places[place];
        let notice_date = notices[place].separation.notice_date;
        let is_over = by_notice.is_none() || ended_before(notice_date, by_notice, notices, &places);
        if is_over { by_last_day } else { by_notice }
    };
    let mut of_spell: Vec<(Option<Date>, Notice)> =
        notices.iter().enumerate().map(|(place, notice)| (about(place), *notice)).collect();
    // Stable: notices of one employment stay in order.
    of_spell.sort_by_key(|(hire_date, _)| *hire_date);
    of_spell.chunk_by(|a, b| a.0 == b.0).map(|chunk| spell(facts, chunk)).collect()
}

/// The employments that a separation may be about: the latest that had begun before its notice date, and the latest that had
/// begun by its last day. A person who is hired anew before the last day of the former employment has two.
fn candidates(hire_dates: &[Date], separation: &Separation) -> (Option<Date>, Option<Date>) {
    let last = |count: usize| count.checked_sub(1).map(|place| hire_dates[place]);
    let by_notice = last(hire_dates.partition_point(|hire_date| *hire_date < separation.notice_date));
    let by_last_day = last(hire_dates.partition_point(|hire_date| *hire_date <= separation.last_day));
    (by_notice, by_last_day)
}

/// Whether an employment was over before a day, by the notices that can be about no other.
fn ended_before(
    day: Date,
    hire_date: Option<Date>,
    notices: &[Notice],
    places: &[(Option<Date>, Option<Date>)],
) -> bool {
    let mut own = notices.iter().zip(places).filter(|(_, place)| **place == (hire_date, hire_date));
    let last = own.next_back().map(|(notice, _)| notice.separation);
    last.is_some_and(|last| last.kind != SeparationKind::Withdrawn && last.last_day < day)
}

/// One employment, of the notices about it.
fn spell(facts: &[Stated], notices: &[(Option<Date>, Notice)]) -> Spell {
    let (hire_date, mut standing, mut withdrawn) = (notices[0].0, None::<Notice>, Vec::new());
    for (_, notice) in notices {
        if notice.separation.kind != SeparationKind::Withdrawn {
            standing = Some(*notice);
        } else if let Some(before) = standing.take() {
            let on = Date::of_ms(notice.time_ms);
            withdrawn.push(Withdrawn { separation: before.separation, on });
        }
    }
    let goes_on = standing.and_then(|standing| goes_on(facts, hire_date?, &standing));
    Spell { hire_date, separation: standing.map(|standing| standing.separation), goes_on, withdrawn }
}

/// The first fact by which an employment goes on after a separation: one that takes effect after the last day, or on it and says
/// something new, for whoever leaves is still on the roster on that day. Who resigns or is dismissed does not go on by what
/// was planned before: such a fact must have been recorded as late as the separation. A transfer is told by both in any order.
fn goes_on(facts: &[Stated], hire_date: Date, notice: &Notice) -> Option<Date> {
    let Separation { kind, last_day, .. } = notice.separation;
    let overrides_plans = matches!(kind, SeparationKind::Voluntary | SeparationKind::Dismissal);
    let mut before: Option<u64> = None;
    for fact in facts.iter().filter(|fact| fact.hire_date == hire_date) {
        let says_new = before.is_some_and(|before| before != fact.content);
        let is_after = fact.effective > last_day || fact.effective == last_day && says_new;
        if is_after && (!overrides_plans || fact.time_ms >= notice.time_ms) {
            return Some(fact.effective);
        }
        before = Some(fact.content);
    }
    None
}
