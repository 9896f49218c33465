//! What a roster fact or a separation does to an agent, and work that lies after the end of an employment.

use super::finding::{Finding, WorkAfterEnd};
use super::{Agent, Partition};
use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::event::{Attendance, Event, Fact};
use crate::org::Org;
use crate::windows::bucket::{Bucket, PackedDepth};
use crate::windows::span::WINDOW_DAYS;
use crate::windows::window::IntakeOutcome;

/// Whoever has left is remembered for so many days, so that a correction or a withdrawal finds where they stood. A year: what is
/// wrong in a roster is found at the yearly closing of accounts at the latest.
const REMEMBERED_DAYS: i32 = 365;

impl Partition {
    /// Takes in what an event says about an agent's employment; `None` when it says nothing about it.
    pub(super) fn employ(
        &mut self,
        slot: u32,
        event: &Event,
        org: &Org,
        tell: &mut dyn FnMut(Finding<'_>),
    ) -> Option<IntakeOutcome> {
        if !event.fact.is_employment() {
            return None;
        }
        let agent = &mut self.agents[slot as usize];
        let before = agent.profile.clone();
        let outcome = agent.profile.take(event)?;
        if agent.profile != before {
            agent.live = None;
            self.changes.pasts.insert(slot);
            // Days of work that lie after the end only now that the end is known.
            if let Some(open) = self.open {
                let name = &self.names[slot as usize];
                let is_after = |profile: &Profile, day: Date| profile.is_employed(day) == Some(false);
                let is_new = |day: &Date| is_after(&agent.profile, *day) && !is_after(&before, *day);
                let days = agent.worked_days(open - (WINDOW_DAYS as i32 - 1), open);
                days.into_iter().filter(is_new).for_each(|day| tell(Finding::WorkAfterEnd(WorkAfterEnd { name, day })));
            }
        }
        // A supervisor needs no roster fact of their own.
        let is_known = !agent.window.is_empty() || org.is_supervisor(&self.names[slot as usize]);
        let is_unmatched = outcome.counts()
            && matches!(event.fact, Fact::Separation(_))
            && agent.profile.spells_with_end(is_known) == before.spells_with_end(is_known);
        Some(if is_unmatched { IntakeOutcome::Unmatched } else { outcome })
    }
}

impl Agent {
    /// Whether an event is the first work of a day on which the agent is no longer employed.
    pub(super) fn begins_work_after_end(&self, event: &Event) -> bool {
        event.fact.is_work()
            && self.profile.is_employed(event.date) == Some(false)
            && self.worked_days(event.date, event.date).is_empty()
    }

    /// How many days of the window up to `day` were worked after the end of an employment.
    pub fn work_after_end(&self, day: Date) -> usize {
        let days = self.worked_days(day - (WINDOW_DAYS as i32 - 1), day);
        days.into_iter().filter(|day| self.profile.is_employed(*day) == Some(false)).count()
    }

    /// Whether the agent need not be remembered any more, apart from behaviour and scores.
    pub(super) fn is_past(&self, open: Date) -> bool {
        let is_awaited = self.profile.facts().last().is_some_and(|fact| fact.effective >= open);
        let is_recent = self.profile.last_known().is_some_and(|day| day > open - REMEMBERED_DAYS);
        !is_awaited && !is_recent && self.profile.is_employed(open) != Some(true)
    }

    /// The days of work from `first` to `last`.
    fn worked_days(&self, first: Date, last: Date) -> Vec<Date> {
        let mut days = Vec::new();
        self.window.each_day(
            first,
            last,
            |_| PackedDepth::Sums,
            |day, bucket| days.extend(is_worked(bucket).then_some(day)),
        );
        days
    }
}

fn is_worked(bucket: &Bucket) -> bool {
    let worked = bucket.shifts.iter().any(|shift| matches!(shift.record.attendance, Attendance::Worked(_)));
    worked || bucket.tickets.tickets > 0
}
