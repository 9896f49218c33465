//! Short forms: what stands in an annotation, without the agent's id, and notices in a line.

use super::date::in_words;
use super::{alert_card, risk};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::desk::{Language, SOURCES};
use attrition_core::signals::{SIGNALS, Telling};
use attrition_i18n::{Value, text, text_with};

/// Things that a notice lists; who wants all of them looks at the signals.
const LISTED_MAX: usize = 6;

/// One line without the agent's id: band, place, strongest reason; of a closed one, how it ended.
pub fn summary(alert: &AlertData, language: Language) -> String {
    let [site, team] = alert_card::place(alert).map(Value::from);
    let place = [("site", site), ("team", team)];
    let [site, team] = place;
    if alert.status == AlertStatus::Closed {
        let closing = Value::from(alert_card::closing(alert, language));
        return text_with(language, "summary-closed", [site, team, ("closing", closing)]);
    }
    let band = risk::band(alert, language).unwrap_or_else(|| text(language, "band-red"));
    let band = ("band", Value::from(band));
    match alert_card::alert_card(alert, language).reasons.into_iter().next() {
        Some((reason, _)) => text_with(language, "summary", [band, site, team, ("reason", Value::from(reason))]),
        None => text_with(language, "summary-bare", [band, site, team]),
    }
}

/// Who, and the summary.
pub(super) fn brief_line(agent: &str, alert: &AlertData, language: Language) -> String {
    let values = [("agent", alert_card::one_line(agent)), ("summary", summary(alert, language))];
    text_with(language, "brief-line", values.map(|(name, value)| (name, Value::from(value))))
}

/// A few lines without the agent's id: risk, since when, reasons, what it is for.
pub fn description(alert: &AlertData, language: Language) -> String {
    let told = alert_card::alert_card(alert, language);
    let mut lines: Vec<String> = told.risk.into_iter().chain(told.second).chain([told.since]).collect();
    lines.extend(told.reasons.into_iter().map(|(reason, _)| format!("- {reason}")));
    lines.extend(told.unmeasured);
    lines.push(told.purpose);
    lines.join("\n")
}

/// A notice in a sentence or two.
pub fn notice_line(notice: &NoticeData, language: Language) -> String {
    let mut what: Vec<String> = Vec::new();
    for name in &notice.what {
        let name = label(name, language);
        if !what.contains(&name) {
            what.push(name);
        }
    }
    let values = [
        ("site", Value::from(alert_card::one_line(&notice.site))),
        ("since", Value::from(in_words(notice.since, language))),
        ("what", Value::from(listed(what, language))),
    ];
    let over = notice.over.map_or_else(String::new, |over| format!("-{over}"));
    let name = format!("notice-{}-{}{over}", notice.kind, notice.status);
    match &notice.queue {
        None => text_with(language, &name, values),
        Some(queue) => {
            let [site, since, what] = values;
            text_with(language, &name, [site, ("queue", Value::from(alert_card::one_line(queue))), since, what])
        }
    }
}

/// A kind of event, or what a signal is about, in words. What may hold sick leave is time away; a name that is not known
/// here stays as it is.
fn label(name: &str, language: Language) -> String {
    if SOURCES.iter().any(|source| source.name == name) {
        return text(language, &format!("event-{name}"));
    }
    match SIGNALS.iter().find(|signal| signal.name == name) {
        Some(signal) if signal.telling == Telling::TimeAway => text(language, "about-time-away"),
        Some(signal) => text(language, &format!("about-{}", signal.about.replace(' ', "-"))),
        None => alert_card::one_line(name),
    }
}

fn listed(mut what: Vec<String>, language: Language) -> String {
    let is_cut = what.len() > LISTED_MAX;
    what.truncate(LISTED_MAX);
    let both = |left: String, right: String| {
        text_with(language, "list", [("left", Value::from(left)), ("right", Value::from(right))])
    };
    let list = what.into_iter().reduce(both).unwrap_or_default();
    if is_cut { text_with(language, "list-more", [("list", Value::from(list))]) } else { list }
}
