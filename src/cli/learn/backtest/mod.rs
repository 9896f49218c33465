//! `backtest`: what a model would have said, and what its alerts would have been worth.

mod table;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::Usage;
use crate::cli::arguments::history::HistoryArgs;
use crate::cli::arguments::intake::Tolerance;
use crate::cli::arguments::memory;
use crate::cli::arguments::output_path;
use crate::cli::learn::train;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_contracts::models::artifact::Artifact;
use attrition_core::basics::date::Date;
use attrition_learner::backtest::{Backtest, BacktestModels, BacktestReport, Error, Plan};
use attrition_learner::inputs::Inputs;
use attrition_learner::metrics::Bootstrap;
use attrition_learner::report;
use attrition_learner::rows::ROW_BYTES;
use attrition_learner::train::TrainingOptions;
use attrition_service::runtime::model::PRIOR;

/// Arguments of `backtest`: the history, the model, and the days that are judged.
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("whose").required(true).args(["model", "retrain_every"])))]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    history: HistoryArgs,
    /// The model to judge: an artifact, or the word `prior` for the one that comes with the program
    #[arg(long, value_name = "FILE|prior")]
    model: Option<PathBuf>,
    /// Judge models that are trained on the way, every so many months, each on what was known by then
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=60))]
    retrain_every: Option<u32>,
    /// With --retrain-every: artifact whose weights are kept unless the data contradict them
    #[arg(long, conflicts_with = "model", value_name = "FILE")]
    prior: Option<PathBuf>,
    /// With --retrain-every: alerts per supervisor and week that the bands are chosen for
    #[arg(long, conflicts_with = "model", default_value_t = 0.5, value_parser = train::alerts)]
    alerts_per_week: f64,
    /// With --retrain-every: memory for rows and learner, as 512MiB or 8GiB
    #[arg(long, conflicts_with = "model", default_value = "2GiB", value_parser = memory::bytes)]
    memory: u64,
    /// First day that is judged, YYYY-MM-DD; without it, the first day whose outcomes no model was trained on
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    test_from: Option<Date>,
    /// Last day that is judged; without it, the last whose horizon is over
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    test_to: Option<Date>,
    /// Draws of the bootstrap that intervals are made of
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(100..=100_000))]
    draws: u32,
    /// Folder for the report: `backtest.html`, a page with plots that needs nothing else, and `backtest.json`
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    tolerance: Tolerance,
    /// The report, as JSON
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    if let Some(folder) = &args.out {
        output_path::check_folder("--out", folder)?;
    }
    let plan = args.plan()?;
    let usage = |error| usage(error, args);
    plan.check().map_err(usage)?;
    let report = args.history.play(Backtest::new(plan))?.report().map_err(usage)?;
    let json = serde_json::to_string_pretty(&report)?;
    if let Some(folder) = &args.out {
        write(folder, &report, &json)?;
    }
    if args.json {
        output::pretty_json(&json);
        return args.tolerance.verdict(&args.history.intake());
    }
    table::report(&report);
    if let Some(folder) = &args.out {
        output::line(&format!("The report is in `{}`.", folder.join("backtest.html").display()));
    }
    args.tolerance.verdict(&args.history.intake())
}

impl Args {
    fn plan(&self) -> anyhow::Result<Plan> {
        let models = match (&self.model, self.retrain_every) {
            (Some(model), _) if model == Path::new("prior") => BacktestModels::Fixed(Box::new(built_in())),
            (Some(model), _) => BacktestModels::Fixed(Box::new(artifact(model)?)),
            (None, every) => {
                let prior = self.prior.as_deref().map(train::prior).transpose()?;
                let start = Box::new(prior.clone().unwrap_or_else(built_in));
                let wish = TrainingOptions {
                    id: String::new(),
                    note: String::new(),
                    alerts_per_week: self.alerts_per_week,
                    prior,
                    missing: Default::default(),
                    plain: false,
                    inputs: Inputs::default(),
                };
                let every_months = every.context("one of --model and --retrain-every is required")?;
                BacktestModels::WalkForward { every_months, start, wish: Box::new(wish) }
            }
        };
        Ok(Plan {
            models,
            from: self.test_from,
            to: self.test_to,
            dedup_days: self.history.dedup_days()?,
            rules: self.history.rules()?,
            // While a model is trained, the rows are there twice.
            rows_max: usize::try_from(self.memory / 2 / ROW_BYTES).unwrap_or(usize::MAX),
            bootstrap: Bootstrap { draws: self.draws as usize, ..Bootstrap::default() },
        })
    }
}

fn built_in() -> Artifact {
    Artifact::read(PRIOR.as_bytes()).expect("the prior that comes with the program is an artifact")
}

fn artifact(path: &Path) -> anyhow::Result<Artifact> {
    let wrong = |why: String| Usage(format!("`--model {}` cannot be used: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let artifact = Artifact::read(&bytes).map_err(|error| wrong(error.to_string()))?;
    artifact.model().map_err(|error| wrong(error.to_string()))?;
    Ok(artifact)
}

/// What other arguments would mend is a mistake in the arguments; a history that has nothing to judge is none.
fn usage(error: Error, args: &Args) -> anyhow::Error {
    match &error {
        Error::TrainingSpan { .. }
        | Error::Overlap { .. }
        | Error::Untrained { .. }
        | Error::Backwards { .. }
        | Error::Horizons { .. }
        | Error::Memory { .. } => Usage(error.to_string()).into(),
        Error::TooShort { .. } if args.test_from.is_some() => Usage(error.to_string()).into(),
        _ => error.into(),
    }
}

fn write(folder: &Path, report: &BacktestReport, json: &str) -> anyhow::Result<()> {
    let failed = |path: &Path| format!("failed to write `{}`", path.display());
    std::fs::create_dir_all(folder).with_context(|| failed(folder))?;
    for (name, text) in [("backtest.html", report::page(report)), ("backtest.json", format!("{json}\n"))] {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| failed(&path))?;
    }
    Ok(())
}
