//! The desk: from daily risks to few alerts.
//!
//! It decides a day when every journal partition has closed it, so that the budget goes to the highest risk x value and
//! the order in which partitions report cannot matter.

mod case;
mod decide;
mod feedback;
mod language;

pub use case::{Case, Closing, State};
pub use decide::{Alert, Desk, Kept, Ledger, Status, Waiting};
pub use feedback::{Action, Factor, Feedback, Via, What};
pub use language::Language;

use super::date::Date;
use super::event::Potential;
use super::explain::Reason;
use super::model::Band;
use crate::engine::redacted::redacted;

/// Rules of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Red alerts a week per supervisor.
    pub budget_week: u32,
    /// Days after an alert's end in which none is raised.
    pub cool_down_days: i32,
    /// Share of a threshold below which a risk must fall to leave its band.
    pub hysteresis: f64,
}

redacted!(Candidate, Report);

impl Default for Rules {
    fn default() -> Self {
        Self { budget_week: 3, cool_down_days: 28, hysteresis: 0.8 }
    }
}

/// What the score stage tells a supervisor's desk about an agent.
#[derive(Clone, PartialEq)]
pub enum Report {
    /// The agent's risk, as of a day.
    Risk(Box<Candidate>),
    /// The agent now answers to someone else.
    Moved {
        /// Who.
        agent: Box<str>,
        /// As of the close of this day.
        day: Date,
    },
    /// The agent's employment has ended.
    Gone {
        /// Who.
        agent: Box<str>,
        /// As of the close of this day.
        day: Date,
    },
}

/// An agent's risk as the desk sees it.
#[derive(Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub agent: Box<str>,
    /// As of the close of this day, or so far on it.
    pub day: Date,
    /// Told before the day was closed.
    pub interim: bool,
    /// Site code.
    pub site: Box<str>,
    /// Team code.
    pub team: Box<str>,
    /// Potential in the talent review.
    pub potential: Option<Potential>,
    /// Risk now.
    pub risk: f64,
    /// Risk at the close of the day before.
    pub yesterday: Option<f64>,
    /// Risk at the close of the day before that.
    pub day_before: Option<f64>,
    /// Risk thirty days ago.
    pub month_ago: Option<f64>,
    /// Band of the risk.
    pub band: Band,
    /// Risk from which an agent is watched.
    pub amber: f64,
    /// Risk from which an alert is raised.
    pub red: f64,
    /// Notice has been given.
    pub leaving: bool,
    /// Strongest reasons first.
    pub reasons: Vec<Reason>,
    /// Model that made the risk.
    pub model: Box<str>,
}

impl Report {
    /// The day of the report.
    pub fn day(&self) -> Date {
        match self {
            Self::Risk(candidate) => candidate.day,
            Self::Moved { day, .. } | Self::Gone { day, .. } => *day,
        }
    }

    /// The agent of the report.
    pub fn agent(&self) -> &str {
        match self {
            Self::Risk(candidate) => &candidate.agent,
            Self::Moved { agent, .. } | Self::Gone { agent, .. } => agent,
        }
    }
}

impl Candidate {
    /// Over a threshold now and on at least one of the two days before.
    pub fn persists_over(&self, threshold: f64) -> bool {
        let over = |risk: Option<f64>| risk.is_some_and(|risk| risk >= threshold);
        self.risk >= threshold && (over(self.yesterday) || over(self.day_before))
    }

    /// Below a threshold now and on at least one of the two days before.
    pub fn persists_below(&self, threshold: f64) -> bool {
        let below = |risk: Option<f64>| risk.is_some_and(|risk| risk < threshold);
        self.risk < threshold && (below(self.yesterday) || below(self.day_before))
    }

    /// Risk has gone half of the way to certainty, or more, since yesterday.
    pub fn jumps(&self) -> bool {
        self.risk >= self.red && self.yesterday.is_some_and(|before| self.risk - before >= 0.5 * (1.0 - before))
    }

    /// Whether the desk needs to hear of it: near a threshold within three days, or leaving.
    pub fn matters(&self, hysteresis: f64) -> bool {
        let near = |risk: f64| risk >= hysteresis * self.amber;
        let before = [self.yesterday, self.day_before];
        self.leaving || near(self.risk) || before.iter().flatten().any(|risk| near(*risk))
    }

    /// What keeping the agent is worth, relative to others: the fifth with the highest potential above all.
    pub fn value(&self) -> f64 {
        match self.potential {
            None | Some(Potential::Base | Potential::Developing) => 1.0,
            Some(Potential::Exceeding) => 1.25,
            Some(Potential::Star) => 1.5,
        }
    }
}
