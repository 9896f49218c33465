//! `explain`: why an agent's risk is what it is.

mod in_words;
mod notices;
mod raw;

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::basics::date::Date;
use attrition_core::desk::Language;
use attrition_core::model::Thresholds;
use attrition_service::rendering::notice_line;
use attrition_service::replay::scoring::Replay;
use attrition_service::runtime::service::setting;
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;

/// Arguments of `explain`: the agent, the day, and the form of the answer.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The agent id
    agent: String,
    /// As of the close of this day, YYYY-MM-DD; without it, of the last that was closed
    #[arg(long, value_parser = config::date)]
    as_of: Option<Date>,
    #[command(flatten)]
    config: config::File,
    /// Every signal by its name in the catalogue, with raw values and log-odds, as an analyst checks them
    #[arg(long)]
    raw: bool,
    /// As JSON: every signal, raw
    #[arg(long, conflicts_with = "raw")]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let logs = Logs::read_only(&config)?;
    let (spinner, unreadables) = (output::spinner("reading the journal"), Unreadables::said_by(output::note));
    let mut closed = None;
    let mut org = Vec::new();
    logs.scan(Topic::Org, 0, &mut |record| {
        match journal::read_record(&record) {
            Ok((_, JournalEntry::DayClosed(Close { day, .. }))) => closed = closed.max(Some(day)),
            Ok(_) => {}
            Err(why) => unreadables.report("explain", &record, why),
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
    org.iter().for_each(|record| replay.process_broadcast(record));
    logs.scan(Topic::Models, 0, &mut |record| {
        replay.process_broadcast(&record);
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
    let (Some(evaluation), Some(agent)) = (found, replay.agent(&args.agent)) else {
        return Err(Usage(absent(&replay, &args.agent, day)).into());
    };
    if args.json {
        return raw::json(&args.agent, day, &evaluation, &model);
    }
    if args.raw {
        raw::show(&evaluation, &model);
    } else {
        in_words::show(&evaluation, &agent.daily(day), &model);
    }
    let band = evaluation.band.code().replace('_', " ");
    let (risk, horizon) = (evaluation.risk * 100.0, model.horizon_days);
    output::line(&format!(
        "{day}: risk {risk:.1} % of giving notice within {horizon} days, {band}; model {}",
        model.id
    ));
    let Thresholds { amber, red } = model.thresholds(evaluation.site_level);
    output::line(&format!(
        "Here agents are watched from {:.1} % and alerted from {:.1} %.",
        amber * 100.0,
        red * 100.0
    ));
    if let Some(roster) = agent.place(day) {
        let stood = notices::stood(&logs, &roster.site, &roster.queue, day)?;
        if !stood.is_empty() {
            output::line(
                "What is told of all there is not laid to anyone: the desk judges without it, while this lasts.",
            );
        }
        stood.iter().for_each(|notice| output::line(&notice_line(notice, Language::English)));
    }
    if model.is_unmeasured {
        output::line(&attrition_i18n::text(Language::English, "unmeasured"));
    }
    output::line(&attrition_i18n::purpose(Language::English));
    Ok(())
}

/// Why there is nothing to explain.
fn absent(replay: &Replay, agent: &str, day: Date) -> String {
    let known = replay.agent(agent);
    let Some((agent, ended)) = known.and_then(|agent| Some((agent, agent.profile.ended(day)?))) else {
        let later = "what came into the log after that day had closed counts from the next close on, in the morning";
        return format!("the agent is not known, or not employed, on {day}: is the id right? {later}");
    };
    let said = format!("by what was known on {day}, the last day of this employment was {}", ended.last_day);
    match agent.work_after_end(day) {
        0 => said,
        days => format!(
            "{said}, yet there is work on {days} {} after it: where that separation was withdrawn or corrected, send another \
             `roster.separation.v1` that says so (docs/contracts.md)",
            if days == 1 { "day" } else { "days" }
        ),
    }
}
