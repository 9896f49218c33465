//! `replay`: makes published scores again, and fails where one is not what it was.

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_service::admin::registry::LoggedModels;
use attrition_service::replay::verify_scores::{ScoreDifference, ScoreMismatch, ScoreTally, recompute};
use attrition_service::runtime::service::setting;
use attrition_service::storage::logs::Logs;

/// Arguments of `replay`: the days whose scores are made again, and the log.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// First business date, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    from: Date,
    /// Last business date; it must be closed
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    to: Date,
    /// Show whose scores differ
    #[arg(long)]
    show_agents: bool,
    #[command(flatten)]
    config: config::File,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let logs = Logs::read_only(&config)?;
    let model = config::model(&config)?;
    let closed = LoggedModels::read(&logs, model.clone())?.closed;
    let closed =
        closed.ok_or_else(|| Usage("no day has been closed in this log yet: import events first".to_owned()))?;
    if args.from > args.to {
        return Err(Usage(format!("{} is after {}: `--from` must not be later than `--to`", args.from, args.to)).into());
    }
    if args.to > closed {
        return Err(Usage(format!("{} is not closed yet: the last closed day is {closed}", args.to)).into());
    }
    if !logs.has_any(Topic::Scores)? {
        let run = args.config.command("run");
        return Err(Usage(format!(
            "nothing has been scored in this log yet: {run} does, and then there is something to compare"
        ))
        .into());
    }
    let bar = output::progress(u64::from(logs.partitions(Topic::Journal)?), "partitions");
    let tally = recompute(&logs, &setting(&config, &logs, model)?, (args.from, args.to), &mut |done| {
        bar.set_position(u64::from(done));
    })?;
    bar.finish_and_clear();
    if args.json {
        json(args, &tally)?;
    } else {
        show(args, &tally);
    }
    let same = tally.daily + tally.interim;
    match (tally.differ, same) {
        (0, 0) => Err(anyhow::anyhow!("no published score of these days could be compared")),
        (0, _) => Ok(()),
        (n, _) => Err(anyhow::anyhow!("{n} scores differ from the published ones: see above")),
    }
}

fn show(args: &Args, tally: &ScoreTally) {
    let mut table = Table::new(&["scores", "count"]);
    let rows = [
        ("daily, the same", tally.daily),
        ("between closes, the same", tally.interim),
        ("of another signal catalogue, not compared", tally.foreign),
        ("different, missing or too many", tally.differ),
    ];
    for (name, n) in rows {
        table.add_row([name.to_owned(), n.to_string()]);
    }
    table.show();
    output::line(&format!("largest difference of a number: {}", tally.largest));
    let line = |difference: &ScoreDifference| {
        let of = if args.show_agents { format!(" of {}", difference.agent.as_str()) } else { String::new() };
        let when = if difference.interim { "between closes of" } else { "daily score of" };
        format!("{when} {}{of}: {}", difference.date, mismatch_text(&difference.how))
    };
    // Without the agents, many differences of a day are the same to the reader.
    let lines: Vec<String> = tally.first.iter().map(line).collect();
    for alike in lines.chunk_by(|a, b| a == b) {
        let times = if alike.len() > 1 { format!(" ({} times)", alike.len()) } else { String::new() };
        output::line(&format!("{}{times}", alike[0]));
    }
    if tally.first.iter().any(|difference| difference.how == ScoreMismatch::Missing) {
        output::line(
            "Missing scores: the score stage may not have finished yet, or the topic's retention has deleted them.",
        );
    }
    if tally
        .first
        .iter()
        .any(|difference| matches!(&difference.how, ScoreMismatch::Members(names) if names.contains(&"model".into())))
    {
        output::line("Another model: is `score.model` what it was before the first `models publish`?");
    }
}

fn mismatch_text(how: &ScoreMismatch) -> String {
    match how {
        ScoreMismatch::Members(members) => format!("differs in {}", members.join(", ")),
        ScoreMismatch::Missing => "was not published".to_owned(),
        ScoreMismatch::Extra => "was published, and cannot be recomputed from the journal".to_owned(),
    }
}

fn json(args: &Args, tally: &ScoreTally) -> anyhow::Result<()> {
    let difference = |difference: &ScoreDifference| {
        let agent = Some(&difference.agent).filter(|_| args.show_agents);
        let (date, interim, how) = (&difference.date, difference.interim, mismatch_text(&difference.how));
        serde_json::json!({"agent": agent, "date": date.to_string(), "interim": interim, "how": how})
    };
    output::json(&serde_json::json!({
        "daily": tally.daily, "interim": tally.interim, "foreign": tally.foreign, "differ": tally.differ,
        "largest_difference": tally.largest, "first": tally.first.iter().map(difference).collect::<Vec<_>>(),
    }))
}
