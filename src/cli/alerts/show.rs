//! `alerts show`: one alert as its supervisor reads it, and all that happened to it.

use super::find::{alerts, one};
use crate::cli::table::Table;
use crate::cli::{config, output};
use crate::engine::desk::{Action, Factor, Language};
use crate::letter;
use crate::live::alerts::{Step, Told};
use crate::wire::feedback::FeedbackData;
use crate::words;

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
    let (alerts, _) = alerts(&args.config.load()?)?;
    let told = one(&alerts, &args.id, &args.config)?;
    if args.json {
        return output::json(&serde_json::json!({
            "agent": told.agent(), "alert": told.alert(), "history": told.steps(), "feedback": told.feedback(),
        }));
    }
    let language = args.language.or_else(|| Language::of(&told.alert().language)).unwrap_or(Language::English);
    output::line(&letter::alert_text(told.agent(), told.alert(), language));
    history(told, language);
    Ok(())
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
