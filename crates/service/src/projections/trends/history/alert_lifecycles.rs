//! Alerts through their lives: what stood when, and what was said about them, without texts.

use std::collections::BTreeMap;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::feedback::{FeedbackData, FeedbackKind};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::{AgentId, AlertId, SiteId, SupervisorId, TeamId};
use attrition_core::explain::TIME_AWAY;
use attrition_core::signals::SIGNALS;

/// Alerts by name: some 300 bytes each.
#[derive(Debug, Default)]
pub(in crate::projections::trends) struct Lives(BTreeMap<AlertId, Life>);

/// An alert through all its versions.
#[derive(Debug, Default)]
pub(in crate::projections::trends) struct Life {
    pub(in crate::projections::trends) agent: AgentId,
    pub(in crate::projections::trends) supervisor: SupervisorId,
    pub(in crate::projections::trends) site: SiteId,
    pub(in crate::projections::trends) team: TeamId,
    pub(in crate::projections::trends) raised_on: Date,
    /// Nobody is told of it.
    pub(in crate::projections::trends) held_out: bool,
    /// Signals that it names.
    pub(in crate::projections::trends) reasons: Vec<&'static str>,
    pub(in crate::projections::trends) answers: Vec<FeedbackRecord>,
    /// In the order of versions.
    steps: Vec<LifeStep>,
}

/// What became of an alert at a version of it.
#[derive(Debug)]
struct LifeStep {
    version: u32,
    date: Date,
    status: AlertStatus,
    /// It is of a history that was taken in.
    is_history: bool,
}

/// Feedback about an alert, as far as it is counted.
#[derive(Debug)]
pub(in crate::projections::trends) struct FeedbackRecord {
    id: Box<str>,
    pub(in crate::projections::trends) date: Date,
    pub(in crate::projections::trends) said: FeedbackClass,
}

/// What was said, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::projections::trends) enum FeedbackClass {
    Useful,
    NotUseful,
    Snooze,
    Other,
}

/// Those that are counted by month.
pub(in crate::projections::trends) const COUNTED: [AlertStatus; 6] = [
    AlertStatus::Raised,
    AlertStatus::Withheld,
    AlertStatus::HeldOut,
    AlertStatus::Acknowledged,
    AlertStatus::Escalated,
    AlertStatus::Closed,
];

impl Lives {
    /// Takes in a version of an alert.
    pub(in crate::projections::trends) fn apply(&mut self, agent: &str, data: &AlertData) {
        let life = self.0.entry(data.alert.as_str().into()).or_default();
        let step = LifeStep { version: data.version, date: data.date, status: data.status, is_history: data.history };
        let place = match life.steps.binary_search_by_key(&data.version, |step| step.version) {
            Ok(place) => {
                life.steps[place] = step;
                place
            }
            Err(place) => {
                life.steps.insert(place, step);
                place
            }
        };
        if place + 1 < life.steps.len() {
            return;
        }
        (life.agent, life.supervisor) = (agent.into(), data.supervisor.as_str().into());
        (life.raised_on, life.held_out) = (data.raised_on, data.held_out);
        // A version that closes an alert may know little of its agent any more: the rest is as it was.
        if let Some(site) = &data.site {
            life.site.clone_from(site);
        }
        if let Some(team) = &data.team {
            life.team.clone_from(team);
        }
        if !data.reasons.is_empty() {
            life.reasons = data.reasons.iter().filter_map(|reason| known(&reason.signal)).collect();
        }
    }

    /// Takes in feedback, each once. It may come before the alert: they can stand in different partitions.
    pub(in crate::projections::trends) fn answer(&mut self, data: &FeedbackData) -> bool {
        let life = self.0.entry(data.alert.clone()).or_default();
        if life.answers.iter().any(|answer| answer.id == data.feedback) {
            return false;
        }
        life.answers.push(FeedbackRecord {
            id: data.feedback.clone(),
            date: data.date,
            said: FeedbackClass::new(data),
        });
        true
    }

    /// Every alert that anything is known of.
    pub(in crate::projections::trends) fn iter(&self) -> impl Iterator<Item = &Life> {
        self.0.values().filter(|life| !life.steps.is_empty())
    }

    /// Lets go of those that were closed before a day.
    pub(in crate::projections::trends) fn forget(&mut self, first: Date) {
        let is_over = |life: &Life| life.steps.last().is_some_and(|step| step.date < first && !step.status.is_open());
        self.0.retain(|_, life| !is_over(life));
    }
}

impl Life {
    /// Whether it was over within a history that was taken in, and nobody has said anything about it: nobody was told of it. Of
    /// one that is still open, the first letter tells.
    pub(in crate::projections::trends) fn waits_for_nobody(&self) -> bool {
        let is_over = |step: &LifeStep| matches!(step.status, AlertStatus::Closed | AlertStatus::Withheld);
        let is_all_history = self.steps.last().is_some_and(is_over) && self.steps.iter().all(|step| step.is_history);
        is_all_history && self.answers.is_empty()
    }

    /// How it stood at the close of a day; `None` before it was there.
    pub(in crate::projections::trends) fn on(&self, day: Date) -> Option<AlertStatus> {
        self.steps.iter().rev().find(|step| step.date <= day).map(|step| step.status)
    }

    /// Whether someone was told, and it was open at the close of a day.
    pub(in crate::projections::trends) fn is_open(&self, day: Date) -> bool {
        !self.held_out && self.on(day).is_some_and(AlertStatus::is_open)
    }

    /// Whether it came to a status between two days, both included. Of one that is held out nobody was told: it is only that.
    pub(in crate::projections::trends) fn came_to(&self, status: AlertStatus, from: Date, to: Date) -> bool {
        let is_told = !self.held_out || matches!(status, AlertStatus::HeldOut | AlertStatus::Withheld);
        let came_to = |step: &LifeStep| step.status == status && !step.is_return();
        is_told && self.steps.iter().any(|step| came_to(step) && (from..=to).contains(&step.date))
    }

    /// Whether it was raised to its first supervisor: what was carried from another desk belongs to the alert it was there.
    pub(in crate::projections::trends) fn was_raised(&self) -> bool {
        !self.held_out && self.steps.iter().any(|step| step.status == AlertStatus::Raised && !step.is_return())
    }
}

impl LifeStep {
    /// Back at its supervisor, who has not left after all: raised once, it is not counted again.
    fn is_return(&self) -> bool {
        self.status == AlertStatus::Raised && self.version > 1
    }
}

impl FeedbackClass {
    fn new(data: &FeedbackData) -> Self {
        match data.kind {
            FeedbackKind::Useful => Self::Useful,
            FeedbackKind::NotUseful => Self::NotUseful,
            FeedbackKind::Snooze => Self::Snooze,
            FeedbackKind::Acknowledge | FeedbackKind::Interview | FeedbackKind::Action => Self::Other,
        }
    }
}

/// A name of the catalogue: labels are from a closed set, whatever a record says.
fn known(signal: &str) -> Option<&'static str> {
    SIGNALS.iter().map(|signal| signal.name).chain([TIME_AWAY]).find(|name| *name == signal)
}
