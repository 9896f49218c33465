//! An episode: an alert from the day on which it was raised, through every desk that it was carried to.

use super::Record;
use super::chain::{AlertChain, chains};
use crate::engine::date::Date;
use crate::engine::outcome::{Fate, fate};
use crate::engine::redacted::redacted;
use crate::live::alerts::{Alerts, Told};
use crate::wire::feedback::FeedbackData;

/// Days after which the outcome is asked for.
pub const DAYS: [i32; 3] = [30, 60, 90];

/// An alert with its continuations, and what became of the agent.
#[derive(Clone)]
pub struct Episode<'a> {
    /// Whom it is about.
    pub agent: &'a str,
    /// Whom it was raised to.
    pub supervisor: &'a str,
    /// Site code; empty where it is not known.
    pub site: &'a str,
    /// The day on which it was raised.
    pub raised_on: Date,
    /// Nobody was told.
    pub held_out: bool,
    /// It was over within a history that was taken in, and nobody has said anything about it.
    pub is_history: bool,
    /// What became of the agent after [`DAYS`].
    pub fates: [Fate; 3],
    /// The alert on every desk on which it lay.
    parts: Vec<&'a Told>,
    /// The one of them that was published last.
    last: &'a Told,
}

redacted!(Episode<'_>);

/// The episodes of a log: alerts that were raised, or would have been and were held out. One that was carried to another
/// desk belongs to the one that it came from.
pub fn episodes<'a>(alerts: &'a Alerts, record: &Record) -> Vec<Episode<'a>> {
    let last_closed = record.last_closed();
    let episode = |AlertChain { first, last, parts }: AlertChain<'a>| {
        // What the budget withheld is no alert, whether or not it would have been held out.
        if !["raised", "carried", "held_out"].iter().any(|status| first.was(status)) {
            return None;
        }
        let (agent, alert) = (first.agent(), first.alert());
        let raised_on = Date::parse(&alert.raised_on)?;
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
        self.parts.clone().into_iter().flat_map(Told::feedback)
    }

    /// Names of the signals that were shown as reasons, each once.
    pub fn reasons(&self) -> std::collections::BTreeSet<&'a str> {
        let reasons = self.parts.iter().flat_map(|told| &told.alert().reasons);
        reasons.map(|reason| reason.signal.as_str()).collect()
    }

    /// Whether it went to the second address because nobody acknowledged it.
    pub fn was_escalated(&self) -> bool {
        self.parts.iter().any(|told| told.was("escalated"))
    }

    /// Whether it is over, whatever desk it lay on last.
    pub fn is_closed(&self) -> bool {
        self.last.alert().status == "closed"
    }

    /// The first answer: days after the alert was raised, and when it was given.
    pub fn first_answer(&self) -> Option<(i32, &'a str)> {
        let days = |feedback: &'a FeedbackData| Some((Date::parse(&feedback.date)? - self.raised_on, &*feedback.at));
        self.feedback().filter_map(days).min()
    }
}
