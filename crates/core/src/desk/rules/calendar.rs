//! On which days a supervisor can answer, and who stands in for one who is away.

use std::collections::{BTreeMap, BTreeSet};

use crate::basics::date::Date;
use crate::basics::ids::{AgentId, SupervisorId};
use crate::desk::SupervisorDay;

/// Days over which scheduled hours are compared with the contract.
const HOURS_DAYS: i32 = 28;

/// What the configuration says of a site: its public holidays, and who stands in for whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calendar {
    /// Days on which nobody is asked for an answer.
    pub holidays: BTreeSet<Date>,
    /// Supervisors with their deputies.
    pub deputies: BTreeMap<SupervisorId, SupervisorId>,
}

/// What is known of the supervisors of a site on a day that is decided.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Supervisors<'a> {
    pub(in crate::desk) calendar: &'a Calendar,
    /// Those who have shifts of their own, and deputies who have left.
    pub(in crate::desk) seen: &'a BTreeMap<SupervisorId, SupervisorDay>,
    pub(in crate::desk) day: Date,
}

impl Calendar {
    /// Whether one of the four weeks up to a day had a holiday.
    pub(in crate::desk) fn had_holiday(&self, day: Date) -> bool {
        self.holidays.range(day - (HOURS_DAYS - 1)..=day).next().is_some()
    }

    /// Whether a day is one of work for whoever has no shifts on record.
    pub fn is_working_day(&self, day: Date) -> bool {
        !day.is_weekend() && !self.holidays.contains(&day)
    }
}

impl Supervisors<'_> {
    /// Whether a supervisor could answer on the day: was at work by the roster, or it was a weekday and no holiday.
    pub(in crate::desk) fn is_at_work(&self, supervisor: &SupervisorId) -> bool {
        match self.seen.get(supervisor) {
            Some(seen) => *seen == SupervisorDay::AtWork,
            None => self.calendar.is_working_day(self.day),
        }
    }

    /// Whether a supervisor is on leave.
    pub(in crate::desk) fn is_on_leave(&self, supervisor: &SupervisorId) -> bool {
        self.seen.get(supervisor) == Some(&SupervisorDay::Away)
    }

    /// Who reads what is for a supervisor about an agent: the deputy of one who is on leave, if it is not the deputy who is
    /// meant, and the deputy is there.
    pub(in crate::desk) fn reader<'s>(&'s self, supervisor: &'s SupervisorId, agent: &AgentId) -> &'s SupervisorId {
        let deputy = self.calendar.deputies.get(supervisor);
        let can_read = |deputy: &&SupervisorId| {
            let is_away = matches!(self.seen.get(*deputy), Some(SupervisorDay::Away | SupervisorDay::Gone));
            !deputy.is(agent) && !is_away
        };
        deputy.filter(|_| self.is_on_leave(supervisor)).filter(can_read).unwrap_or(supervisor)
    }
}
