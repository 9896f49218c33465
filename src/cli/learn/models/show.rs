//! `models show`: one model.

use super::list::why;
use super::{known, named};
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::models::artifact::{Artifact, MissingSignals, TermData};
use attrition_core::desk::Language;
use attrition_service::admin::registry::LoggedModels;

/// Signals that are shown: the others weigh less.
const SHOWN_MAX: usize = 15;

/// Arguments of `models show`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The model: an id of the registry, an artifact's file, or `champion`
    model: String,
    #[command(flatten)]
    config: config::File,
    /// The artifact and the decisions about it, as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let known = known(&config)?;
    let artifact = named(&args.model, &config, &known)?.artifact;
    if args.json {
        let decisions: Vec<_> = about(&artifact, &known).map(|effect| &effect.decision).collect();
        return output::json(&serde_json::json!({"artifact": artifact, "decisions": decisions}));
    }
    output::line(&format!("{}: {}", artifact.id, artifact.description));
    facts(&artifact);
    weights(&artifact);
    for effect in about(&artifact, &known) {
        let (decision, from) = (&effect.decision, effect.takeover.daily);
        let why = Some(why(effect)).filter(|why| !why.is_empty()).map_or(String::new(), |why| format!(": {why}"));
        let (number, kind, by, at) = (decision.number, decision.kind.text(), &decision.by, &decision.at);
        output::line(&format!("decision {number}: {kind} from {from}, by {by} at {at}{why}"));
    }
    output::line(&attrition_i18n::purpose(Language::English));
    Ok(())
}

fn about<'a>(
    artifact: &'a Artifact,
    known: &'a LoggedModels,
) -> impl Iterator<Item = &'a attrition_pipeline::registry::Effect> {
    let is_about =
        |effect: &&attrition_pipeline::registry::Effect| effect.decision.model.as_deref() == Some(&artifact.id);
    known.registry.effects().iter().filter(is_about)
}

fn facts(artifact: &Artifact) {
    let mut table = Table::new(&["property", "value"]);
    let mut row = |name: &str, value: String| table.add_row([name.to_owned(), value]);
    row("horizon", format!("{} days", artifact.horizon_days));
    row("watched from a risk of", format!("{:.1} %", artifact.bands.amber * 100.0));
    row("alerted from a risk of", format!("{:.1} %: {}", artifact.bands.red * 100.0, artifact.bands.capacity));
    if artifact.level.is_some() {
        row("where more people leave", "both are higher: `explain` shows those of a site".to_owned());
    }
    match &artifact.training {
        None => row("trained on", "nothing: its weights were set by hand".to_owned()),
        Some(t) => {
            let text =
                format!("{} rows, {} people who left, cut-offs from {} to {}", t.rows, t.leavers, t.from, t.until);
            row("trained on", text);
        }
    }
    for (name, figure) in artifact.backtest.iter().flatten() {
        row(&name.replace('_', " "), format!("{figure:.4}"));
    }
    row(
        "a missing signal",
        match artifact.missing_signals {
            Some(MissingSignals::Neutral) => "counts as the mean of those who have it".to_owned(),
            Some(MissingSignals::Learned) => "has a weight of its own: it may raise the risk".to_owned(),
            None => "as the artifact has it".to_owned(),
        },
    );
    row("signal catalogue", artifact.schema.clone());
    table.show();
}

/// The signals that move the log-odds most over the range they were trained on.
fn weights(artifact: &Artifact) {
    let reach = |term: &TermData| {
        let bends: f64 = term.hinges.iter().map(|hinge| hinge.weight.abs()).sum();
        (term.weight.abs() + bends) * artifact.calibration.slope
    };
    let mut terms: Vec<(&String, &TermData)> = artifact.signals.iter().collect();
    terms.sort_by(|a, b| reach(b.1).total_cmp(&reach(a.1)).then(a.0.cmp(b.0)));
    let mut table = Table::new(&["signal", "log-odds per standard deviation", "bends", "when missing"]);
    for (name, term) in terms.iter().take(SHOWN_MAX) {
        let bends: Vec<String> = term.hinges.iter().map(|h| format!("{:+.3} beyond {}", h.weight, h.knot)).collect();
        let row = [format!("{:+.3}", term.weight * artifact.calibration.slope), bends.join(", ")];
        table.add_row([(*name).clone()].into_iter().chain(row).chain([format!("{:+.3}", term.missing)]));
    }
    table.show();
    output::line(&format!("{} signals in all, {} shown", terms.len(), terms.len().min(SHOWN_MAX)));
}
