//! Alerts and digests as plain text.

use super::alert_card::{alert_card, closing, links, one_line, place, reasons_heading, unmeasured};
use super::brief::{brief_line, notice_line};
use super::digest::{Parts, parts};
use super::{Link, date};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::digest::{DigestAlert, DigestData};
use attrition_core::desk::Language;
use attrition_i18n::{Value, purpose, text, text_with};

/// One alert as plain text, without links.
pub fn alert_text(agent: &str, alert: &AlertData, language: Language) -> String {
    let mut lines = alert_lines(agent, alert, language, &|_, _| None);
    lines.push(String::new());
    lines.extend(unmeasured(alert, language));
    lines.extend([purpose(language), String::new()]);
    lines.join("\n")
}

/// The lines of a digest, from intro to purpose.
pub(super) fn digest(data: &DigestData, intro: &str, footer: &str, language: Language, link: &Link<'_>) -> String {
    let mut lines = vec![intro.to_owned()];
    if !data.notices.is_empty() {
        heading(&mut lines, &text(language, "heading-notices"));
        lines.extend(data.notices.iter().map(|notice| format!("! {}", notice_line(notice, language))));
    }
    let Parts { waiting, quiet, brief } = parts(data);
    for about in waiting {
        lines.push(String::new());
        lines.extend(alert_lines(&about.agent, &about.alert, language, link));
    }
    if !quiet.is_empty() {
        heading(&mut lines, &text(language, "heading-snoozed"));
        for about in quiet {
            lines.push(String::new());
            lines.extend(alert_lines(&about.agent, &about.alert, language, link));
        }
    }
    if !brief.is_empty() {
        heading(&mut lines, &text(language, "heading-more"));
        lines.extend(brief.iter().map(|about| format!("- {}", brief_line(&about.agent, &about.alert, language))));
    }
    if !data.closed.is_empty() {
        heading(&mut lines, &text(language, "heading-closed"));
        lines.extend(data.closed.iter().map(|about| format!("- {}", closed_line(about, language))));
    }
    if data.withheld > 0 {
        lines.extend([String::new(), withheld(data.withheld, language)]);
    }
    lines.extend([String::new(), "--".to_owned(), purpose(language), footer.to_owned(), String::new()]);
    lines.join("\n")
}

/// A closed alert in a line.
pub(super) fn closed_line(about: &DigestAlert, language: Language) -> String {
    let date = date::in_words(about.alert.raised_on, language);
    let values = [("agent", one_line(&about.agent)), ("closing", closing(&about.alert, language)), ("date", date)];
    text_with(language, "closed-line", values.map(|(name, value)| (name, Value::from(value))))
}

/// What the budget kept back.
pub(super) fn withheld(count: u32, language: Language) -> String {
    text_with(language, "withheld", [("count", Value::from(count))])
}

fn alert_lines(agent: &str, alert: &AlertData, language: Language, link: &Link<'_>) -> Vec<String> {
    let told = alert_card(alert, language);
    let [_, team] = place(alert);
    let team = text_with(language, "team", [("team", Value::from(team))]);
    let state = told.band.iter().chain([&told.status]).cloned().collect::<Vec<_>>().join(" · ");
    let mut lines = vec![format!("== {} · {team} == {state}", one_line(agent))];
    if alert.status == AlertStatus::Closed {
        lines.push(closing(alert, language));
    }
    lines.extend(told.risk);
    lines.extend(told.model);
    lines.push(told.since);
    lines.extend(told.withdrawn);
    lines.extend(told.second);
    if !told.reasons.is_empty() {
        heading(&mut lines, &reasons_heading(alert, language));
        lines.extend(told.reasons.into_iter().map(|(reason, side)| match side {
            Some(side) => format!("- {reason} [{side}]"),
            None => format!("- {reason}"),
        }));
    }
    for (part, text_of) in told.guide {
        heading(&mut lines, &part);
        lines.extend(text_of.into_iter().map(|line| format!("- {line}")));
    }
    let links: Vec<String> = links(alert, language)
        .into_iter()
        .filter_map(|(target, words)| Some(format!("- {words}: {}", link(alert, target)?)))
        .collect();
    if !links.is_empty() {
        heading(&mut lines, &text(language, "heading-next"));
        lines.extend(links);
    }
    lines
}

fn heading(lines: &mut Vec<String>, heading: &str) {
    lines.extend([String::new(), heading.to_owned()]);
}
