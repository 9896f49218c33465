//! A risk as a supervisor can use it: a band, and how many of a hundred people.
//!
//! Not as a percentage with decimals, which looks surer than it is; and not as "1 in 5 now, 1 in 12 before", which people
//! misjudge: two shares are compared by the same hundred (Pighin et al. 2011, the 1-in-X effect).

use attrition_contracts::alerting::alert::AlertData;
use attrition_core::desk::Language;
use attrition_i18n::{Value, text, text_with};

/// How many of a hundred: whole below ten, then in steps of five, since no model of people knows it better.
pub fn of_hundred(risk: f64) -> u32 {
    let hundred = risk.clamp(0.0, 1.0) * 100.0;
    let told = if hundred < 9.5 { hundred.round() } else { (hundred / 5.0).round() * 5.0 };
    // A risk is never told as certain.
    told.min(95.0) as u32
}

/// A risk to be told beside another one: that one, where rounding alone would make a change of them.
fn beside(risk: f64, other: f64) -> f64 {
    let step = if risk.max(other) < 0.095 { 0.01 } else { 0.05 };
    if (risk - other).abs() < step / 2.0 { other } else { risk }
}

/// The risk now and a month ago in a sentence; `None` when the alert knows no risk.
pub fn risk_line(alert: &AlertData, language: Language) -> Option<String> {
    let known = text_with(language, "risk-known", [("now", Value::from(of_hundred(alert.risk?)))]);
    let before =
        alert.risk_month_ago.zip(alert.risk).map(|(before, now)| ("risk-before", "before", beside(before, now)));
    let usual = alert.site_share.map(|share| ("risk-usual", "usual", share));
    // What rounding hides makes no difference.
    let own = alert.own_risk.zip(alert.risk).filter(|(own, risk)| of_hundred(*own) < of_hundred(*risk));
    let own = own.map(|(own, _)| ("risk-own", "own", own));
    let more = own.into_iter().chain(before).chain(usual);
    let more = more.map(|(name, value, risk)| text_with(language, name, [(value, Value::from(of_hundred(risk)))]));
    let join = |known: String, more: String| {
        text_with(language, "risk-more", [("known", Value::from(known)), ("more", Value::from(more))])
    };
    let told = more.fold(known, join);
    Some(text_with(language, "risk-told", [("told", Value::from(told))]))
}

/// The band in words; `None` when the alert knows none.
pub(super) fn band(alert: &AlertData, language: Language) -> Option<String> {
    Some(text(language, &format!("band-{}", alert.band?)))
}
