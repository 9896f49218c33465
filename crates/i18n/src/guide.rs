//! The conversation guide of an alert: what to ask, what to offer, what not to do; and what an alert is for.
//!
//! The side on which most of an alert stands decides the attitude (fix a condition; coach and recognise; listen). What the
//! strongest reasons of that side are about makes it concrete: unsteady shifts ask for something else than hostile contacts.

use std::collections::BTreeSet;

use super::bundle::text;
use attrition_core::desk::Language;
use attrition_core::explain::{Reason, about, leading_side};

/// How to talk with the agent. Each part has at most two lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// Questions for the conversation with the agent.
    pub ask: String,
    /// What the supervisor can offer the agent.
    pub offer: String,
    /// What not to do.
    pub avoid: String,
}

/// Lines of a part: a conversation has room for one topic, or two.
const LINES_MAX: usize = 2;

/// A reason, or what reasons are about, with the topic of the conversation that it leads to. The reason itself goes before its
/// subject: advice about a refused wish is for those who had one.
pub const TOPICS: [(&str, &str); 34] = [
    ("refused_requests", "refusal"),
    ("coaching_cancelled", "cancelled"),
    ("disputes", "dispute"),
    ("schedule", "schedule"),
    ("short rest", "rest"),
    ("longest run of days", "rest"),
    ("night weekend share", "rest"),
    ("overtime hours", "overtime"),
    ("requests", "flexibility"),
    ("home share", "flexibility"),
    ("under hours", "hours"),
    ("occupancy", "load"),
    ("hostile share", "hostility"),
    ("leader", "leader"),
    ("span of control", "attention"),
    ("colleagues leaving", "team"),
    ("team tenure", "newteam"),
    ("qa", "quality"),
    ("critical fails", "quality"),
    ("feedback", "feedback"),
    ("level age days", "growth"),
    ("category entropy", "growth"),
    ("tenure days", "arrival"),
    ("handle time", "work"),
    ("wrap-up", "work"),
    ("hold change", "work"),
    ("transfer change", "work"),
    ("reopen change", "work"),
    ("pace", "work"),
    ("csat change", "work"),
    ("absence", "presence"),
    ("lateness", "presence"),
    ("early leave rate", "presence"),
    ("break overrun change", "presence"),
];

/// The guide for these reasons, strongest first.
pub fn guide(reasons: &[Reason], language: Language) -> Guide {
    let side = leading_side(reasons);
    let mut seen = BTreeSet::new();
    let mut names: Vec<&str> =
        reasons.iter().filter(|reason| reason.side == side).map(topic).filter(|topic| seen.insert(*topic)).collect();
    // One topic leaves room for the open question of its side.
    names.push(side.code());
    names.truncate(LINES_MAX);
    let line = |name: &str, part: &str| text(language, &format!("guide-{name}.{part}"));
    let lines = |part: &str| names.iter().map(|name| line(name, part)).collect::<Vec<_>>().join("\n");
    let avoid = format!("{}\n{}", line(names[0], "avoid"), text(language, "guide-always"));
    Guide { ask: lines("ask"), offer: lines("offer"), avoid }
}

/// The topic of a reason; of time away, presence.
fn topic(reason: &Reason) -> &'static str {
    let of = |name: &str| TOPICS.iter().find(|(known, _)| *known == name).map(|(_, topic)| *topic);
    of(reason.signal).or_else(|| of(about(reason))).unwrap_or("presence")
}

/// What a score is for, in every alert.
pub fn purpose(language: Language) -> String {
    text(language, "purpose")
}
