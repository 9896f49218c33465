//! Where a command finds the history that it replays: `--from`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::cli::Usage;
use crate::cli::arguments::intake;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_core::desk::RulesBySite;
use attrition_service::import::intake::Intake;
use attrition_service::replay::history::{self, HistorySource, ProgressUnit};
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::listener::Listener;

/// Where a history is.
#[derive(clap::Args)]
pub(in crate::cli) struct HistoryArgs {
    /// Files of CloudEvents, in any order, in every form that `import` takes (`-` is standard input); or a folder
    /// with an embedded log; or the word `log` for the log that the configuration names, Kafka or embedded
    #[arg(long, required = true, num_args = 1.., value_name = "LOG|FILES")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    config: config::File,
    /// Days for which duplicates are checked; without it, those of the configuration
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..=90))]
    dedup_days: Option<i32>,
    /// What of files was taken in, once it was played.
    #[arg(skip)]
    intake: RefCell<Intake>,
}

impl HistoryArgs {
    /// The history of `from`, or where nothing is given that of the log which the configuration names.
    pub(in crate::cli) fn or_log(from: &[PathBuf], config: &config::File) -> Self {
        let from = if from.is_empty() { vec![PathBuf::from("log")] } else { from.to_vec() };
        Self { from, config: config.clone(), dedup_days: None, intake: RefCell::default() }
    }

    /// The configuration that it goes with.
    pub(in crate::cli) fn config(&self) -> &config::File {
        &self.config
    }

    /// Days for which duplicates are looked for.
    pub(in crate::cli) fn dedup_days(&self) -> anyhow::Result<i32> {
        self.dedup_days.map_or_else(|| Ok(self.config.load()?.score.dedup_days), Ok)
    }

    /// Rules of the desk.
    pub(in crate::cli) fn rules(&self) -> anyhow::Result<RulesBySite> {
        Ok(self.config.load()?.sites.rules())
    }

    /// Shows the history to a listener, with a progress bar, and gives the listener back.
    pub(in crate::cli) fn play<T: Listener + Send>(&self, listener: T) -> anyhow::Result<T> {
        let source = self.source()?;
        let mut bar = match source {
            HistorySource::Files(_) => (ProgressUnit::Bytes, output::progress_bytes(0)),
            HistorySource::Log(_) => (ProgressUnit::Days, output::progress(0, "days")),
        };
        bar.1.set_message(if bar.0 == ProgressUnit::Bytes { "sorting" } else { "days" });
        let played = history::play(&source, listener, &mut |progress| {
            if progress.unit != bar.0 {
                bar.1.finish_and_clear();
                bar = (progress.unit, output::progress(progress.total, "events"));
            }
            if progress.total > 0 {
                bar.1.set_length(progress.total);
            }
            bar.1.set_position(progress.done);
        });
        bar.1.finish_and_clear();
        let played = played.map_err(|error| match error {
            history::Error::Lines(error) => intake::unreadable(error, "attrition-watch .. --from -"),
            other => other.into(),
        })?;
        intake::print_refusals(&played.intake)?;
        self.intake.replace(played.intake);
        Ok(played.listener)
    }

    /// What of files was taken in, and what was refused.
    pub(in crate::cli) fn intake(&self) -> Intake {
        self.intake.borrow().clone()
    }

    fn source(&self) -> anyhow::Result<HistorySource> {
        let alone = |path: &Path, what: &str| match self.from.len() {
            1 => Ok(()),
            _ => Err(Usage(format!("`--from {}` is {what}: give it alone, or files only", path.display()))),
        };
        for path in &self.from {
            if path == Path::new("log") {
                alone(path, "the log of the configuration")?;
                return Ok(HistorySource::Log(Logs::read_only(&self.config.load()?)?));
            }
            if path.is_dir() {
                alone(path, "a folder with a log")?;
                return Ok(HistorySource::Log(Logs::Embedded(SharedStore::new(Embedded::read_only(path)?))));
            }
        }
        Ok(HistorySource::Files(self.from.clone()))
    }
}
