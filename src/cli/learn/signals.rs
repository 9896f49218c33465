//! `signals list` and `signals compute`.

use std::path::PathBuf;

use anyhow::Context;
use time::OffsetDateTime;

use crate::cli::Usage;
use crate::cli::arguments::intake::{self, Tolerance};
use crate::cli::arguments::output_path;
use crate::cli::events::import;
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::incoming::cloudevent::{local_date, time_of};
use attrition_contracts::records::score::schema_text;
use attrition_core::basics::date::Date;
use attrition_core::signals::{COUNT, GROUPS, SIGNALS};
use attrition_i18n::escape::escape_cell;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::import::lines::EventLines;
use attrition_service::replay::scoring::Replay;
use attrition_service::runtime::model;

/// Commands about the signals of the catalogue.
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// The catalogue: name, unit, formula, expected sign, side, evidence, support
    List {
        /// As JSON, with the schema hash
        #[arg(long)]
        json: bool,
        /// As Markdown: the text of docs/signals.md
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
    },
    /// Every signal of every agent as of the close of a day, from files of events, as CSV
    Compute(Compute),
}

/// Arguments of `signals compute`.
#[derive(clap::Args)]
pub(in crate::cli) struct Compute {
    /// Files of CloudEvents, in any order, in every form that `import` takes; `-` is standard input
    #[arg(long, required = true, num_args = 1..)]
    events: Vec<PathBuf>,
    /// The day, YYYY-MM-DD
    #[arg(long, value_parser = config::date)]
    as_of: Date,
    /// Only this agent
    #[arg(long)]
    agent: Option<String>,
    /// CSV file: `agent`, then every signal, empty where missing; `-` is standard output. An id that a spreadsheet would take for
    /// a formula has an apostrophe before it
    #[arg(long)]
    out: PathBuf,
    /// Days for which duplicates are looked for
    #[arg(long, default_value_t = 35, value_parser = clap::value_parser!(i32).range(1..=90))]
    dedup_days: i32,
    #[command(flatten)]
    tolerance: Tolerance,
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List { markdown: true, .. } => {
            output::verbatim(attrition_service::admin::catalogue::markdown().trim_end());
            Ok(())
        }
        Command::List { json, .. } => list(*json),
        Command::Compute(args) => compute(args),
    }
}

fn list(json: bool) -> anyhow::Result<()> {
    if json {
        let signals: Vec<_> = SIGNALS.iter().map(entry).collect();
        return output::json(&serde_json::json!({"schema": schema_text(), "signals": signals}));
    }
    for (heading, range) in GROUPS {
        output::line(heading);
        let mut table = Table::new(&["signal", "unit", "formula", "sign", "side", "evidence", "support"]);
        for signal in &SIGNALS[range] {
            let (grade, support) = (format!("{:?}", signal.grade), signal.form.support());
            table.add_row([
                signal.name,
                signal.unit.text(),
                signal.formula,
                signal.sign.text(),
                signal.side.code(),
                &grade,
                &support,
            ]);
        }
        table.show();
    }
    Ok(())
}

fn entry(signal: &attrition_core::signals::Signal) -> serde_json::Value {
    serde_json::json!({
        "name": signal.name, "unit": signal.unit.text(), "formula": signal.formula, "sign": signal.sign.text(),
        "side": signal.side.code(), "evidence": format!("{:?}", signal.grade), "support": signal.form.support(),
    })
}

fn compute(args: &Compute) -> anyhow::Result<()> {
    output_path::check_file("--out", &args.out)?;
    let setting = ScoreWriter::alone(model::load("")?, args.dedup_days);
    let piped = "attrition-watch signals compute --events - ..";
    let mut lines = EventLines::open(&args.events).map_err(|error| intake::unreadable(error, piped))?;
    let mut importer = Replay::new(setting, args.as_of).importer("signals compute", OffsetDateTime::now_utc())?;
    import::note_empty(&lines);
    let (texts, names) = (import::sorted(&mut lines, &std::env::temp_dir())?, lines.names());
    import::take_all(&mut importer, &texts, &names, |running| !running.has_ended())?;
    let (taken, last_day) = (importer.intake().clone(), importer.last_day());
    intake::print_refusals(&taken)?;
    let begins = time_of(&texts.head()?).map(local_date);
    let mut replay = importer.into_log().join();
    replay.finish();
    let mut rows: Vec<(String, [f64; COUNT])> = Vec::new();
    replay.evaluate(|agent, evaluation| {
        if args.agent.as_deref().is_none_or(|only| only == agent) {
            rows.push((agent.to_owned(), evaluation.values));
        }
    });
    if rows.is_empty() {
        let who = args.agent.as_ref().map_or("nobody is".to_owned(), |agent| format!("the agent `{agent}` is not"));
        let begin = begins.map_or(String::new(), |first| format!(", which begin on {first}"));
        return Err(Usage(format!("{who} active on {} by these events{begin}: is the day right?", args.as_of)).into());
    }
    if let Some(last) = last_day.filter(|last| *last < args.as_of) {
        output::note(&format!(
            "the last event was recorded on {last}: nothing is known about the days after it, up to {}",
            args.as_of
        ));
    }
    write(&args.out, &rows).with_context(|| format!("failed to write `{}`", args.out.display()))?;
    output::note(&format!(
        "{} of {} as of {} written",
        counted(COUNT as u64, "signal"),
        counted(rows.len() as u64, "agent"),
        args.as_of
    ));
    args.tolerance.verdict(&taken)
}

fn write(path: &std::path::Path, rows: &[(String, [f64; COUNT])]) -> anyhow::Result<()> {
    let out: Box<dyn std::io::Write> = if path == std::path::Path::new("-") {
        Box::new(std::io::stdout())
    } else {
        Box::new(std::fs::File::create(path)?)
    };
    // Cells of others have their quotes already; names of signals and numbers need none.
    let mut csv = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Never).from_writer(out);
    csv.write_record(std::iter::once("agent").chain(SIGNALS.iter().map(|signal| signal.name)))?;
    for (agent, values) in rows {
        let value = |value: &f64| if value.is_nan() { String::new() } else { value.to_string() };
        csv.write_record(std::iter::once(escape_cell(agent).into_owned()).chain(values.iter().map(value)))?;
    }
    csv.flush()?;
    Ok(())
}
