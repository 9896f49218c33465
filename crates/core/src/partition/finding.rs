//! What a partition tells.

use crate::basics::date::Date;
use crate::basics::ids::{AgentId, SiteId, SupervisorId};
use crate::event::Roster;
use crate::model::RiskEvaluation;
use crate::org::Org;
use crate::partition::agent::Agent;
use crate::windows::bucket::PackedDepth;
use crate::windows::figure::Figure;
use crate::windows::supervisor_day::SupervisorDay;

/// What a partition tells about an agent.
#[derive(Debug)]
pub enum Finding<'a> {
    /// A score: daily, or in between when the band changed.
    Score(Score<'a>),
    /// The agent answers to another supervisor than the last score said.
    Moved(Moved<'a>),
    /// The agent's employment has ended.
    Gone(DepartedAgent<'a>),
    /// There is work on a day after the end of the agent's employment: is the end right?
    WorkAfterEnd(WorkAfterEnd<'a>),
}

/// An agent who no longer answers to a supervisor.
#[derive(Debug)]
pub struct Moved<'a> {
    /// Id of the agent who has moved to another supervisor.
    pub name: &'a AgentId,
    /// As of the close of this day.
    pub day: Date,
    /// The site that the last score was of; empty where it is not remembered.
    pub from_site: &'a SiteId,
    /// Where the agent is now.
    pub site: &'a SiteId,
    /// To whom the agent answers now.
    pub supervisor: &'a SupervisorId,
}

/// An agent who is no longer employed.
#[derive(Debug)]
pub struct DepartedAgent<'a> {
    /// Id of the agent who is no longer employed.
    pub name: &'a AgentId,
    /// As of the close of this day.
    pub day: Date,
    /// The site that the last score was of; empty where it is not remembered.
    pub site: &'a SiteId,
    /// Whether the agent gave notice.
    pub voluntary: bool,
}

/// Work on a day on which the agent was no longer employed. It brings nobody back.
#[derive(Debug)]
pub struct WorkAfterEnd<'a> {
    /// Id of the agent of whom work is on record.
    pub name: &'a AgentId,
    /// When; each day is told once.
    pub day: Date,
}

/// A score and what it was made from.
#[derive(Debug)]
pub struct Score<'a> {
    /// Id of the agent whom the score is about.
    pub name: &'a AgentId,
    /// As of this day.
    pub day: Date,
    /// Made before the day was closed, because the band changed.
    pub interim: bool,
    /// Signals, contributions, risk, band.
    pub evaluation: &'a RiskEvaluation,
    /// State of the agent; `past` does not hold this score yet.
    pub agent: &'a Agent,
    /// The organisation, of which only what was known at the close of `known_on` counts.
    pub org: &'a Org,
    /// The day at whose close the organisation is looked at.
    pub known_on: Date,
    /// The last day before on which the agent's risk was over what keeps an alert open, by the model of that day.
    pub over_on: Option<Date>,
}

impl Score<'_> {
    /// Where the agent stands.
    pub fn place(&self) -> Option<&Roster> {
        self.agent.place(self.day)
    }

    /// Whether the supervisor has left.
    pub fn supervisor_left(&self) -> bool {
        self.place().is_some_and(|roster| self.org.has_left(&roster.supervisor, self.known_on))
    }

    /// Whether the agent is on planned or protected leave.
    pub fn is_on_leave(&self) -> bool {
        self.agent.window.is_on_leave(self.day)
    }

    /// The sites at which others answer to this person.
    pub fn sites_under(&self) -> impl Iterator<Item = &str> {
        self.org.sites_under(self.name, self.known_on)
    }

    /// Where this person was on the day; `None` where no shifts are on record.
    pub fn supervisor_day(&self) -> Option<SupervisorDay> {
        self.agent.window.supervisor_day(self.day)
    }

    /// What the agent's shifts, evaluations and tickets of the day add to the figures of the site.
    pub fn figures(&self) -> [Figure; 3] {
        let mut figures = [Figure::default(); 3];
        self.agent.window.each_day(
            self.day,
            self.day,
            |_| PackedDepth::Sums,
            |_, bucket| {
                figures = [bucket.missed_shifts(), bucket.marks(), bucket.handle_times()];
            },
        );
        figures
    }
}
