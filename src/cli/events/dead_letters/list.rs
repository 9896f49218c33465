//! `dead-letters list`: what was refused, the latest first, and how many there are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::select::{Select, place, time_text};
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::incoming::dead_letter::Retried;
use attrition_service::admin::dead_letters::{self, StoredLetter, is_incoming};
use attrition_service::storage::logs::Logs;

/// Characters of a reason that a table shows: some repeat the text that they are about.
const DETAIL_MAX: usize = 160;

/// Origins that are named where none is the one that was asked for.
const ORIGINS_MAX: usize = 10;

/// Arguments of `dead-letters list`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    select: Select,
    /// Those that were sent again too
    #[arg(long)]
    all: bool,
    /// So many at most; all are counted
    #[arg(long, default_value_t = 20, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    config: config::File,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// How many there are, by code and origin; and how many of them were sent again.
type LetterCounts = BTreeMap<(String, String), (u64, u64)>;

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let logs = Logs::read_only(&args.config.load()?)?;
    let spinner = output::spinner("reading the dead letters");
    let retried = dead_letters::retried(&logs)?;
    let mut counts = LetterCounts::new();
    let mut latest: VecDeque<StoredLetter> = VecDeque::new();
    let (mut matching, mut origins) = (0u64, BTreeSet::new());
    dead_letters::each(&logs, &mut |found| {
        if !origins.contains(&found.letter.origin) {
            origins.insert(found.letter.origin.clone());
        }
        if args.select.has(&found) {
            let is_retried = retried.contains_key(&found.id);
            let count = counts.entry((found.letter.code.clone(), found.letter.origin.clone())).or_default();
            (count.0, count.1) = (count.0 + 1, count.1 + u64::from(is_retried));
            if args.all || !is_retried {
                matching += 1;
                keep(&mut latest, found, args.limit);
            }
        }
        true
    })?;
    spinner.finish_and_clear();
    if counts.is_empty() && !args.json {
        output::line(&none(args, &origins));
        return Ok(());
    }
    if args.json { json(&latest, &counts, &retried) } else { table(args, &latest, matching, &counts, &retried) }
}

/// Keeps the latest, in order of time.
fn keep(latest: &mut VecDeque<StoredLetter>, found: StoredLetter, limit: usize) {
    let place = latest.partition_point(|other| (other.time_ms, other.id) > (found.time_ms, found.id));
    latest.insert(place, found);
    latest.truncate(limit);
}

fn json(
    latest: &VecDeque<StoredLetter>,
    counts: &LetterCounts,
    retried: &BTreeMap<attrition_contracts::incoming::dead_letter::LetterId, Retried>,
) -> anyhow::Result<()> {
    let letters: Vec<_> = latest
        .iter()
        .map(|found| {
            let letter = &found.letter;
            serde_json::json!({
                "id": found.id, "time": time_text(found), "code": letter.code, "detail": letter.detail,
                "origin": letter.origin, "partition": letter.partition, "offset": letter.offset,
                "bytes": letter.value.len(), "retried_at": retried.get(&found.id).map(|mark| &mark.at),
            })
        })
        .collect();
    let counts: Vec<_> = counts
        .iter()
        .map(|((code, origin), (count, retried))| {
            serde_json::json!({"code": code, "origin": origin, "count": count, "retried": retried})
        })
        .collect();
    output::json(&serde_json::json!({"letters": letters, "counts": counts}))
}

fn table(
    args: &Args,
    latest: &VecDeque<StoredLetter>,
    matching: u64,
    counts: &LetterCounts,
    retried: &BTreeMap<attrition_contracts::incoming::dead_letter::LetterId, Retried>,
) -> anyhow::Result<()> {
    if !latest.is_empty() {
        let mut table = Table::new(&["id", "refused at", "code", "reason", "from"]);
        for found in latest {
            let since = time_text(found).map_or("-".to_owned(), |time| time.replace('T', " "));
            let again = retried.get(&found.id).map(|mark| format!(" (sent again at {})", mark.at)).unwrap_or_default();
            let detail: String = found.letter.detail.chars().take(DETAIL_MAX).collect();
            let rest = if detail.len() < found.letter.detail.len() { ".." } else { "" };
            let cells = [
                found.id.to_string(),
                since,
                found.letter.code.clone(),
                format!("{detail}{rest}{again}"),
                place(&found.letter),
            ];
            table.add_row(cells.map(|cell| output::cell(&cell)));
        }
        table.show();
    }
    let left_out = matching - latest.len() as u64;
    if left_out > 0 {
        output::line(&format!("{left_out} more are not shown (`--limit`)."));
    }
    let mut table = Table::new(&["code", "from", "dead letters", "sent again"]);
    for ((code, origin), (count, retried)) in counts {
        table.add_row([output::cell(code), output::cell(origin), count.to_string(), retried.to_string()]);
    }
    table.show();
    let (show, retry) = (args.config.command("dead-letters show ID"), args.config.command("dead-letters retry ID"));
    let own = latest.iter().filter(|found| !is_incoming(&found.letter)).count();
    output::line(&match own {
        0 => format!("{show} shows one in full, {retry} sends it again."),
        n if n == latest.len() => format!("{show} tells one whole. None of these came in: they cannot be sent again."),
        _ => format!(
            "{show} tells one whole, {retry} sends it again where it came in: not what could not be delivered or read."
        ),
    });
    Ok(())
}

/// There are none, or none that are meant: then where there are some.
fn none(args: &Args, origins: &BTreeSet<String>) -> String {
    if !args.select.is_any() || origins.is_empty() {
        return "There are no dead letters.".to_owned();
    }
    let more = origins.len().saturating_sub(ORIGINS_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named: Vec<String> =
        origins.iter().take(ORIGINS_MAX).map(|origin| format!("`{}`", output::cell(origin))).collect();
    format!("There are no such dead letters. The existing ones have these origins: {}{more}.", named.join(", "))
}
