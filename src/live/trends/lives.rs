//! Alerts through their lives: what stood when, and what was said about them, without texts.

use std::collections::BTreeMap;

use crate::engine::date::Date;
use crate::engine::explain::TIME_AWAY;
use crate::engine::redacted::redacted;
use crate::engine::signals::SIGNALS;
use crate::wire::alert::AlertData;
use crate::wire::feedback::FeedbackData;

/// Alerts by name: some 300 bytes each.
#[derive(Default)]
pub(super) struct Lives(BTreeMap<Box<str>, Life>);

/// One alert.
#[derive(Default)]
pub(super) struct Life {
    pub(super) agent: Box<str>,
    pub(super) supervisor: Box<str>,
    pub(super) site: Box<str>,
    pub(super) team: Box<str>,
    pub(super) raised_on: Date,
    /// Nobody is told of it.
    pub(super) held_out: bool,
    /// Signals that it names.
    pub(super) reasons: Vec<&'static str>,
    pub(super) answers: Vec<Answer>,
    /// In the order of versions.
    steps: Vec<LifeStep>,
}

/// What became of an alert at a version of it.
struct LifeStep {
    version: u32,
    date: Date,
    status: Status,
    /// It is of a history that was taken in.
    is_history: bool,
}

/// What someone said.
pub(super) struct Answer {
    id: Box<str>,
    pub(super) date: Date,
    pub(super) said: Said,
}

/// What was said, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Useful,
    NotUseful,
    Snooze,
    Other,
}

/// A status of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Raised,
    /// Back at its supervisor, who has not left after all: raised once, it is not counted again.
    Returned,
    Carried,
    Withheld,
    HeldOut,
    Acknowledged,
    Snoozed,
    Woken,
    Escalated,
    Closed,
}

/// Those that are counted by month, with their names.
pub(super) const COUNTED: [(Status, &str); 6] = [
    (Status::Raised, "raised"),
    (Status::Withheld, "withheld"),
    (Status::HeldOut, "held_out"),
    (Status::Acknowledged, "acknowledged"),
    (Status::Escalated, "escalated"),
    (Status::Closed, "closed"),
];

redacted!(Lives, Life, Answer);

impl Lives {
    /// Takes in a version of an alert; `false` where it says nothing that is understood.
    pub(super) fn hear(&mut self, agent: &str, data: &AlertData) -> bool {
        let dates = (Date::parse(&data.date), Date::parse(&data.raised_on));
        let ((Some(date), Some(raised_on)), Some(status)) = (dates, Status::of(data)) else { return false };
        let life = self.0.entry(data.alert.as_str().into()).or_default();
        let step = LifeStep { version: data.version, date, status, is_history: data.history };
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
            return true;
        }
        (life.agent, life.supervisor) = (agent.into(), data.supervisor.as_str().into());
        (life.raised_on, life.held_out) = (raised_on, data.held_out);
        // A version that closes an alert may know little of its agent any more: the rest is as it was.
        for (now, before) in [(&data.site, &mut life.site), (&data.team, &mut life.team)] {
            if let Some(now) = now {
                *before = now.as_str().into();
            }
        }
        if !data.reasons.is_empty() {
            life.reasons = data.reasons.iter().filter_map(|reason| known(&reason.signal)).collect();
        }
        true
    }

    /// Takes in feedback, each once. It may come before the alert: they can stand in different partitions.
    pub(super) fn answer(&mut self, data: &FeedbackData) -> bool {
        let Some(date) = Date::parse(&data.date) else { return false };
        let life = self.0.entry(data.alert.clone()).or_default();
        if life.answers.iter().any(|answer| answer.id == data.feedback) {
            return false;
        }
        life.answers.push(Answer { id: data.feedback.clone(), date, said: Said::of(data) });
        true
    }

    /// Every alert that anything is known of.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Life> {
        self.0.values().filter(|life| !life.steps.is_empty())
    }

    /// Lets go of those that were closed before a day.
    pub(super) fn forget(&mut self, first: Date) {
        let is_over = |life: &Life| life.steps.last().is_some_and(|step| step.date < first && !step.status.is_open());
        self.0.retain(|_, life| !is_over(life));
    }
}

impl Life {
    /// Whether it was over within a history that was taken in, and nobody has said anything about it: nobody was told of it. Of
    /// one that is still open, the first letter tells.
    pub(super) fn waits_for_nobody(&self) -> bool {
        let is_over = |step: &LifeStep| matches!(step.status, Status::Closed | Status::Withheld);
        let is_all_history = self.steps.last().is_some_and(is_over) && self.steps.iter().all(|step| step.is_history);
        is_all_history && self.answers.is_empty()
    }

    /// How it stood at the close of a day; `None` before it was there.
    pub(super) fn on(&self, day: Date) -> Option<Status> {
        self.steps.iter().rev().find(|step| step.date <= day).map(|step| step.status)
    }

    /// Whether someone was told, and it was open at the close of a day.
    pub(super) fn is_open(&self, day: Date) -> bool {
        !self.held_out && self.on(day).is_some_and(Status::is_open)
    }

    /// Whether it came to a status between two days, both included. Of one that is held out nobody was told: it is only that.
    pub(super) fn came_to(&self, status: Status, from: Date, to: Date) -> bool {
        let is_told = !self.held_out || matches!(status, Status::HeldOut | Status::Withheld);
        is_told && self.steps.iter().any(|step| step.status == status && (from..=to).contains(&step.date))
    }

    /// Whether it was raised to its first supervisor: what was carried from another desk belongs to the alert it was there.
    pub(super) fn was_raised(&self) -> bool {
        !self.held_out && self.steps.iter().any(|step| step.status == Status::Raised)
    }
}

impl Status {
    fn of(data: &AlertData) -> Option<Self> {
        let text = data.status.as_str();
        if text == "raised" && data.version > 1 {
            return Some(Self::Returned);
        }
        let counted = COUNTED.iter().find(|(_, name)| *name == text).map(|(status, _)| *status);
        counted.or(match text {
            "carried" => Some(Self::Carried),
            "snoozed" => Some(Self::Snoozed),
            "woken" => Some(Self::Woken),
            _ => None,
        })
    }

    fn is_open(self) -> bool {
        !matches!(self, Self::Withheld | Self::HeldOut | Self::Closed)
    }
}

impl Said {
    fn of(data: &FeedbackData) -> Self {
        match data.kind.as_str() {
            "useful" => Self::Useful,
            "not_useful" => Self::NotUseful,
            "snooze" => Self::Snooze,
            _ => Self::Other,
        }
    }
}

/// A name of the catalogue: labels are from a closed set, whatever a record says.
fn known(signal: &str) -> Option<&'static str> {
    SIGNALS.iter().map(|signal| signal.name).chain([TIME_AWAY]).find(|name| *name == signal)
}
