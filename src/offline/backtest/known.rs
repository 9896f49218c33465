//! What became of everybody, known at the end of the log.

use crate::engine::date::Date;
use crate::engine::event::SeparationKind;
use crate::offline::rows::People;
use crate::offline::rows::{Outcome, outcome};

/// The answers.
pub(super) struct Known<'a> {
    pub(super) people: &'a People,
    pub(super) horizon_days: i32,
    /// The last day that every partition has closed.
    pub(super) last_closed: Date,
}

/// An agent who gave notice of their own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaver {
    pub(super) agent: u32,
    pub(super) notice: Date,
}

impl Known<'_> {
    /// What became of an agent who was asked about at the close of a day.
    pub(super) fn outcome(&self, agent: u32, day: Date) -> Outcome {
        outcome(&self.people.get(agent).profile, day, self.horizon_days, self.last_closed)
    }

    /// Who was asked about, where the outcome is that they leave.
    pub(super) fn leaver(&self, agent: u32, day: Date) -> Option<Leaver> {
        if self.outcome(agent, day) != Outcome::Leaves {
            return None;
        }
        let separations = self.people.get(agent).profile.separations().iter();
        let mut notices = separations.filter(|s| s.kind == SeparationKind::Voluntary).map(|s| s.notice_date);
        notices.find(|notice| *notice > day).map(|notice| Leaver { agent, notice })
    }

    /// Whether notice was given, by either side, and the last day is not over.
    pub(super) fn is_leaving(&self, agent: u32, day: Date) -> bool {
        let separations = self.people.get(agent).profile.separations();
        separations.iter().any(|s| s.notice_date <= day && s.last_day >= day)
    }

    /// Agents of the roster who gave notice of their own accord within `first` to `last`, as rows count it.
    pub(super) fn leavers(&self, first: Date, last: Date) -> Vec<Leaver> {
        let mut leavers = Vec::new();
        for agent in 0..self.people.len() {
            let profile = &self.people.get(agent).profile;
            // Supervisors who leave are known by their separation alone.
            for separation in profile.separations().iter().filter(|_| !profile.facts().is_empty()) {
                let leaver = Leaver { agent, notice: separation.notice_date };
                let is_within = first <= leaver.notice && leaver.notice <= last;
                if is_within && self.leaver(agent, leaver.notice - 1) == Some(leaver) {
                    leavers.push(leaver);
                }
            }
        }
        leavers
    }
}
