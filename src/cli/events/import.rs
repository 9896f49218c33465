//! `import`: files of events into the log, with day closes.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::cli::arguments::intake::{self, Tolerance};
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_core::windows::span::WINDOW_DAYS;
use attrition_pipeline::Count;
use attrition_service::import::importer::{Importer, Overlap};
use attrition_service::import::lines::EventLines;
use attrition_service::import::sorting::{HELD_MAX, Sorted, Sorter, sort};
use attrition_service::runtime::service::partitions;
use attrition_service::storage::logs::Logs;
use attrition_stream::StageLog;

/// Arguments of `import`: the files, and how late or refused events are treated.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Files of CloudEvents in JSON, in any order of lines and files: one a line, one after the other, or in an array; packed by gzip or
    /// Zstandard or not; `-` is standard input. A killed import goes on where it was when it is run again
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Import events of closed days as late ones instead of refusing the import
    #[arg(long)]
    late: bool,
    #[command(flatten)]
    config: config::File,
    #[command(flatten)]
    tolerance: Tolerance,
    /// What was imported, and what was refused, as JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let mut lines = EventLines::open(&args.files)
        .map_err(|error| intake::unreadable(error, args.config.command("import -").trim_matches('`')))?;
    note_empty(&lines);
    let logs = open(&config)?;
    let imported = import(args, &config, &mut lines, &logs);
    // Also after an error: what is committed is whole.
    let closed = logs.close();
    let importer = imported?;
    closed?;
    if importer.repeated() > 0 {
        output::note(&format!(
            "{} repeated an earlier one word for word: each event counts once",
            counted(importer.repeated(), "line")
        ));
    }
    importer.late().into_iter().for_each(note_late);
    print_outcome(args, &importer)?;
    intake::print_refusals(importer.intake())?;
    args.tolerance.verdict(importer.intake())
}

/// Sorts the input and takes it in.
fn import(args: &Args, config: &Config, lines: &mut EventLines, logs: &Logs) -> anyhow::Result<Importer<ImportLog>> {
    let log = logs.side("import", &[])?;
    // What cannot be sorted in memory lies where the log lies: there is room.
    let folder = if config.is_kafka() { std::env::temp_dir() } else { PathBuf::from(&config.log.dir) };
    let (texts, names) = (sorted(lines, &folder)?, lines.names());
    if texts.is_empty() {
        anyhow::bail!("nothing was imported: there are no events in {}", names.join(", "));
    }
    let (partitions, now) = (partitions(logs)?, OffsetDateTime::now_utc());
    let importer = Importer::open(log, partitions, &names.join(","), &texts.head()?, now)?;
    let mut importer = importer.of_history().taking_late(args.late).knowing(logs);
    importer.recognise(&texts)?;
    let known = importer.already_done(&texts);
    if known > 0 {
        output::note(&format!("this input was imported before: going on after {}", counted(known, "event")));
        let refused = importer.intake().refused_then;
        if refused > 0 {
            let (list, retry) = (args.config.command("dead-letters list"), args.config.command("dead-letters retry"));
            let refused = counted(refused, "event");
            output::note(&format!("{refused} refused the last time: {list} says why, {retry} sends them again"));
        }
    } else if importer.begins_like_another() {
        output::note(
            "this input begins like one that was imported before and differs from it: it counts as a new input, in which \
             events that were taken in before change nothing",
        );
    }
    take_all(&mut importer, &texts, &names, |_| true)?;
    Ok(importer)
}

/// The side of a log that is written.
type ImportLog = Box<dyn StageLog + Send>;

/// Says what can come of late events.
fn note_late(late: &Overlap) {
    let Overlap { count, of, closed, too_old, .. } = late;
    output::note(&format!(
        "{count} of {of} events are new, lie in days that are closed (up to {closed}) and are late: they raise no alert about their days, and \
         those of more than {WINDOW_DAYS} days before ({too_old}) change nothing"
    ));
}

/// Says which inputs have nothing in them, where others have.
pub(in crate::cli) fn note_empty(lines: &EventLines) {
    for path in lines.empty() {
        output::note(&format!("`{}` is empty: nothing is taken in of it", path.display()));
    }
}

/// Opens the log; one that was not closed is checked first, and that takes a while.
pub(in crate::cli) fn open(config: &Config) -> anyhow::Result<Logs> {
    let spinner = output::spinner("opening the log");
    let logs = Logs::open(config);
    spinner.finish_and_clear();
    Ok(logs?)
}

/// Sorts an input, with a progress bar.
pub(in crate::cli) fn sorted(lines: &mut EventLines, folder: &Path) -> anyhow::Result<Sorted> {
    let bar = output::progress_bytes(lines.progress().1);
    bar.set_message("sorting");
    let texts = sort(lines, Sorter::new(folder, HELD_MAX), &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    Ok(texts?)
}

/// Takes a sorted input in as long as `goes_on`, with a progress bar.
pub(in crate::cli) fn take_all<L: StageLog>(
    importer: &mut Importer<L>,
    texts: &Sorted,
    names: &[String],
    goes_on: impl Fn(&L) -> bool,
) -> anyhow::Result<()> {
    let bar = output::progress(texts.len(), "events");
    let taken = importer.take(texts, names, &mut |log, done| {
        bar.set_position(done);
        goes_on(log)
    });
    bar.finish_and_clear();
    Ok(taken?)
}

fn print_outcome(args: &Args, importer: &Importer<ImportLog>) -> anyhow::Result<()> {
    let (counts, intake) = (importer.counts(), importer.intake());
    let (ingested, days) =
        (counts.total(|count| matches!(count, Count::Ingested(_))), counts.total(|count| count == Count::DayClosed));
    if args.json {
        let refused = intake::json(intake);
        return output::json(&serde_json::json!({
            "events": ingested, "days_closed": days, "dead_letters": refused["by_code"], "refused": refused,
        }));
    }
    let letters = match intake.refused_total() {
        0 => "no dead letters".to_owned(),
        n => format!("{}: {}", counted(n, "dead letter"), args.config.command("dead-letters list")),
    };
    let (events, days) = (counted(ingested, "event"), counted(days, "day"));
    output::line(&format!("{events} taken in, {days} closed, {letters}"));
    Ok(())
}
