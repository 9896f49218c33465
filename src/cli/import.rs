//! `import`: files of events into the log, with day closes.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::intake::{self, Tolerance};
use super::{config, output};
use crate::live::importer::Importer;
use crate::live::lines::Lines;
use crate::live::logs::Logs;
use crate::live::service::partitions;
use crate::log::StageLog;
use crate::stages::Counts;
use crate::wire::config::Config;

/// Arguments of `import`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files of CloudEvents in JSON, each in order of time: one a line, one after the other, or in an array; packed by gzip or
    /// Zstandard or not; `-` is standard input. A killed import goes on where it was when it is run again
    #[arg(required = true)]
    files: Vec<PathBuf>,
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
    let origin: Vec<String> = args.files.iter().map(|path| path.display().to_string()).collect();
    let mut importer =
        Importer::open(log, partitions(&logs)?, &origin.join(","), &lines.head(), OffsetDateTime::now_utc())?;
    let known = importer.already_done();
    if known > 0 {
        output::note(&format!("this input was imported before: going on after line {known}"));
    }
    let taken = take_all(&mut importer, &mut lines, |_| false);
    let closed = logs.close();
    taken?;
    closed?;
    tell(&importer, args.json)?;
    intake::tell(importer.intake())?;
    if known == 0 && importer.intake().is_empty() {
        anyhow::bail!("nothing was taken in: there are no events in {}", origin.join(", "));
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

/// Takes lines in until `is_enough`, with a progress bar, and closes the days.
pub(super) fn take_all<L: StageLog>(
    importer: &mut Importer<L>,
    lines: &mut Lines,
    is_enough: impl Fn(&L) -> bool,
) -> anyhow::Result<()> {
    let bar = output::progress_bytes(lines.progress().1);
    let mut taken = 0u32;
    while let Some(text) = lines.next_text()? {
        importer.text(&text.bytes, &lines.name(text.place.file), text.place.line, text.place.event)?;
        taken = taken.wrapping_add(1);
        if taken.is_multiple_of(4_096) {
            bar.set_position(lines.progress().0);
            if is_enough(importer.log()) {
                break;
            }
        }
    }
    bar.finish_and_clear();
    Ok(importer.finish()?)
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
