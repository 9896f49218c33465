//! `alerts list`: the alerts of a log as a table.

use super::find::{alerts, check_known, short};
use crate::cli::arguments::closed_set::coded;
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_service::projections::alerts::AlertHistory;
use attrition_service::storage::logs::Logs;

/// Arguments of `alerts list`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    config: config::File,
    /// Only of this site
    #[arg(long)]
    site: Option<String>,
    /// Only those of this supervisor
    #[arg(long)]
    supervisor: Option<String>,
    /// Only those that stand so now; those of agents who are held out, of whom nobody is told, are shown in no other way
    #[arg(long, value_parser = coded::<AlertStatus>())]
    status: Option<AlertStatus>,
    /// Closed and withheld ones too
    #[arg(long, conflicts_with = "status")]
    all: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let (alerts, _) = alerts(&config)?;
    check_known(&config, &alerts, args.site.as_deref(), args.supervisor.as_deref())?;
    let mut shown: Vec<&AlertHistory> = alerts.iter().filter(|told| is_wanted(args, told)).collect();
    // Open ones first, then the latest, then the highest: what someone may act on is on top.
    shown.sort_by(|a, b| {
        let (a, b) = (a.alert(), b.alert());
        let risk = |alert: &attrition_contracts::alerting::alert::AlertData| alert.risk.unwrap_or(0.0);
        let by_state = b.is_open().cmp(&a.is_open()).then(b.raised_on.cmp(&a.raised_on));
        by_state.then(risk(b).total_cmp(&risk(a))).then(a.alert.cmp(&b.alert))
    });
    if args.json {
        let told = |told: &&AlertHistory| {
            let as_of = told.as_of().map(|day| day.to_string());
            serde_json::json!({"agent": told.agent(), "alert": told.alert(), "as_of": as_of})
        };
        return output::json(&shown.iter().map(told).collect::<Vec<_>>());
    }
    let mut table = Table::new(&COLUMNS);
    table.add_rows(shown.iter().map(|told| cells(told)));
    table.drop_empty_columns();
    table.show();
    if shown.is_empty() {
        output::line(&none_matches(args, alerts.iter().next().is_some(), &Logs::read_only(&config)?)?);
    }
    let open = shown.iter().filter(|told| told.alert().is_open()).count();
    let (alerts, show) = (counted(shown.len() as u64, "alert"), args.config.command("alerts show ID"));
    output::line(&format!(
        "{alerts}, {open} of them open. Risk and reasons are those of the day an alert was raised, or of the day that stands \
         beside the risk; {show} shows one with its history."
    ));
    output::line("For support only: never for a disciplinary, pay or dismissal matter.");
    Ok(())
}

/// That there is nothing to show, and why that may be.
fn none_matches(args: &Args, has_alerts: bool, logs: &Logs) -> anyhow::Result<String> {
    let run = args.config.command("run");
    Ok(if !has_alerts && !logs.has_any(Topic::Scores)? {
        format!("No alert matches: nothing has been scored in this log yet. {run} scores the imported events.")
    } else if !logs.is_through(StageName::Score.code(), Topic::Journal)?
        || !logs.is_through(StageName::Desk.code(), Topic::Desk)?
    {
        "No alert matches so far: the events of this log are not all scored yet.".to_owned()
    } else {
        "No alert matches.".to_owned()
    })
}

/// Names of the columns, or of the lines of a card.
const COLUMNS: [&str; 9] =
    ["alert", "status", "raised on", "agent", "supervisor", "site", "risk", "answers", "reasons"];

fn cells(told: &AlertHistory) -> [String; COLUMNS.len()] {
    let alert = told.alert();
    let reasons = alert.reasons.iter().map(|reason| format!("- {}", reason.en)).collect::<Vec<_>>().join("\n");
    [
        short(&alert.alert).to_owned(),
        status(told),
        alert.raised_on.to_string(),
        output::cell(told.agent()),
        output::cell(&alert.supervisor),
        alert.site.as_deref().map_or("-".to_owned(), output::cell),
        risk(told),
        answers(told),
        reasons,
    ]
}

/// The risk, with its day where that is not the day of raising.
fn risk(told: &AlertHistory) -> String {
    let alert = told.alert();
    let risk = alert.risk.map(|risk| format!("{:.0} %", risk * 100.0));
    let later = told.as_of().filter(|day| *day != alert.raised_on);
    match (risk, later) {
        (Some(risk), Some(day)) => format!("{risk} on {day}"),
        (risk, _) => risk.unwrap_or_else(|| "-".to_owned()),
    }
}

fn is_wanted(args: &Args, told: &AlertHistory) -> bool {
    let alert = told.alert();
    let is = |wanted: &Option<String>, has: Option<&str>| wanted.as_deref().is_none_or(|wanted| has == Some(wanted));
    let is_held_out = told.is_held_out();
    let by_status = match args.status {
        Some(AlertStatus::HeldOut) => is_held_out,
        Some(status) => alert.status == status && !is_held_out,
        None => !is_held_out && (args.all || alert.is_open()),
    };
    by_status && is(&args.site, alert.site.as_deref()) && is(&args.supervisor, Some(&alert.supervisor))
}

/// Where an alert stands, in a word or two.
pub(super) fn status(told: &AlertHistory) -> String {
    let alert = told.alert();
    match (alert.status, alert.closing, alert.until) {
        (AlertStatus::Closed, Some(closing), _) => format!("closed: {closing}"),
        (AlertStatus::Snoozed, _, Some(until)) => format!("snoozed until {until}"),
        (status, ..) if alert.to == Addressee::Second && status != AlertStatus::Escalated => {
            format!("{status}, second address")
        }
        (status, ..) => status.code().replace('_', " "),
    }
}

fn answers(told: &AlertHistory) -> String {
    told.feedback().iter().map(|feedback| feedback.kind.code().replace('_', " ")).collect::<Vec<_>>().join("\n")
}
