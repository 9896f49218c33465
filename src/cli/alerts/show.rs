//! `alerts show`: one alert as its supervisor reads it, and all that happened to it.

use super::find::{alerts, one};
use crate::cli::table::Table;
use crate::cli::{config, output};
use crate::engine::date::Date;
use crate::engine::desk::{Action, Factor, Language};
use crate::letter;
use crate::live::alerts::{Step, Told};
use crate::live::logs::Logs;
use crate::wire::alert::AlertData;
use crate::wire::config::Config;
use crate::wire::feedback::FeedbackData;
use crate::wire::journal::{self, Close, Entry};
use crate::wire::topic::Topic;
use crate::words::{self, Value};

/// Arguments of `alerts show`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The alert's id, or the beginning of it
    id: String,
    #[command(flatten)]
    config: config::File,
    /// Language of the alert's text: en or zh-CN; without it, that of its site
    #[arg(long, value_parser = language)]
    language: Option<Language>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn language(code: &str) -> Result<Language, String> {
    let codes = Language::ALL.map(|(_, code)| code).join(" or ");
    Language::of(code).ok_or_else(|| format!("`{code}` is no language of this program: {codes}"))
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let (alerts, _) = alerts(&config)?;
    let told = one(&alerts, &args.id, &args.config)?;
    let as_of = told.as_of().map(|day| day.to_string());
    if args.json {
        return output::json(&serde_json::json!({
            "agent": told.agent(), "alert": told.alert(), "as_of": as_of, "history": told.steps(),
            "feedback": told.feedback(),
        }));
    }
    let language = args.language.or_else(|| Language::of(&told.alert().language)).unwrap_or(Language::English);
    if let Some(day) = as_of {
        let day = Value::from(letter::in_words(&day, language));
        output::line(&words::text_with(language, "as-of", [("date", day)]));
    }
    output::line(&letter::alert_text(told.agent(), &as_it_stands(told, last_closed(&config)?), language));
    history(told, language);
    Ok(())
}

/// The alert as it stands once a day is closed: raised on an earlier one, it is no longer new.
fn as_it_stands(told: &Told, closed: Option<Date>) -> AlertData {
    let mut alert = told.alert().clone();
    if let Some(closed) = closed.filter(|closed| Date::parse(&alert.date).is_some_and(|date| date < *closed)) {
        alert.date = closed.to_string();
    }
    alert
}

/// The last day that is closed in the log; `None` where that cannot be told.
fn last_closed(config: &Config) -> anyhow::Result<Option<Date>> {
    let mut closed = None;
    Logs::read_only(config)?.scan(Topic::Org, 0, &mut |record| {
        if let Ok((_, Entry::DayClosed(Close { day, .. }))) = journal::read_record(&record) {
            closed = closed.max(Some(day));
        }
        true
    })?;
    Ok(closed)
}

fn history(told: &Told, language: Language) {
    let mut table = Table::new(&["date", "what", "for", "risk"]);
    for step in told.steps() {
        let risk = step.risk.map_or(String::new(), |risk| format!("{:.0} %", risk * 100.0));
        table.add_row([step.date.clone(), what(step), whom(step), risk]);
    }
    output::line(&format!("Alert {}", told.alert().alert));
    table.show();
    if told.feedback().is_empty() {
        return output::line("Nothing was said about it yet.");
    }
    let mut table = Table::new(&["at", "by", "feedback", "what"]);
    for feedback in told.feedback() {
        let kind = feedback.kind.replace('_', " ");
        table.add_row([feedback.at.to_string(), feedback.by.clone(), kind, said(feedback, language)]);
    }
    table.show();
}

fn what(step: &Step) -> String {
    let status = step.status.replace('_', " ");
    let more = step.closing.clone().or_else(|| step.until.as_ref().map(|until| format!("until {until}")));
    more.map_or(status.clone(), |more| format!("{status}: {more}"))
}

fn whom(step: &Step) -> String {
    match (step.to.as_str(), &step.why_second) {
        // Why it waited for the second address: no longer so where it was answered.
        ("second", Some(why)) if step.status != "acknowledged" && step.status != "snoozed" => {
            format!("second address: {}", why.replace('_', " "))
        }
        ("second", _) => "second address".to_owned(),
        _ => "supervisor".to_owned(),
    }
}

/// The codes of feedback in words, and its date.
fn said(feedback: &FeedbackData, language: Language) -> String {
    let until = feedback.until.iter().map(|until| format!("until {until}"));
    let reasons = feedback.reasons.iter().map(ToString::to_string);
    let factors = feedback.factors.iter().filter_map(|code| Factor::of(code)).map(|of| words::factor(of, language));
    let action = feedback.action.as_deref().and_then(Action::of).map(|of| words::action(of, language));
    until.chain(reasons).chain(factors).chain(action).collect::<Vec<_>>().join(", ")
}
