//! On which days a supervisor can answer, and who stands in for one who is away.

use std::collections::{BTreeMap, BTreeSet};

use super::SupervisorDay;
use crate::engine::date::Date;

/// What the configuration says of a site: its public holidays, and who stands in for whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Days on which nobody is asked for an answer.
    pub holidays: BTreeSet<Date>,
    /// Supervisors with their deputies.
    pub deputies: BTreeMap<Box<str>, Box<str>>,
}

/// What is known of the supervisors of a site on a day that is decided.
#[derive(Clone, Copy)]
pub(super) struct Supervisors<'a> {
    pub(super) calendar: &'a Calendar,
    /// Those who have shifts of their own.
    pub(super) seen: &'a BTreeMap<Box<str>, SupervisorDay>,
    pub(super) day: Date,
}

impl Calendar {
    /// Whether a day is one of work for whoever has no shifts on record.
    pub fn is_working_day(&self, day: Date) -> bool {
        !day.is_weekend() && !self.holidays.contains(&day)
    }
}

impl Supervisors<'_> {
    /// Whether a supervisor could answer on the day: was at work by the roster, or it was a weekday and no holiday.
    pub(super) fn is_at_work(&self, supervisor: &str) -> bool {
        match self.seen.get(supervisor) {
            Some(seen) => *seen == SupervisorDay::AtWork,
            None => self.calendar.is_working_day(self.day),
        }
    }

    /// Whether a supervisor is on leave.
    pub(super) fn is_on_leave(&self, supervisor: &str) -> bool {
        self.seen.get(supervisor) == Some(&SupervisorDay::OnLeave)
    }

    /// Who reads what is for a supervisor: the deputy of one who is on leave, where there is one.
    pub(super) fn reader<'s>(&'s self, supervisor: &'s str) -> &'s str {
        let deputy = self.calendar.deputies.get(supervisor).filter(|_| self.is_on_leave(supervisor));
        deputy.filter(|deputy| !self.is_on_leave(deputy)).map_or(supervisor, |deputy| deputy)
    }
}
