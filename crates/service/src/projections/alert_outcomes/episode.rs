//! An episode: an alert from the day on which it was raised, through every desk that it was carried to.

use std::collections::BTreeMap;

use super::EmploymentRecord;
use super::chain::{AlertChain, chains};
use crate::projections::alerts::{AlertHistory, Alerts};
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::feedback::{FeedbackData, FeedbackKind};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::{AgentId, SupervisorId};
use attrition_core::desk::Closing;
use attrition_core::employment::outcome::{Fate, fate};

/// Days after which the outcome is asked for.
pub const DAYS: [i32; 3] = [30, 60, 90];

/// An alert with its continuations, and what became of the agent.
#[derive(Clone, Debug)]
pub struct Episode<'a> {
    /// Whom it is about.
    pub agent: &'a AgentId,
    /// Whom it was raised to.
    pub supervisor: &'a SupervisorId,
    /// Site code; empty where it is not known.
    pub site: &'a str,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// The agent was held out: nobody was told of the alert.
    pub held_out: bool,
    /// It was over within a history that was taken in, and nobody has said anything about it.
    pub is_history: bool,
    /// What became of the agent after [`DAYS`].
    pub fates: [Fate; 3],
    /// The alert on every desk on which it lay.
    parts: Vec<&'a AlertHistory>,
    /// The one of them that was published last.
    last: &'a AlertHistory,
}

/// The episodes of a log: alerts that were raised, or would have been and were held out. One that was carried to another
/// desk belongs to the one that it came from.
pub fn episodes<'a>(alerts: &'a Alerts, record: &EmploymentRecord) -> Vec<Episode<'a>> {
    let last_closed = record.last_closed();
    let episode = |AlertChain { first, last, parts }: AlertChain<'a>| {
        // What the budget withheld is no alert, whether or not it would have been held out.
        if ![AlertStatus::Raised, AlertStatus::Carried, AlertStatus::HeldOut].iter().any(|status| first.was(*status)) {
            return None;
        }
        let (agent, alert) = (first.agent(), first.alert());
        let raised_on = alert.raised_on;
        let of = |days: i32| match (record.get(agent), last_closed) {
            (Some(profile), Some(last_closed)) => fate(profile, &alert.supervisor, raised_on, days, last_closed),
            _ => Fate::NotYet,
        };
        Some(Episode {
            agent,
            supervisor: &alert.supervisor,
            site: alert.site.as_deref().unwrap_or_default(),
            raised_on,
            held_out: alert.held_out,
            is_history: parts.iter().all(|part| part.waits_for_nobody()),
            fates: DAYS.map(of),
            parts,
            last,
        })
    };
    chains(alerts).into_iter().filter_map(episode).collect()
}

impl<'a> Episode<'a> {
    /// What was said about it, on whichever desk.
    pub fn feedback(&self) -> impl Iterator<Item = &'a FeedbackData> + use<'a> {
        self.parts.clone().into_iter().flat_map(AlertHistory::feedback)
    }

    /// Names of the signals that were shown as reasons when it was told first, each once.
    pub fn reasons(&self) -> std::collections::BTreeSet<&'a str> {
        self.first().into_iter().flat_map(AlertHistory::first_reasons).map(String::as_str).collect()
    }

    /// The model that raised it; empty where it is not known.
    pub fn model(&self) -> &'a str {
        self.first().and_then(AlertHistory::first_model).unwrap_or_default()
    }

    /// The last opinion about the whole alert: whether it was useful.
    pub fn opinion(&self) -> Option<bool> {
        self.opinions().last().map(|feedback| feedback.kind == FeedbackKind::Useful)
    }

    /// The last opinions about each of its reasons.
    pub fn opinions_by_reason(&self) -> BTreeMap<&'a str, bool> {
        let of = |feedback: &'a FeedbackData| {
            feedback.reasons.iter().map(move |reason| (&**reason, feedback.kind == FeedbackKind::Useful))
        };
        self.opinions().into_iter().flat_map(of).collect()
    }

    /// What was said of its use, earliest first.
    fn opinions(&self) -> Vec<&'a FeedbackData> {
        let mut opinions: Vec<_> = self.feedback().filter(|feedback| is_opinion(feedback)).collect();
        opinions.sort_by_key(|feedback| &feedback.at);
        opinions
    }

    /// The alert on the desk to which it was raised.
    fn first(&self) -> Option<&'a AlertHistory> {
        self.parts.first().copied()
    }

    /// Whether it went to the second address because nobody acknowledged it.
    pub fn was_escalated(&self) -> bool {
        self.parts.iter().any(|told| told.was(AlertStatus::Escalated))
    }

    /// How it stands on the desk on which it lay last; closed, by why.
    pub fn status(&self) -> String {
        let alert = self.last.alert();
        match alert.closing {
            Some(closing) if alert.status == AlertStatus::Closed => format!("closed: {closing}"),
            _ => alert.status.code().replace('_', " "),
        }
    }

    /// Whether it ended with notice by the agent.
    pub fn has_left(&self) -> bool {
        self.is_closed() && self.last.alert().closing == Some(Closing::Left)
    }

    /// Whether it is over, whatever desk it lay on last.
    pub fn is_closed(&self) -> bool {
        self.last.alert().status == AlertStatus::Closed
    }

    /// The first answer: days after the alert was raised, and when it was given.
    pub fn first_answer(&self) -> Option<(i32, &'a str)> {
        let days = |feedback: &'a FeedbackData| (feedback.date - self.raised_on, &*feedback.at);
        self.feedback().map(days).min()
    }
}

/// Whether it says if an alert was useful.
fn is_opinion(feedback: &FeedbackData) -> bool {
    matches!(feedback.kind, FeedbackKind::Useful | FeedbackKind::NotUseful)
}
