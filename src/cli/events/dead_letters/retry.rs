//! `dead-letters retry`: refused events once more through ingest, by the service where one runs.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::report::RetryReport;
use super::select::Select;
use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::incoming::dead_letter::LetterId;
use attrition_service::admin::control_socket;
use attrition_service::admin::dead_letters::{self, Retrier, RetryOutcome, is_incoming};
use attrition_service::admin::registry::Error;
use attrition_service::storage::logs::Logs;

/// Letters of one request to the service: it does nothing else at its door meanwhile.
const REQUEST_MAX: usize = 2_000;

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
    pub(super) config: config::File,
    /// What became of each, as JSON
    #[arg(long)]
    pub(super) json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let selected = if args.ids.is_empty() {
        selected(args, &config)?
    } else {
        Selected { ids: args.ids.clone(), sent_before: 0, own: 0 }
    };
    let mut own: Option<OwnLog> = None;
    let sent = send(args, &config, &selected.ids, &mut own);
    // What was sent is sent, whether or not the rest could be.
    let closed = own.map_or(Ok(()), |own| own.logs.close());
    let (outcomes, is_running) = sent?;
    closed?;
    RetryReport { args, outcomes: &outcomes, selected: &selected }.print(is_running)
}

/// Has the letters sent: by the service where one has the log open, else by this process. Says whether a service runs.
fn send(
    args: &Args,
    config: &Config,
    ids: &[LetterId],
    own: &mut Option<OwnLog>,
) -> anyhow::Result<(BTreeMap<LetterId, RetryOutcome>, bool)> {
    let mut outcomes = BTreeMap::new();
    let mut is_running = config.is_kafka();
    for ids in ids.chunks(REQUEST_MAX) {
        let answered = match own {
            None if !config.is_kafka() => {
                control_socket::retry(config.log.dir.as_ref(), ids, args.again).map_err(|error| match error {
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
                    None => own.insert(OwnLog::open(config)?),
                };
                own.retrier.retry(ids, args.again, OffsetDateTime::now_utc())?
            }
        });
    }
    Ok((outcomes, is_running))
}

/// The log, where no service has it open.
struct OwnLog {
    logs: Logs,
    retrier: Retrier,
}

impl OwnLog {
    fn open(config: &Config) -> anyhow::Result<Self> {
        let logs = Logs::open(config)?;
        Ok(Self { retrier: Retrier::open(&logs)?, logs })
    }
}

/// The letters that a command means, and how many of those that it names it leaves out.
pub(super) struct Selected {
    ids: Vec<LetterId>,
    /// They were sent before, and `--again` is not given.
    pub(super) sent_before: usize,
    /// They hold nothing that came in.
    pub(super) own: usize,
}

/// Those that can be sent: without those that were sent before, unless these are wished too.
fn selected(args: &Args, config: &Config) -> anyhow::Result<Selected> {
    let logs = Logs::read_only(config)?;
    let spinner = output::spinner("reading the dead letters");
    let retried = dead_letters::retried(&logs)?;
    let mut selected = Selected { ids: Vec::new(), sent_before: 0, own: 0 };
    dead_letters::each(&logs, &mut |found| {
        match () {
            () if !args.select.has(&found) => {}
            () if !is_incoming(&found.letter) => selected.own += 1,
            () if !args.again && retried.contains_key(&found.id) => selected.sent_before += 1,
            () => selected.ids.push(found.id),
        }
        true
    })?;
    spinner.finish_and_clear();
    Ok(selected)
}
