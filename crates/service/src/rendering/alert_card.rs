//! What is told of an alert, in one language, whatever the form: the letter, the page and the chat show the same.

use super::{LinkTarget, ReplyOption, date, risk};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_core::desk::{Closing, Language, Why};
use attrition_core::explain::is_position;
use attrition_i18n::{Value, purpose, text, text_with};

/// An alert in words.
pub(super) struct AlertCard {
    /// What has become of it.
    pub(super) status: String,
    /// Band of the risk in words; `None` where the alert is over or has no band.
    pub(super) band: Option<String>,
    /// Risk now and a month ago.
    pub(super) risk: Option<String>,
    /// Since when the risk is over amber, and when the alert was raised, in words.
    pub(super) since: String,
    /// That an end of the employment was on record before, and is not any more.
    pub(super) withdrawn: Option<String>,
    /// Why someone else than the supervisor gets it.
    pub(super) second: Option<String>,
    /// That another model makes the risk now, as long as nobody has been told.
    pub(super) model: Option<String>,
    /// Reasons, strongest first, each with what it stands on.
    pub(super) reasons: Vec<(String, Option<String>)>,
    /// Lines of the guide: heading and lines.
    pub(super) guide: Vec<(String, Vec<String>)>,
    /// That the model has not been measured here, where it has not.
    pub(super) unmeasured: Option<String>,
    /// Purpose, in this language.
    pub(super) purpose: String,
}

/// An alert in words.
pub(super) fn alert_card(alert: &AlertData, language: Language) -> AlertCard {
    let chinese = language == Language::Chinese;
    let reason = |reason: &attrition_contracts::alerting::alert::ReasonData| {
        (
            one_line(if chinese { &reason.zh } else { &reason.en }),
            Some(text(language, &format!("side-{}", reason.side))),
        )
    };
    let lines = |lines: &str| lines.lines().map(one_line).collect();
    // What is over has no forecast, and asks for nothing.
    let is_open = alert.status != AlertStatus::Closed;
    let guide = alert.guide.iter().find(|guide| guide.language == language && is_open);
    AlertCard {
        status: status(alert, language),
        band: risk::band(alert, language).filter(|_| is_open),
        risk: risk::risk_line(alert, language).filter(|_| is_open),
        since: since(alert, language),
        withdrawn: (alert.withdrawn && is_open).then(|| text(language, "withdrawn")),
        second: second(alert, language).filter(|_| is_open),
        model: model_changed(alert, language).filter(|_| is_open),
        reasons: only_position(alert, language).into_iter().chain(alert.reasons.iter().map(reason)).collect(),
        guide: guide.map_or(vec![], |guide| {
            [("ask", &guide.ask), ("offer", &guide.offer), ("avoid", &guide.avoid)]
                .map(|(part, text_of)| (text(language, &format!("heading-{part}")), lines(text_of)))
                .into()
        }),
        unmeasured: unmeasured(alert, language),
        purpose: purpose(language),
    }
}

/// That the model has not been measured here: of an alert that is over, it no longer matters.
pub(super) fn unmeasured(alert: &AlertData, language: Language) -> Option<String> {
    (alert.unmeasured && alert.status != AlertStatus::Closed).then(|| text(language, "unmeasured"))
}

/// Above the reasons: of an alert that is over, what stood out.
pub(super) fn reasons_heading(alert: &AlertData, language: Language) -> String {
    let heading = if alert.status == AlertStatus::Closed { "heading-reasons-closed" } else { "heading-reasons" };
    text(language, heading)
}

/// Says so where no reason is about the agent's own work: it goes before the reasons.
fn only_position(alert: &AlertData, language: Language) -> Option<(String, Option<String>)> {
    let reasons = &alert.reasons;
    let is_only_position = !reasons.is_empty() && reasons.iter().all(|reason| is_position(&reason.signal));
    is_only_position.then(|| (text(language, "only-position"), None))
}

/// What has become of an alert.
pub(super) fn status(alert: &AlertData, language: Language) -> String {
    match (alert.status, alert.until) {
        // The day has come, and the risk was not there: nobody was asked again.
        (AlertStatus::Snoozed, Some(until)) if until <= alert.date => text(language, "status-acknowledged"),
        (AlertStatus::Snoozed, Some(until)) => {
            text_with(language, "snoozed-until", [("until", Value::from(date::in_words(until, language)))])
        }
        // Raised on an earlier day, it is no news.
        (AlertStatus::Raised, _) if alert.raised_on != alert.date => text(language, "status-open"),
        (status, _) => text(language, &format!("status-{status}")),
    }
}

/// How an alert ended; empty when it has not.
pub(super) fn closing(alert: &AlertData, language: Language) -> String {
    let Some(closing) = alert.closing else { return String::new() };
    let own = if closing == Closing::Eased && alert.own_risk.is_some() { "-own" } else { "" };
    let back = if alert.back { "-back" } else { "" };
    let goes_on = if alert.goes_on { "-on" } else { "" };
    text(language, &format!("closing-{closing}{own}{back}{goes_on}"))
}

fn since(alert: &AlertData, language: Language) -> String {
    let in_words = |day| Value::from(date::in_words(day, language));
    let since = match alert.jumped {
        true => text_with(language, "since-jumped", [("since", in_words(alert.raised_on))]),
        false => {
            text_with(language, "since", [("since", in_words(alert.since)), ("raised", in_words(alert.raised_on))])
        }
    };
    // While a source is silent, what was known before it stands.
    let is_open = alert.status != AlertStatus::Closed;
    match alert.as_of.filter(|as_of| is_open && *as_of < alert.date) {
        Some(as_of) => text_with(language, "since-as-of", [("since", Value::from(since)), ("day", in_words(as_of))]),
        None => since,
    }
}

fn second(alert: &AlertData, language: Language) -> Option<String> {
    let why = alert.why_second.filter(|_| alert.to == Addressee::Second)?;
    // Whoever has answered knows; and why it went there need not be so any more. What wakes was snoozed by somebody.
    if !alert.status.is_waiting() || why == Why::Unacknowledged && alert.status == AlertStatus::Woken {
        return None;
    }
    let again = if why == Why::Unacknowledged && alert.answered { "-again" } else { "" };
    Some(text(language, &format!("second-{why}{again}")))
}

fn model_changed(alert: &AlertData, language: Language) -> Option<String> {
    alert.former_model.as_ref()?;
    Some(text_with(language, "model-changed", [("model", Value::from(one_line(alert.model.as_deref()?)))]))
}

/// The links that make sense now, in the order of buttons, with their words: the answers, then the page.
pub(super) fn links(alert: &AlertData, language: Language) -> Vec<(LinkTarget, String)> {
    let fits = |ask: ReplyOption| match ask {
        ReplyOption::Acknowledge | ReplyOption::SnoozeWeek => alert.status.is_waiting(),
        ReplyOption::Useful | ReplyOption::NotUseful => alert.is_open(),
    };
    let named = |(ask, code): (ReplyOption, &str)| {
        fits(ask).then(|| (LinkTarget::Answer(ask), text(language, &format!("ask-{code}"))))
    };
    ReplyOption::ALL.into_iter().filter_map(named).chain([(LinkTarget::Page, text(language, "page-details"))]).collect()
}

/// Site and team, or a dash where there is none.
pub(super) fn place(alert: &AlertData) -> [String; 2] {
    [alert.site.as_deref(), alert.team.as_deref()].map(|code| match code {
        None | Some("") => "-".to_owned(),
        Some(code) => one_line(code),
    })
}

/// Letters of a text that came from outside; more than this is cut.
const LETTERS_MAX: usize = 400;

/// A text that came from outside: one line of bounded length, and nothing in it that turns the direction of what follows.
pub(super) fn one_line(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible = |letter: char| if letter.is_control() || turns(letter) { ' ' } else { letter };
    let mut line: String = text.chars().take(LETTERS_MAX).map(visible).collect();
    if text.chars().nth(LETTERS_MAX).is_some() {
        line.push('…');
    }
    line
}
