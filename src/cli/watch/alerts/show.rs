//! `alerts show`: one alert as its supervisor reads it, and all that happened to it.

use super::find::{alerts, one};
use crate::cli::arguments::closed_set::coded;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_config::Config;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::feedback::FeedbackData;
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Language;
use attrition_i18n::Value;
use attrition_service::projections::alerts::{AlertHistory, AlertStep, Alerts};
use attrition_service::rendering;
use attrition_service::storage::logs::Logs;

/// Arguments of `alerts show`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The alert's id, or the beginning of it
    id: String,
    #[command(flatten)]
    config: config::File,
    /// Language of the alert's text; without it, that of its site
    #[arg(long, value_parser = coded::<Language>())]
    language: Option<Language>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let (alerts, _) = alerts(&config)?;
    let told = one(&alerts, &args.id, &args.config)?;
    let as_of = told.as_of();
    let earlier = earlier(&alerts, told);
    if args.json {
        return output::json(&serde_json::json!({
            "agent": told.agent(), "alert": told.alert(), "as_of": as_of.map(|day| day.to_string()), "history": told.steps(),
            "feedback": told.feedback(), "reasons_when_raised": told.first_sentences(),
            "earlier": earlier.iter().map(|told| serde_json::json!({
                "alert": told.alert().alert, "supervisor": told.alert().supervisor, "history": told.steps(),
                "feedback": told.feedback(), "reasons_when_raised": told.first_sentences(),
            })).collect::<Vec<_>>(),
        }));
    }
    let language = args.language.unwrap_or(told.alert().language);
    if let Some(day) = as_of {
        let day = Value::from(rendering::in_words(day, language));
        output::line(&attrition_i18n::text_with(language, "as-of", [("date", day)]));
    }
    output::line(&rendering::alert_text(told.agent(), &as_it_stands(told, last_closed(&config)?, &config), language));
    if is_nowhere(told.alert(), &config) {
        output::line(
            "Nobody is told of this alert: it is for a second address, and its site has none (`second_address`).",
        );
    }
    let first = earlier.first().copied().unwrap_or(told);
    reasons(first, language);
    for told in earlier {
        output::line(&format!("Under supervisor {}, before it was taken over:", told.alert().supervisor.as_str()));
        history(told, language);
    }
    history(told, language);
    Ok(())
}

/// The same case under supervisors before, oldest first.
fn earlier<'a>(alerts: &'a Alerts, told: &AlertHistory) -> Vec<&'a AlertHistory> {
    let before = |told: &AlertHistory| told.alert().carried_from.as_ref().and_then(|id| alerts.get(id));
    let mut chain: Vec<&AlertHistory> = std::iter::successors(before(told), |told| before(told)).collect();
    chain.reverse();
    chain
}

/// Whether it is for a second address that its site has not.
fn is_nowhere(alert: &AlertData, config: &Config) -> bool {
    let site = config.sites.for_site(alert.site.as_deref().unwrap_or_default());
    alert.is_open() && alert.to == Addressee::Second && site.second_address.is_empty()
}

/// The alert as it stands once a day is closed: raised on an earlier one, it is no longer new. Nobody reads it at an address that
/// is not there.
fn as_it_stands(told: &AlertHistory, closed: Option<Date>, config: &Config) -> AlertData {
    let mut alert = told.alert().clone();
    if is_nowhere(&alert, config) {
        (alert.to, alert.why_second) = (Addressee::Supervisor, None);
        alert.status = if alert.status.is_waiting() { AlertStatus::Raised } else { alert.status };
    }
    alert.date = closed.map_or(alert.date, |closed| closed.max(alert.date));
    alert
}

/// The last day that is closed in the log; `None` where that cannot be told.
fn last_closed(config: &Config) -> anyhow::Result<Option<Date>> {
    let mut closed = None;
    Logs::read_only(config)?.scan(Topic::Org, 0, &mut |record| {
        if let Ok((_, JournalEntry::DayClosed(Close { day, .. }))) = journal::read_record(&record) {
            closed = closed.max(Some(day));
        }
        true
    })?;
    Ok(closed)
}

/// Why the case was raised.
fn reasons(told: &AlertHistory, language: Language) {
    let mut table = Table::new(&["code", "reason when it was raised"]);
    for reason in told.first_sentences() {
        let sentence = if language == Language::Chinese { &reason.zh } else { &reason.en };
        table.add_row([reason.signal.clone(), output::cell(sentence)]);
    }
    table.show();
}

fn history(told: &AlertHistory, language: Language) {
    let mut table = Table::new(&["date", "what", "for", "risk"]);
    for step in told.steps() {
        let risk = step.risk.map_or(String::new(), |risk| format!("{:.0} %", risk * 100.0));
        table.add_row([step.date.to_string(), what(step), whom(step), risk]);
    }
    output::line(&format!("Alert {}", told.alert().alert));
    table.show();
    if told.feedback().is_empty() {
        return output::line("Nothing was said about it yet.");
    }
    let mut table = Table::new(&["at", "by", "feedback", "what"]);
    for feedback in told.feedback() {
        let kind = feedback.kind.code().replace('_', " ");
        table.add_row([feedback.at.to_string(), feedback.by.to_string(), kind, feedback_text(feedback, language)]);
    }
    table.show();
}

fn what(step: &AlertStep) -> String {
    let status = step.status.code().replace('_', " ");
    let more =
        step.closing.map(|closing| closing.to_string()).or_else(|| step.until.map(|until| format!("until {until}")));
    more.map_or(status.clone(), |more| format!("{status}: {more}"))
}

fn whom(step: &AlertStep) -> String {
    let is_answered = matches!(step.status, AlertStatus::Acknowledged | AlertStatus::Snoozed);
    match (step.to, step.why_second) {
        // Why it waited for the second address: no longer so where it was answered.
        (Addressee::Second, Some(why)) if !is_answered => {
            format!("second address: {}", why.code().replace('_', " "))
        }
        (Addressee::Second, _) => "second address".to_owned(),
        (Addressee::Supervisor, _) => "supervisor".to_owned(),
    }
}

/// The codes of feedback in words, and its date.
fn feedback_text(feedback: &FeedbackData, language: Language) -> String {
    let until = feedback.until.iter().map(|until| format!("until {until}"));
    let reasons = feedback.reasons.iter().map(ToString::to_string);
    let factors = feedback.factors.iter().map(|factor| attrition_i18n::factor(*factor, language));
    let action = feedback.action.map(|action| attrition_i18n::action(action, language));
    until.chain(reasons).chain(factors).chain(action).collect::<Vec<_>>().join("; ")
}
