//! Feedback about an alert: the same members in the desk inbox and in `attrition.feedback.v1` on the alerts topic.

use serde::{Deserialize, Serialize};

use super::envelope::{self, EventType, Malformed};
use crate::engine::date::Date;
use crate::engine::desk::{Action, Factor, Feedback, Via, What};
use crate::engine::moment::Moment;
use crate::engine::redacted::redacted;

/// Feedback as it is read and written.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedbackData {
    /// Names the feedback: the same counts once.
    pub feedback: Box<str>,
    /// Name of the alert.
    pub alert: Box<str>,
    /// The supervisor on whose desk the alert lay.
    pub supervisor: Box<str>,
    /// Site code; it is the key of the inbox.
    pub site: Box<str>,
    /// Day on which the alert was raised, YYYY-MM-DD.
    pub raised_on: String,
    /// `acknowledge`, `snooze`, `useful`, `not_useful`, `interview` or `action`.
    pub kind: String,
    /// Day on which it was said.
    pub date: String,
    /// The same as RFC 3339.
    pub at: Box<str>,
    /// `link`, `http`, `cli` or `log`.
    pub by: String,
    /// Of a snooze: not before this date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Of `useful` and `not_useful`: which reasons, by the names of their signals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Box<str>>,
    /// Of an interview: codes of the diagnosis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// Of an action: its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

redacted!(FeedbackData);

impl FeedbackData {
    /// As it is written.
    pub fn of(feedback: &Feedback, site: &str) -> Self {
        let mut data = Self {
            feedback: feedback.id.clone(),
            alert: feedback.alert.clone(),
            supervisor: feedback.supervisor.clone(),
            site: site.into(),
            raised_on: feedback.raised_on.to_string(),
            kind: kind(&feedback.what).to_owned(),
            date: feedback.day.to_string(),
            at: feedback.at.clone(),
            by: feedback.by.code().to_owned(),
            until: None,
            reasons: Vec::new(),
            factors: Vec::new(),
            action: None,
        };
        match &feedback.what {
            What::Acknowledge => {}
            What::Snooze(until) => data.until = Some(until.to_string()),
            What::Useful(reasons) | What::NotUseful(reasons) => data.reasons.clone_from(reasons),
            What::Interview(factors) => data.factors = factors.iter().map(|factor| factor.code().to_owned()).collect(),
            What::Action(action) => data.action = Some(action.code().to_owned()),
        }
        data
    }

    /// The first member whose value cannot be.
    fn doubtful(&self) -> &'static str {
        let is_day = |text: &str| Date::parse(text).is_some();
        match () {
            () if !is_day(&self.raised_on) => "raised_on",
            () if !is_day(&self.date) => "date",
            () if Via::of(&self.by).is_none() => "by",
            () if self.until.as_deref().is_some_and(|until| !is_day(until)) => "until",
            () if self.factors.iter().any(|code| Factor::of(code).is_none()) => "factors",
            () if self.action.as_deref().is_some_and(|code| Action::of(code).is_none()) => "action",
            () => "kind",
        }
    }

    /// What was said about an agent; `None` when a member is missing or has no such value.
    pub fn feedback(self, agent: Box<str>) -> Option<Feedback> {
        let what = match self.kind.as_str() {
            "acknowledge" => What::Acknowledge,
            "snooze" => What::Snooze(Date::parse(self.until.as_deref()?)?),
            "useful" => What::Useful(self.reasons),
            "not_useful" => What::NotUseful(self.reasons),
            "interview" => What::Interview(self.factors.iter().map(|code| Factor::of(code)).collect::<Option<_>>()?),
            "action" => What::Action(Action::of(self.action.as_deref()?)?),
            _ => return None,
        };
        let day = Date::parse(&self.date)?;
        Some(Feedback {
            id: self.feedback,
            alert: self.alert,
            agent,
            supervisor: self.supervisor,
            raised_on: Date::parse(&self.raised_on)?,
            day,
            told_at: said_at(&self.at, day),
            at: self.at,
            by: Via::of(&self.by)?,
            what,
        })
    }
}

/// The name of what was said.
pub fn kind(what: &What) -> &'static str {
    match what {
        What::Acknowledge => "acknowledge",
        What::Snooze(_) => "snooze",
        What::Useful(_) => "useful",
        What::NotUseful(_) => "not_useful",
        What::Interview(_) => "interview",
        What::Action(_) => "action",
    }
}

/// Writes feedback that the desk of a site has taken in.
pub fn write(feedback: &Feedback, site: &str) -> Box<[u8]> {
    let identity = format!("feedback\0{}", feedback.id);
    let data = FeedbackData::of(feedback, site);
    envelope::write(EventType::Feedback, &identity, &feedback.agent, feedback.told_at, data)
}

/// Whether the members have values that can be; when it was said.
pub(super) fn check(data: &FeedbackData) -> Result<Moment, Malformed> {
    let feedback = data.clone().feedback("".into());
    feedback.map(|feedback| feedback.told_at).ok_or_else(|| Malformed::member(EventType::Feedback, data.doubtful()))
}

/// When something was said: as whoever took it in told the time, or at the beginning of its day.
fn said_at(at: &str, day: Date) -> Moment {
    envelope::moment(at).unwrap_or(Moment(i64::from(day.0) * 86_400_000))
}
