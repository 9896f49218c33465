//! `trends`: risk over time, from the log alone, and as history for Prometheus.

mod export;
mod show;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_core::basics::date::Date;
use attrition_service::projections::trends::{Reading, RiskHistoryState};
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;

/// How long one look for more records waits.
const WAIT: Duration = Duration::from_millis(100);

/// Arguments of `trends` and of its subcommands.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    show: show::Args,
}

/// What else can be done with them.
#[derive(clap::Subcommand)]
enum Command {
    /// Write the metrics of past days as OpenMetrics text with timestamps, for `promtool tsdb create-blocks-from openmetrics`
    Export(export::Args),
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    match &args.command {
        Some(Command::Export(args)) => export::run(args),
        None => show::run(&args.show),
    }
}

/// All of the history that stands in the log.
fn history(config: &Config) -> anyhow::Result<RiskHistoryState> {
    let logs = Logs::read_only(config)?;
    let model = Arc::clone(&config::base(config)?.model);
    let (mut reading, mut history) = Reading::open(&logs, model, config.trends.team_min, config.trends.history_days)?;
    let (spinner, unreadables) = (output::spinner("reading the history of risk"), Unreadables::said_by(output::note));
    while !reading.is_at_end() {
        let records = reading.next(WAIT)?;
        spinner.inc(records.len() as u64);
        for record in &records {
            if let Err(why) = history.apply(record) {
                unreadables.report("trends", record, &why.0);
            }
        }
    }
    spinner.finish_and_clear();
    Ok(history)
}

/// The closed days of a history that has some.
fn days(history: &RiskHistoryState) -> anyhow::Result<(Date, Date)> {
    let days = history.closed_days().next().zip(history.closed_days().next_back());
    days.context(
        "no day has been scored and closed in this log yet: import events, run the service, and wait until it has closed a day \
         (each at 06:00 UTC of the day after)",
    )
}
