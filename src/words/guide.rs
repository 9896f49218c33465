//! The conversation guide of an alert: what to ask, what to offer, what not to do; and what an alert is for.

use super::bundle::text;
use crate::engine::desk::Language;
use crate::engine::signals::Side;

/// How to talk with the agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guide {
    /// What to ask.
    pub ask: String,
    /// What to offer.
    pub offer: String,
    /// What not to do.
    pub avoid: String,
}

/// The guide for the side on which most reasons stand.
pub fn guide(side: Side, language: Language) -> Guide {
    let line = |part: &str| text(language, &format!("guide-{}.{part}", side.text()));
    Guide { ask: line("ask"), offer: line("offer"), avoid: line("avoid") }
}

/// What a score is for, in every alert.
pub fn purpose(language: Language) -> String {
    text(language, "purpose")
}
