//! `explain`: why an agent's risk is what it is, signal by signal.

use super::{Usage, config, output};
use crate::engine::agent::Evaluation;
use crate::engine::date::Date;
use crate::engine::desk::Language;
use crate::engine::model::{Model, probability};
use crate::engine::signals::{SIGNALS, Unit};
use crate::live::logs::Logs;
use crate::live::replay::Replay;
use crate::live::service::setting;
use crate::wire::journal::{self, Entry};
use crate::wire::topic::{Topic, partition_of};
use crate::words;

/// Arguments of `explain`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The agent id
    agent: String,
    /// As of the close of this day, YYYY-MM-DD; without it, of the last that was closed
    #[arg(long, value_parser = config::date)]
    as_of: Option<Date>,
    #[command(flatten)]
    config: config::File,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// One line of an explanation.
#[derive(serde::Serialize)]
struct Line {
    signal: &'static str,
    value: Option<f64>,
    normal: Option<f64>,
    contribution: f64,
    running_logit: f64,
    running_risk: f64,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let logs = Logs::read_only(&config)?;
    let spinner = output::spinner("reading the journal");
    let mut closed = None;
    let mut org = Vec::new();
    logs.scan(Topic::Org, 0, &mut |record| {
        if let Some(Entry::DayClosed(day)) = journal::read(&record.value) {
            closed = closed.max(Some(day));
        }
        org.push(record);
        true
    })?;
    let closed: Date =
        closed.ok_or_else(|| Usage("no day has been closed in this log yet: import events first".to_owned()))?;
    let day = args.as_of.unwrap_or(closed);
    if day > closed {
        return Err(Usage(format!("{day} is not closed yet: the last closed day is {closed}")).into());
    }
    let mut replay = Replay::new(setting(&config, &logs, config::model(&config)?)?, day);
    org.iter().for_each(|record| replay.hear(record));
    logs.scan(Topic::Models, 0, &mut |record| {
        replay.hear(&record);
        true
    })?;
    replay.heard_all();
    let model = replay.champion();
    let partition = partition_of(args.agent.as_bytes(), logs.partitions(Topic::Journal)?);
    logs.scan(Topic::Journal, partition, &mut |mut record| {
        record.partition = 0;
        replay.process(&record)
    })?;
    spinner.finish_and_clear();
    let mut found = None;
    replay.evaluate(|agent, evaluation| {
        if agent == args.agent {
            found = Some(evaluation.clone());
        }
    });
    let Some(evaluation) = found else {
        return Err(Usage(absent(&replay, &args.agent, day)).into());
    };
    if args.json { json(args, day, &evaluation, &model) } else { show(day, &evaluation, &model) }
}

/// Why there is nothing to explain.
fn absent(replay: &Replay, agent: &str, day: Date) -> String {
    let known = replay.agent(agent);
    let Some((agent, ended)) = known.and_then(|agent| Some((agent, agent.profile.ended(day)?))) else {
        return format!("the agent is not known, or not employed, on {day}: is the id right?");
    };
    let said = format!("by what was known on {day}, the last day of this employment was {}", ended.last_day);
    match agent.work_after_end(day) {
        0 => said,
        days => format!(
            "{said}, yet there is work on {days} days after it: where that separation was withdrawn or corrected, send another \
             `roster.separation.v1` that says so (docs/contracts.md)"
        ),
    }
}

/// Contributions, largest first, and what they add up to on the way.
fn lines(evaluation: &Evaluation, model: &Model) -> Vec<Line> {
    let mut order: Vec<usize> =
        (0..SIGNALS.len()).filter(|i| evaluation.contributions[*i] != 0.0 || !evaluation.values[*i].is_nan()).collect();
    order.sort_by(|a, b| evaluation.contributions[*b].abs().total_cmp(&evaluation.contributions[*a].abs()));
    let mut running = model.intercept;
    let line = |i: usize| {
        running += evaluation.contributions[i];
        let comparison = SIGNALS[i].form.comparison(&evaluation.evidence);
        Line {
            signal: SIGNALS[i].name,
            value: Some(evaluation.values[i]).filter(|value| !value.is_nan()),
            normal: comparison.and_then(|comparison| comparison.normal),
            contribution: evaluation.contributions[i],
            running_logit: running,
            running_risk: probability(running),
        }
    };
    order.into_iter().map(line).collect()
}

fn json(args: &Args, day: Date, evaluation: &Evaluation, model: &Model) -> anyhow::Result<()> {
    output::json(&serde_json::json!({
        "agent": args.agent, "date": day.to_string(), "model": model.id, "horizon_days": model.horizon_days,
        "intercept": model.intercept, "logit": evaluation.logit, "risk": evaluation.risk, "band": evaluation.band.text(),
        "signals": lines(evaluation, model),
    }))
}

/// Three decimals at most, none for nothing.
fn plain(value: f64) -> String {
    format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn show(day: Date, evaluation: &Evaluation, model: &Model) -> anyhow::Result<()> {
    let mut table = output::table(&["signal", "value", "own normal", "contribution", "log-odds", "risk"]);
    let base = format!("{:.1} %", probability(model.intercept) * 100.0);
    table.add_row(["(intercept)", "", "", "", &format!("{:.3}", model.intercept), &base].map(str::to_owned));
    for line in lines(evaluation, model) {
        let signal = SIGNALS.iter().find(|signal| signal.name == line.signal).map_or(Unit::Ratio, |signal| signal.unit);
        let normal = line.normal.map_or(String::new(), |normal| words::figure(signal, normal, Language::English));
        let value = line.value.map_or("missing".to_owned(), |value| format!("{} {}", plain(value), signal.text()));
        let row = [line.signal.to_owned(), value, normal];
        let sums = [
            format!("{:+.3}", line.contribution),
            format!("{:.3}", line.running_logit),
            format!("{:.1} %", line.running_risk * 100.0),
        ];
        table.add_row(row.into_iter().chain(sums));
    }
    output::line(&table.to_string());
    let band = evaluation.band.text().replace('_', " ");
    let (risk, horizon) = (evaluation.risk * 100.0, model.horizon_days);
    output::line(&format!(
        "{day}: risk {risk:.1} % of giving notice within {horizon} days, {band}; model {}",
        model.id
    ));
    output::line(&words::purpose(Language::English));
    Ok(())
}
