//! `import`: files of events into the log, with day closes.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use super::intake::{self, Tolerance};
use super::{config, output};
use crate::live::importer::Importer;
use crate::live::lines::Lines;
use crate::live::logs::Logs;
use crate::live::service::partitions;
use crate::live::sorting::{HELD_MAX, Sorted, Sorter, sort};
use crate::log::StageLog;
use crate::stages::Counts;
use crate::wire::config::Config;

/// Arguments of `import`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files of CloudEvents in JSON, in any order of lines and files: one a line, one after the other, or in an array; packed by gzip or
    /// Zstandard or not; `-` is standard input. A killed import goes on where it was when it is run again
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Take events of days that are closed in as late ones, instead of refusing the import
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

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let mut lines = Lines::open(&args.files)?;
    note_empty(&lines);
    let logs = open(&config)?;
    let log = logs.side("import", &[])?;
    // What cannot be sorted in memory lies where the log lies: there is room.
    let folder = if config.is_kafka() { std::env::temp_dir() } else { PathBuf::from(&config.log.dir) };
    let (texts, names) = (sorted(&mut lines, &folder)?, lines.names());
    let (partitions, now) = (partitions(&logs)?, OffsetDateTime::now_utc());
    let importer = Importer::open(log, partitions, &names.join(","), &texts.head()?, now)?;
    let mut importer = importer.of_history().taking_late(args.late);
    importer.recognise(&texts)?;
    let known = importer.already_done();
    if known > 0 {
        output::note(&format!("this input was imported before: going on after {known} events"));
    } else if importer.begins_like_another() {
        output::note(
            "this input begins like one that was imported before and differs from it: it counts as a new input, in which \
             events that were taken in before change nothing",
        );
    }
    let taken = take_all(&mut importer, &texts, &names, |_| true);
    let closed = logs.close();
    taken?;
    closed?;
    if importer.repeated() > 0 {
        output::note(&format!("{} lines stood there more than once: each counts once", importer.repeated()));
    }
    tell(&importer, args.json)?;
    intake::tell(importer.intake())?;
    if known == 0 && importer.intake().is_empty() {
        anyhow::bail!("nothing was taken in: there are no events in {}", names.join(", "));
    }
    args.tolerance.verdict(importer.intake())
}

/// Says which inputs have nothing in them, where others have.
pub(super) fn note_empty(lines: &Lines) {
    for path in lines.empty() {
        output::note(&format!("`{}` is empty: nothing is taken in of it", path.display()));
    }
}

/// Opens the log; one that was not closed is checked first, and that takes a while.
pub(super) fn open(config: &Config) -> anyhow::Result<Logs> {
    let spinner = output::spinner("opening the log");
    let logs = Logs::open(config);
    spinner.finish_and_clear();
    Ok(logs?)
}

/// Sorts an input, with a progress bar.
pub(super) fn sorted(lines: &mut Lines, folder: &Path) -> anyhow::Result<Sorted> {
    let bar = output::progress_bytes(lines.progress().1);
    bar.set_message("sorting");
    let texts = sort(lines, Sorter::new(folder, HELD_MAX), &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    Ok(texts?)
}

/// Takes a sorted input in as long as `goes_on`, with a progress bar.
pub(super) fn take_all<L: StageLog>(
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

fn total(counts: &Counts, what: &str) -> u64 {
    counts.iter().filter(|(of, ..)| *of == what).map(|(.., n)| n).sum()
}

fn tell<L: StageLog>(importer: &Importer<L>, json: bool) -> anyhow::Result<()> {
    let (counts, intake) = (importer.counts(), importer.intake());
    let (ingested, days) = (total(counts, "ingested"), total(counts, "days_closed"));
    if json {
        let refused = intake::json(intake);
        return output::json(&serde_json::json!({
            "events": ingested, "days_closed": days, "dead_letters": refused["by_code"], "refused": refused,
        }));
    }
    let letters = match intake.refused_total() {
        0 => "no dead letters".to_owned(),
        n => format!("{n} dead letters: `attrition-watch dead-letters list`"),
    };
    output::line(&format!("{ingested} events taken in, {days} days closed, {letters}"));
    Ok(())
}
