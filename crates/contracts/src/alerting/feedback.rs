//! Feedback about an alert: the same members in the desk inbox and in `attrition.feedback.v1` on the alerts topic.

use attrition_core::basics::ids::{AgentId, AlertId, SiteId, SupervisorId};
use serde::{Deserialize, Serialize};

use crate::json::serde_code;
use crate::json::serde_date;
use crate::records::envelope::{self, EventType, Malformed};
use attrition_core::basics::closed_set::closed_set;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Action, Factor, Feedback, FeedbackContent, Via};

/// Feedback as it is read and written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedbackData {
    /// Names the feedback: the same counts once.
    pub feedback: Box<str>,
    /// Name of the alert.
    pub alert: AlertId,
    /// The supervisor on whose desk the alert lay.
    pub supervisor: SupervisorId,
    /// Site code; it is the key of the inbox.
    pub site: SiteId,
    /// Day on which the alert was raised.
    #[serde(with = "serde_date")]
    pub raised_on: Date,
    /// The kind of feedback.
    #[serde(with = "serde_code")]
    pub kind: FeedbackKind,
    /// Day on which it was said.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// The same as RFC 3339.
    pub at: Box<str>,
    /// By which way it came.
    #[serde(with = "serde_code")]
    pub by: Via,
    /// Of a snooze: not before this date.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    pub until: Option<Date>,
    /// Of `useful` and `not_useful`: which reasons, by the names of their signals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Box<str>>,
    /// Of an interview: codes of the diagnosis.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "serde_code::list")]
    pub factors: Vec<Factor>,
    /// Of an action: its code.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_code::option")]
    pub action: Option<Action>,
}

/// What kind of feedback it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedbackKind {
    /// Somebody takes care of the alert.
    Acknowledge,
    /// Not before a date.
    Snooze,
    /// The alert was useful to the supervisor.
    Useful,
    /// The alert did not help.
    NotUseful,
    /// What an interview found.
    Interview,
    /// The supervisor has taken an action to keep the agent.
    Action,
}

closed_set!(FeedbackKind {
    Acknowledge => "acknowledge",
    Snooze => "snooze",
    Useful => "useful",
    NotUseful => "not_useful",
    Interview => "interview",
    Action => "action",
});

impl FeedbackKind {
    /// The kind of what was said.
    pub fn new(what: &FeedbackContent) -> Self {
        match what {
            FeedbackContent::Acknowledge => Self::Acknowledge,
            FeedbackContent::Snooze(_) => Self::Snooze,
            FeedbackContent::Useful(_) => Self::Useful,
            FeedbackContent::NotUseful(_) => Self::NotUseful,
            FeedbackContent::Interview(_) => Self::Interview,
            FeedbackContent::Action(_) => Self::Action,
        }
    }
}

impl FeedbackData {
    /// As it is written.
    pub fn new(feedback: &Feedback, site: &str) -> Self {
        let mut data = Self {
            feedback: feedback.id.clone(),
            alert: feedback.alert.clone(),
            supervisor: feedback.supervisor.clone(),
            site: site.into(),
            raised_on: feedback.raised_on,
            kind: FeedbackKind::new(&feedback.what),
            date: feedback.day,
            at: feedback.at.clone(),
            by: feedback.by,
            until: None,
            reasons: Vec::new(),
            factors: Vec::new(),
            action: None,
        };
        match &feedback.what {
            FeedbackContent::Acknowledge => {}
            FeedbackContent::Snooze(until) => data.until = Some(*until),
            FeedbackContent::Useful(reasons) | FeedbackContent::NotUseful(reasons) => data.reasons.clone_from(reasons),
            FeedbackContent::Interview(factors) => data.factors.clone_from(factors),
            FeedbackContent::Action(action) => data.action = Some(*action),
        }
        data
    }

    /// The member that this kind of feedback needs and that is missing.
    fn missing(&self) -> Option<&'static str> {
        match self.kind {
            FeedbackKind::Snooze => self.until.is_none().then_some("until"),
            FeedbackKind::Action => self.action.is_none().then_some("action"),
            FeedbackKind::Acknowledge | FeedbackKind::Useful | FeedbackKind::NotUseful | FeedbackKind::Interview => {
                None
            }
        }
    }

    /// What was said about an agent; `None` when a member is missing.
    pub fn feedback(self, agent: AgentId) -> Option<Feedback> {
        let what = match self.kind {
            FeedbackKind::Acknowledge => FeedbackContent::Acknowledge,
            FeedbackKind::Snooze => FeedbackContent::Snooze(self.until?),
            FeedbackKind::Useful => FeedbackContent::Useful(self.reasons),
            FeedbackKind::NotUseful => FeedbackContent::NotUseful(self.reasons),
            FeedbackKind::Interview => FeedbackContent::Interview(self.factors),
            FeedbackKind::Action => FeedbackContent::Action(self.action?),
        };
        Some(Feedback {
            id: self.feedback,
            alert: self.alert,
            agent,
            supervisor: self.supervisor,
            raised_on: self.raised_on,
            day: self.date,
            told_at: said_at(&self.at, self.date),
            at: self.at,
            by: self.by,
            what,
        })
    }
}

/// Writes feedback that the desk of a site has taken in.
pub fn write(feedback: &Feedback, site: &str) -> Box<[u8]> {
    let identity = format!("feedback\0{}", feedback.id);
    let data = FeedbackData::new(feedback, site);
    envelope::write(EventType::Feedback, &identity, &feedback.agent, feedback.told_at, data)
}

/// Whether the members are there that feedback of its kind needs.
pub(crate) fn check(data: &FeedbackData) -> Result<(), Malformed> {
    data.missing().map_or(Ok(()), |member| Err(Malformed::member(EventType::Feedback, member)))
}

/// When it was said.
pub(crate) fn at(data: &FeedbackData) -> Moment {
    said_at(&data.at, data.date)
}

/// When something was said: as whoever took it in told the time, or at the beginning of its day.
fn said_at(at: &str, day: Date) -> Moment {
    envelope::moment(at).unwrap_or(Moment(i64::from(day.0) * 86_400_000))
}
