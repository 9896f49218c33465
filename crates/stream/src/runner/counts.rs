//! What a step counted.

use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::incoming::source_event::SourceEventType;
use attrition_core::basics::closed_set::closed_set;
use attrition_core::desk::{NoticeKind, Suppression};
use attrition_core::event::Fact;
use attrition_core::model::Band;
use attrition_core::windows::window::IntakeOutcome;

/// What is counted, with its labels: all of them are from small closed sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// An event that was read from a source topic and accepted.
    Ingested(SourceEventType),
    /// A record that became a dead letter.
    DeadLetter(Code),
    /// A business day that was closed.
    DayClosed,
    /// An event of the journal.
    Event(EventKind, EventOutcome),
    /// A record of the journal that could not be read.
    UnreadableEvent,
    /// A day on which someone worked after the last day of their employment.
    WorkAfterEnd,
    /// A score that was published, by its band and by when it was made.
    Score(Band, ScoreTime),
    /// A record of an alert.
    Alert(AlertStatus, RaisedBy),
    /// An alert that the risk asks for and that is not raised.
    AlertSuppressed(Suppression),
    /// A record of the desk inbox that could not be read.
    UnreadableReport,
    /// Feedback that the desk read.
    Feedback(FeedbackKind, FeedbackOutcome),
    /// A notice about a site.
    Notice(NoticeKind, NoticeStatus),
    /// A letter that the desk wrote, by whom it goes to.
    Digest(Addressee),
}

/// Kinds of events as the journal has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A shift that was worked or missed.
    Shift,
    /// A request and its decision.
    Request,
    /// A quality evaluation of an agent's work.
    Evaluation,
    /// A coaching session that was held or cancelled.
    Coaching,
    /// A ticket that was closed.
    Ticket,
    /// A ticket that was opened again.
    Reopened,
    /// A customer's rating that came after the ticket was closed.
    Rating,
    /// A fact of the roster.
    Roster,
    /// An end of an employment, or that it is withdrawn.
    Separation,
}

closed_set!(EventKind {
    Shift => "shift",
    Request => "request",
    Evaluation => "evaluation",
    Coaching => "coaching",
    Ticket => "ticket",
    Reopened => "reopened",
    Rating => "rating",
    Roster => "roster",
    Separation => "separation",
});

impl EventKind {
    /// The kind of a fact.
    pub fn of_fact(fact: &Fact) -> Self {
        match fact {
            Fact::Shift(_) => Self::Shift,
            Fact::Request(_) => Self::Request,
            Fact::Evaluation(_) => Self::Evaluation,
            Fact::Coaching(_) => Self::Coaching,
            Fact::Ticket(_) => Self::Ticket,
            Fact::Reopened(_) => Self::Reopened,
            Fact::Rated(_) => Self::Rating,
            Fact::Roster(_) => Self::Roster,
            Fact::Separation(_) => Self::Separation,
        }
    }
}

/// What became of an event of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventOutcome {
    /// The event was new, and counts.
    Accepted,
    /// It counts instead of an earlier record.
    Corrected,
    /// Only the customer's answer in it counts.
    Answered,
    /// It had been taken in before.
    Duplicate,
    /// A later record of the same thing is there.
    Superseded,
    /// It came too late to count.
    Late,
    /// A separation that ends no employment that is known.
    Unmatched,
}

closed_set!(EventOutcome {
    Accepted => "accepted",
    Corrected => "corrected",
    Answered => "answered",
    Duplicate => "duplicate",
    Superseded => "superseded",
    Late => "late",
    Unmatched => "unmatched",
});

impl From<IntakeOutcome> for EventOutcome {
    fn from(outcome: IntakeOutcome) -> Self {
        match outcome {
            IntakeOutcome::Accepted | IntakeOutcome::AcceptedWithoutAnswer => Self::Accepted,
            IntakeOutcome::Corrected => Self::Corrected,
            IntakeOutcome::Answered => Self::Answered,
            IntakeOutcome::Duplicate => Self::Duplicate,
            IntakeOutcome::Superseded => Self::Superseded,
            IntakeOutcome::Late => Self::Late,
            IntakeOutcome::Unmatched => Self::Unmatched,
        }
    }
}

/// When a score is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScoreTime {
    /// At the close of a day.
    Daily,
    /// Between two closes, because the band changed.
    Interim,
}

closed_set!(ScoreTime { Daily => "daily", Interim => "interim" });

/// For what an alert was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RaisedBy {
    /// A risk that lasts.
    Lasting,
    /// A risk that jumped within a day.
    Jump,
    /// A history that was taken in.
    History,
}

closed_set!(RaisedBy { Lasting => "lasting", Jump => "jump", History => "history" });

/// What became of feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedbackOutcome {
    /// It moved the alert.
    Applied,
    /// It was noted, and moved nothing.
    Noted,
    /// It had been taken in before.
    Repeated,
}

closed_set!(FeedbackOutcome { Applied => "applied", Noted => "noted", Repeated => "repeated" });

/// Counts of one step. There are few, and each event adds to one.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(Count, u64)>);

impl Counts {
    /// Adds one to a count.
    pub fn add(&mut self, count: Count) {
        self.add_many(count, 1);
    }

    /// Adds the counts of another step.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(count, n)| self.add_many(*count, *n));
    }

    /// Everything counted, in one order.
    pub fn iter(&self) -> impl Iterator<Item = (Count, u64)> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.into_iter()
    }

    /// How many of those that are wanted.
    pub fn total(&self, is_wanted: impl Fn(Count) -> bool) -> u64 {
        self.0.iter().filter(|(count, _)| is_wanted(*count)).map(|(_, n)| n).sum()
    }

    /// Adds `n` to a count.
    pub fn add_many(&mut self, count: Count, n: u64) {
        match self.0.iter_mut().find(|(known, _)| *known == count) {
            Some((_, so_far)) => *so_far += n,
            None => self.0.push((count, n)),
        }
    }
}

impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
