//! `dead-letters retry`: refused events once more through ingest, by the service where one runs.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::select::Select;
use super::show::unknown;
use crate::cli::exit_code::Refused;
use crate::cli::{Usage, config, output};
use crate::live::dead_letters::{self, Outcome, Retrier};
use crate::live::door;
use crate::live::logs::Logs;
use crate::live::registry::Error;
use crate::wire::config::Config;
use crate::wire::dead_letter::LetterId;

/// Letters of one request to the service: it does nothing else at its door meanwhile.
const REQUEST_MAX: usize = 2_000;
/// Letters that are refused again and told of one by one.
const TOLD_MAX: usize = 20;

/// Arguments of `dead-letters retry`.
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true).multiple(true).args(["ids", "code", "origin", "since", "all"])))]
pub(in crate::cli) struct Args {
    /// These, by the ids that `dead-letters list` shows
    #[arg(value_name = "ID", conflicts_with_all = ["code", "origin", "since", "all"])]
    ids: Vec<LetterId>,
    #[command(flatten)]
    select: Select,
    /// All of them
    #[arg(long, conflicts_with_all = ["code", "origin", "since"])]
    all: bool,
    /// Those too that were sent again before; what was taken in counts once all the same
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    config: config::File,
    /// What became of each, as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let ids = if args.ids.is_empty() { selected(args, &config)? } else { args.ids.clone() };
    let mut own: Option<Own> = None;
    let sent = send(args, &config, &ids, &mut own);
    // What was sent is sent, whether or not the rest could be.
    let closed = own.map_or(Ok(()), |own| own.logs.close());
    let (outcomes, is_running) = sent?;
    closed?;
    tell(args, &outcomes, is_running)
}

/// Has the letters sent: by the service where one has the log open, else by this process. Says whether a service runs.
fn send(
    args: &Args,
    config: &Config,
    ids: &[LetterId],
    own: &mut Option<Own>,
) -> anyhow::Result<(BTreeMap<LetterId, Outcome>, bool)> {
    let mut outcomes = BTreeMap::new();
    let mut is_running = config.is_kafka();
    for ids in ids.chunks(REQUEST_MAX) {
        let answered = match own {
            None if !config.is_kafka() => {
                door::send_again(config.log.dir.as_ref(), ids, args.again).map_err(|error| match error {
                    Error::Refused(why) => anyhow::Error::new(Usage(why)),
                    Error::Log(error) => anyhow::Error::new(error),
                })?
            }
            _ => None,
        };
        is_running |= answered.is_some();
        outcomes.extend(match answered {
            Some(answered) => answered,
            None => {
                let own = match own {
                    Some(own) => own,
                    None => own.insert(Own::open(config)?),
                };
                own.retrier.retry(ids, args.again, OffsetDateTime::now_utc())?
            }
        });
    }
    Ok((outcomes, is_running))
}

/// The log, where no service has it open.
struct Own {
    logs: Logs,
    retrier: Retrier,
}

impl Own {
    fn open(config: &Config) -> anyhow::Result<Self> {
        let logs = Logs::open(config)?;
        Ok(Self { retrier: Retrier::open(&logs)?, logs })
    }
}

/// The letters that are meant: without those that were sent before, unless these are wished too.
fn selected(args: &Args, config: &Config) -> anyhow::Result<Vec<LetterId>> {
    let logs = Logs::read_only(config)?;
    let spinner = output::spinner("reading the dead letters");
    let retried = dead_letters::retried(&logs)?;
    let mut ids = Vec::new();
    dead_letters::each(&logs, &mut |found| {
        if args.select.has(&found) && (args.again || !retried.contains_key(&found.id)) {
            ids.push(found.id);
        }
        true
    })?;
    spinner.finish_and_clear();
    Ok(ids)
}

fn tell(args: &Args, outcomes: &BTreeMap<LetterId, Outcome>, is_running: bool) -> anyhow::Result<()> {
    let count = |is: fn(&Outcome) -> bool| outcomes.values().filter(|outcome| is(outcome)).count();
    let sent = count(|outcome| matches!(outcome, Outcome::Sent { .. }));
    let before = count(|outcome| matches!(outcome, Outcome::SentBefore { .. }));
    let refused = outcomes.len() - sent - before;
    if args.json {
        let each: Vec<_> = outcomes.iter().map(|(id, outcome)| Each { id: *id, outcome }).collect();
        output::json(&serde_json::json!({
            "sent": sent, "sent_before": before, "refused": refused, "letters": each,
        }))?;
    } else {
        let when = if is_running {
            "ingest takes them"
        } else {
            "no service runs on this log, so ingest takes them at its next start"
        };
        output::line(&match (outcomes.len(), sent) {
            (0, _) => "There are no dead letters to send.".to_owned(),
            (_, 0) => format!("none was sent again; {before} were sent before"),
            _ => format!("{sent} sent again: {when}; {before} were sent before"),
        });
        let failed = outcomes.iter().filter_map(|(id, outcome)| Some((id, why(outcome)?)));
        failed.take(TOLD_MAX).for_each(|(id, why)| output::note(&format!("  {id}: {why}")));
        if refused > TOLD_MAX {
            output::note(&format!("  and {} more", refused - TOLD_MAX));
        }
    }
    let first_unknown = outcomes.iter().find(|(_, outcome)| **outcome == Outcome::Unknown);
    match first_unknown {
        Some((id, _)) if sent + before == 0 => Err(unknown(*id).into()),
        _ if refused == 0 => Ok(()),
        _ if sent + before == 0 => {
            let are = if refused == 1 { "the only one is".to_owned() } else { format!("all {refused} are") };
            Err(anyhow::anyhow!("nothing was sent again: {are} refused as before"))
        }
        _ => {
            let (were, they_are) = if refused == 1 { ("was", "it is") } else { ("were", "they are") };
            Err(Refused(format!("{refused} of {} {were} not sent again: {they_are} kept", outcomes.len())).into())
        }
    }
}

#[derive(serde::Serialize)]
struct Each<'a> {
    id: LetterId,
    #[serde(flatten)]
    outcome: &'a Outcome,
}

/// Why a letter was not sent.
fn why(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Sent { .. } | Outcome::SentBefore { .. } => None,
        Outcome::Refused { code, detail } => Some(format!("refused as before: {code}: {detail}")),
        Outcome::NotIncoming { origin } => {
            Some(format!("it stood in `{origin}` and is nothing that came in: see docs/dead-letters.md"))
        }
        Outcome::Unknown => Some("there is no such dead letter".to_owned()),
    }
}
