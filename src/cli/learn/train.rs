//! `train`: a model from the people who really left.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::Usage;
use crate::cli::arguments::history::HistoryArgs;
use crate::cli::arguments::intake::Tolerance;
use crate::cli::arguments::invalid_value::InvalidValue;
use crate::cli::arguments::memory;
use crate::cli::arguments::output_path;
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::models::artifact::{Artifact, MissingSignals};
use attrition_core::basics::date::Date;
use attrition_learner::inputs::Inputs;
use attrition_learner::report::card;
use attrition_learner::rows::{ROW_BYTES, Rows, Weekly};
use attrition_learner::train::{self, Trained, TrainingOptions};
use attrition_pipeline::score::ScoreWriter;
use attrition_service::runtime::model;

/// Arguments of `train`: the history, and how the model is made of it.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    history: HistoryArgs,
    /// Learn from what was known at the close of this day, YYYY-MM-DD; without it, from everything
    #[arg(long, value_parser = config::date)]
    until: Option<Date>,
    /// How many days ahead the model predicts
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i32).range(7..=180))]
    horizon: i32,
    /// Alerts per supervisor and week that the bands are chosen for
    #[arg(long, default_value_t = 0.5, value_parser = alerts)]
    alerts_per_week: f64,
    /// Artifact whose weights are kept unless the data contradict them, such as models/prior.json: better with few
    /// leavers
    #[arg(long)]
    prior: Option<PathBuf>,
    /// Signals that the model may use, by their names in the catalogue; without it, all
    #[arg(long, value_name = "SIGNAL,..", value_delimiter = ',')]
    signals: Vec<String>,
    /// Signals that it may not use
    #[arg(long, value_name = "SIGNAL,..", value_delimiter = ',')]
    without: Vec<String>,
    /// Plain L2 towards zero, without the common state of the withdrawal signals: for comparison
    #[arg(long, conflicts_with = "prior")]
    plain: bool,
    /// Let a missing signal have a weight of its own, learned from those who lack it: then data that are missing may raise a
    /// risk or lower it. Without it, a missing signal counts as the mean of those who have it
    #[arg(long)]
    learn_missing: bool,
    /// Name of the model; without it, one made of its last day and its content
    #[arg(long, default_value = "", hide_default_value = true)]
    id: String,
    /// What the model is, in a sentence: the first of its description and of its card, as "Trained on simulated data."
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
    /// Folder for the artifact (`<id>.json`), its card (`<id>.md`) and the plots of the card (`<id>.*.svg`)
    #[arg(long)]
    out: PathBuf,
    /// Memory for rows and learner, as 512MiB or 8GiB: beyond it, rows of people who stay are sampled down
    #[arg(long, default_value = "2GiB", value_parser = memory::bytes)]
    memory: u64,
    #[command(flatten)]
    tolerance: Tolerance,
    /// What was learned, as JSON
    #[arg(long)]
    json: bool,
}

/// Alerts per supervisor and week, of the command line.
pub(in crate::cli) fn alerts(text: &str) -> Result<f64, InvalidValue> {
    let alerts = text.parse::<f64>().ok().filter(|alerts| *alerts > 0.0 && *alerts <= 100.0);
    alerts.ok_or_else(|| InvalidValue(format!("`{text}` is not a number above 0, at most 100")))
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    if args.id.contains(['/', '\\']) || args.id.starts_with('.') {
        return Err(Usage(format!("`--id {}` cannot be the name of a file", args.id)).into());
    }
    output_path::check_folder("--out", &args.out)?;
    let prior = args.prior.as_deref().map(prior).transpose()?;
    let inputs = Inputs::new(&args.signals, &args.without).map_err(|error| Usage(error.to_string()))?;
    let rows = rows(args)?;
    let Args { id, note, alerts_per_week, plain, learn_missing, .. } = args;
    let missing = if *learn_missing { MissingSignals::Learned } else { MissingSignals::Neutral };
    let (id, note) = (id.clone(), note.clone());
    let wish = TrainingOptions { id, note, alerts_per_week: *alerts_per_week, prior, missing, plain: *plain, inputs };
    let trained = train::train(&rows, &wish).context("no model was trained")?;
    let path = write(&args.out, &rows, &trained)?;
    if rows.work_after_end > 0 {
        output::note(&format!(
            "{} of work {} after the last day of an employment: was the separation withdrawn or corrected, and no event says so? \
             Until it is corrected, these agents count as having left",
            counted(rows.work_after_end, "day"),
            if rows.work_after_end == 1 { "lies" } else { "lie" }
        ));
    }
    if let Some(until) = args.until.filter(|until| *until > rows.observed.1) {
        output::note(&format!(
            "`--until {until}` is later than the last day that is closed: the model knows what was known at the close of {}",
            rows.observed.1
        ));
    }
    print_outcome(&trained, &path, args.json)?;
    weak(&trained).iter().for_each(|warning| output::note(warning));
    args.tolerance.verdict(&args.history.intake())
}

/// The artifact to which weights are pulled.
pub(in crate::cli) fn prior(path: &Path) -> anyhow::Result<Artifact> {
    let usage = |why: String| Usage(format!("`--prior {}` cannot be used: {why}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| usage(error.to_string()))?;
    let artifact = Artifact::read(&bytes).map_err(|error| usage(error.to_string()))?;
    artifact.model().map_err(|error| usage(error.to_string()))?;
    Ok(artifact)
}

fn rows(args: &Args) -> anyhow::Result<Rows> {
    let setting = ScoreWriter::alone(model::load("")?, args.history.dedup_days()?);
    let rows_max = usize::try_from(args.memory / ROW_BYTES).unwrap_or(usize::MAX);
    let weekly = args.history.play(Weekly::new(setting, args.until).within(rows_max, args.horizon))?;
    if weekly.is_full() {
        let why = format!(
            "`--memory` has room for {rows_max} rows, which is too few for the leavers and the last \
             weeks"
        );
        return Err(Usage(format!("{why}: give more")).into());
    }
    weekly.label(args.horizon).context("the history holds no day that is closed: import events first")
}

/// Writes the artifact and its card, and nothing over another artifact; the path of the artifact.
fn write(folder: &Path, rows: &Rows, trained: &Trained) -> anyhow::Result<PathBuf> {
    let failed = |path: &Path| format!("failed to write `{}`", path.display());
    std::fs::create_dir_all(folder).with_context(|| failed(folder))?;
    let path = |extension: &str| folder.join(format!("{}.{extension}", trained.artifact.id));
    let mut json = serde_json::to_string_pretty(&trained.artifact)?;
    json.push('\n');
    let kept = std::fs::read(path("json")).ok();
    if kept.as_ref().is_some_and(|kept| *kept == json.as_bytes()) {
        output::note(&format!("`{}` is this model already, to the last byte", path("json").display()));
    } else if kept.is_some() {
        let path = path("json");
        anyhow::bail!(
            "`{}` has another model of this name, and is left unchanged: give another `--id` or another `--out`",
            path.display()
        );
    }
    let card = card(rows, trained);
    let plots = card.plots.iter().map(|(name, plot)| (folder.join(name), plot.file()));
    for (path, text) in [(path("json"), json), (path("md"), card.text)].into_iter().chain(plots) {
        std::fs::write(&path, text).with_context(|| failed(&path))?;
    }
    Ok(path("json"))
}

/// AUC below which a model is of no use: 0.5 is chance.
const AUC_MIN: f64 = 0.55;

/// A warning about a model that hardly tells who leaves from who stays.
fn weak(trained: &Trained) -> Option<String> {
    let measured = [("in folds over time", trained.choice.metrics()), ("on later rows", Some(&trained.later))];
    let weak =
        measured.into_iter().filter_map(|(of, metrics)| Some((of, metrics?.auc))).filter(|(_, auc)| *auc < AUC_MIN);
    let weak: Vec<String> = weak.map(|(of, auc)| format!("{auc:.3} {of}")).collect();
    (!weak.is_empty()).then(|| {
        format!(
            "warning: this model hardly tells who leaves from who stays: AUC {} (0.5 is chance). Do not publish it: a longer history, \
             with more people who left, is needed, or the separations in it are wrong",
            weak.join(", ")
        )
    })
}

fn print_outcome(trained: &Trained, path: &Path, json: bool) -> anyhow::Result<()> {
    let artifact = &trained.artifact;
    let left_out: Vec<&str> = trained.left_out.iter().map(|(name, _)| *name).collect();
    if json {
        return output::json(&serde_json::json!({
            "model": artifact.id, "artifact": path, "training": artifact.training, "bands": artifact.bands,
            "backtest": artifact.backtest, "left_out": left_out,
            "unlike": trained.unlike, "warning": weak(trained),
        }));
    }
    let mut table = Table::new(&["rows", "AUC", "average precision", "base rate", "lift of the top tenth"]);
    let rows = [
        ("folds over time", trained.choice.metrics()),
        ("folds, tenure alone", trained.tenure_alone.metrics()),
        ("later rows", Some(&trained.later)),
    ];
    for (name, metrics) in rows.into_iter().filter_map(|(name, metrics)| Some((name, metrics?))) {
        let figures = [metrics.auc, metrics.average_precision, metrics.base_rate].map(|figure| format!("{figure:.3}"));
        let [auc, average_precision, base_rate] = figures;
        table.add_row([name.to_owned(), auc, average_precision, base_rate, format!("{:.2}", metrics.lift_top_tenth)]);
    }
    table.show();
    for (name, reason) in &trained.left_out {
        output::line(&format!("left out: {name}, {}", reason.text()));
    }
    for unlike in &trained.unlike {
        output::line(&format!("mind: {}", unlike.text()));
    }
    output::line(&artifact.description);
    output::line(&format!("The model is in `{}`, its card beside it.", path.display()));
    Ok(())
}
