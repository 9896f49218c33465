//! `models compare`: two models on the same rows.

use std::path::Path;

use anyhow::Context;

use super::{known, named};
use crate::cli::Usage;
use crate::cli::arguments::history::HistoryArgs;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::basics::date::Date;
use attrition_learner::compare::{self, Comparison, Contender, LEAVERS_MIN, Short};
use attrition_learner::metrics::{Estimate, RiskFigures};
use attrition_learner::rows::Weekly;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::admin::registry::LoggedModels;

/// Arguments of `models compare`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The first model: an artifact's file, an id of the registry, or `champion`
    a: String,
    /// The second
    b: String,
    #[command(flatten)]
    history: HistoryArgs,
    /// Compare on the cut-offs of the last so many days whose horizon is over
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i32).range(7..=3650))]
    days: i32,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.history.config().load()?;
    // On files, models can be compared without any log.
    let has_log = config.is_kafka() || Path::new(&config.log.dir).join("log.sqlite").exists();
    let known = if has_log { known(&config)? } else { LoggedModels::new(crate::cli::operate::config::model(&config)?) };
    let (first, second) = (named(&args.a, &config, &known)?, named(&args.b, &config, &known)?);
    let (first, second) = (Contender::new(&first.artifact)?, Contender::new(&second.artifact)?);
    let comparison = compare_on(&args.history, args.days, None, &first, &second)?;
    if args.json {
        return output::json(&comparison);
    }
    show(&comparison);
    Ok(())
}

/// Compares on a history; `closed` is the last day that is closed in it, where that is known before it is read.
pub(super) fn compare_on(
    history: &HistoryArgs,
    days: i32,
    closed: Option<Date>,
    first: &Contender,
    second: &Contender,
) -> anyhow::Result<Comparison> {
    let usage = |error: compare::Error| Usage(error.to_string());
    let horizon = compare::horizon(&first.model, &second.model).map_err(usage)?;
    let model = std::sync::Arc::new(first.model.clone());
    let mut weekly = Weekly::new(ScoreWriter::alone(model, history.dedup_days()?), None);
    if let Some(closed) = closed {
        weekly = weekly.since(closed - horizon - days);
    }
    let weekly = history.play(weekly)?;
    let rows = weekly.label(horizon).context("the history holds no day that is closed: import events first")?;
    Ok(compare::compare(&rows, days, first, second).map_err(usage)?)
}

/// The comparison as a table.
pub(super) fn show(comparison: &Comparison) {
    let Comparison { first, second, rows, agents, leavers, from, until, horizon_days, differences } = comparison;
    output::line(&format!(
        "{rows} rows of {agents} agents at cut-offs from {from} to {until}; {leavers} gave notice within {horizon_days} days"
    ));
    let header =
        ["figure", first.model.as_str(), second.model.as_str(), "difference", "95 % interval", "which is better"];
    let mut table = Table::new(&header);
    type Of = (fn(&Short) -> f64, Option<fn(&RiskFigures<Estimate>) -> Estimate>, bool);
    let figures: [(&str, Of); 6] = [
        ("AUC", (|f| f.auc, Some(|d| d.auc), true)),
        ("average precision", (|f| f.average_precision, Some(|d| d.average_precision), true)),
        ("recall in the top tenth", (|f| f.recall_top_tenth, Some(|d| d.recall_top_tenth), true)),
        ("Brier", (|f| f.brier, Some(|d| d.brier), false)),
        ("log loss", (|f| f.log_loss, Some(|d| d.log_loss), false)),
        ("calibration error", (|f| f.calibration_error, None, false)),
    ];
    if let Some((a, b)) = first.figures.zip(second.figures) {
        for (name, (figure, difference, more_is_better)) in figures {
            let (x, y) = (figure(&a), figure(&b));
            let estimate = differences.as_ref().zip(difference).map(|(differences, of)| of(differences));
            let interval = estimate.map_or("-".to_owned(), |d| format!("{:+.4} to {:+.4}", d.low, d.high));
            let beyond = |d: Estimate| {
                let (up, down) =
                    if more_is_better { (&first.model, &second.model) } else { (&second.model, &first.model) };
                let winner = if d.is_above_zero() { Some(up) } else { Some(down).filter(|_| d.is_below_zero()) };
                winner.map_or("cannot be told", String::as_str).to_owned()
            };
            let better = estimate.map_or("-".to_owned(), beyond);
            table.add_row([
                name.to_owned(),
                format!("{x:.4}"),
                format!("{y:.4}"),
                format!("{:+.4}", x - y),
                interval,
                better,
            ]);
        }
        table.show();
        output::line("Differences are of the first to the second; intervals by paired bootstrap over agents.");
    }
    if *leavers < LEAVERS_MIN || differences.is_none() {
        output::line(&format!(
            "Too few people left to distinguish the models: {leavers}, at least {LEAVERS_MIN} are \
             needed."
        ));
    }
    for side in [first, second] {
        if let Some(until) = &side.overlap {
            output::note(&format!(
                "warning: `{}` was trained on cut-offs up to {until} and has seen outcomes of this period: it looks \
                 better than it is",
                side.model
            ));
        }
    }
}
