//! A digest as a letter: subject, plain text and HTML, in the language of its site.

use std::collections::BTreeSet;

use super::alert_card::one_line;
use super::{Link, date, html, text};
use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::digest::{DigestAlert, DigestData};
use attrition_core::desk::{Language, WHOLE_MAX};
use attrition_i18n::{Value, text as words, text_with};

/// A letter, ready to be sent.
#[derive(Clone, PartialEq)]
pub struct RenderedLetter {
    /// Subject; names nobody, since it shows on locked screens.
    pub subject: String,
    /// The letter as plain text, for programs that show no HTML.
    pub text: String,
    /// HTML: one page without remote content.
    pub html: String,
}

attrition_core::basics::redacted::redacted!(RenderedLetter);

/// The alerts of a digest by how they are told, each part in the order of the digest.
pub(super) struct Parts<'a> {
    /// Whole: what waits for an answer.
    pub(super) waiting: Vec<&'a DigestAlert>,
    /// Whole: what is acknowledged or snoozed.
    pub(super) quiet: Vec<&'a DigestAlert>,
    /// In a line each.
    pub(super) brief: Vec<&'a DigestAlert>,
}

/// How the alerts of a digest are told.
pub(super) fn parts(data: &DigestData) -> Parts<'_> {
    let (mut waiting, mut quiet): (Vec<_>, Vec<_>) =
        data.alerts.iter().partition(|about: &&DigestAlert| about.alert.status.is_waiting());
    let mut brief: Vec<&DigestAlert> = Vec::new();
    for part in [&mut waiting, &mut quiet] {
        brief.extend(part.extract_if(.., |about| about.alert.repeated || about.alert.brief));
    }
    // The desk has chosen who is told whole, but for letters of earlier versions.
    brief.extend(waiting.split_off(waiting.len().min(WHOLE_MAX)));
    brief.extend(quiet.split_off(quiet.len().min(WHOLE_MAX - waiting.len())));
    Parts { waiting, quiet, brief }
}

/// Writes the letter of a digest.
pub fn digest(data: &DigestData, link: &Link<'_>) -> RenderedLetter {
    let language = data.language;
    let intro = match deputy(data, language) {
        Some(deputy) => format!("{} {deputy}", intro(data, language)),
        None => intro(data, language),
    };
    letter(data, &intro, language, link)
}

/// For whom a deputy reads.
fn deputy(data: &DigestData, language: Language) -> Option<String> {
    let reader = data.supervisor.as_deref()?;
    let others = data.alerts.iter().map(|about| about.alert.supervisor.as_str()).filter(|other| *other != reader);
    let others: BTreeSet<String> = others.map(one_line).collect();
    let both = |left: String, right: String| {
        text_with(language, "list", [("left", Value::from(left)), ("right", Value::from(right))])
    };
    let supervisors = others.into_iter().reduce(both)?;
    Some(text_with(language, "intro-deputy", [("supervisors", Value::from(supervisors))]))
}

/// The same for whoever gets it because nobody knows the address of its supervisor: it says whose it is.
pub fn digest_in_place(data: &DigestData, link: &Link<'_>) -> RenderedLetter {
    let language = data.language;
    let supervisor = one_line(data.supervisor.as_deref().unwrap_or_default());
    let whose = text_with(language, "intro-in-place", [("supervisor", Value::from(supervisor))]);
    letter(data, &format!("{whose} {}", intro(data, language)), language, link)
}

fn letter(data: &DigestData, intro: &str, language: Language, link: &Link<'_>) -> RenderedLetter {
    let footer = footer(data, language);
    RenderedLetter {
        subject: subject(data, language),
        text: text::digest(data, intro, &footer, language, link),
        html: html::digest(data, intro, &footer, language, link),
    }
}

fn subject(data: &DigestData, language: Language) -> String {
    let date = ("date", Value::from(date::in_words(data.date, language)));
    let (open, site) = (("open", Value::from(to_talk(data))), ("site", Value::from(one_line(&data.site))));
    let is_waiting = has_waiting(data);
    match (data.alerts.is_empty(), data.to == Addressee::Second, data.closed.is_empty()) {
        // What is new stands in the subject.
        (_, true, _) if !is_waiting && !data.notices.is_empty() => text_with(language, "subject-quiet", [site, date]),
        (false, _, _) if !is_waiting => text_with(language, "subject-answered", [open, date]),
        (false, true, _) if data.site.is_empty() => text_with(language, "subject-nowhere", [open, date]),
        (false, true, _) => text_with(language, "subject-second", [open, site, date]),
        (false, false, _) => text_with(language, "subject-open", [open, date]),
        (true, _, false) => text_with(language, "subject-closed", [date]),
        (true, _, true) => text_with(language, "subject-quiet", [site, date]),
    }
}

fn intro(data: &DigestData, language: Language) -> String {
    let open = ("open", Value::from(to_talk(data)));
    match (data.alerts.is_empty(), data.to == Addressee::Second) {
        (true, _) => words(language, "intro-closed"),
        (false, false) => {
            text_with(language, if has_waiting(data) { "intro-open" } else { "intro-own-answered" }, [open])
        }
        (false, true) => {
            let name = if has_waiting(data) { "intro-second" } else { "intro-answered" };
            match data.site.is_empty() {
                true => text_with(language, &format!("{name}-nowhere"), [open]),
                false => text_with(language, name, [open, ("site", Value::from(one_line(&data.site)))]),
            }
        }
    }
}

/// Where it comes from and how far it goes, with the model of the first alert that knows its own, and whether that model was
/// ever measured here.
fn footer(data: &DigestData, language: Language) -> String {
    let known = data.alerts.iter().map(|about| &about.alert).find(|alert| alert.model.is_some());
    let origin = origin(known.and_then(|alert| alert.model.as_deref()), language);
    match known.is_some_and(|alert| alert.unmeasured) {
        true if language == Language::Chinese => origin + &words(language, "unmeasured"),
        true => format!("{origin} {}", words(language, "unmeasured")),
        false => origin,
    }
}

fn origin(model: Option<&str>, language: Language) -> String {
    match model {
        Some(model) => text_with(language, "footer", [("model", Value::from(one_line(model)))]),
        None => words(language, "footer-bare"),
    }
}

fn has_waiting(data: &DigestData) -> bool {
    data.alerts.iter().any(|about| about.alert.status.is_waiting())
}

/// How many wait for an answer; when all are answered, how many are open.
fn to_talk(data: &DigestData) -> usize {
    match data.alerts.iter().filter(|about| about.alert.status.is_waiting()).count() {
        0 => data.alerts.len(),
        waiting => waiting,
    }
}
