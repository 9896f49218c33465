//! `models shadow`: a model scores beside the champion, and nothing comes of it.

use super::{Asking, known, named};
use crate::cli::operate::config;
use attrition_contracts::models::registry::DecisionKind;
use attrition_core::basics::date::Date;
use attrition_service::admin::registry::RegistryCommand;

/// Arguments of `models shadow`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The model: an artifact's file, or an id of the registry
    #[arg(required_unless_present = "off", conflicts_with = "off")]
    model: Option<String>,
    /// End the shadow
    #[arg(long)]
    off: bool,
    /// First business date, YYYY-MM-DD; without it, the first that is possible
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    from: Option<Date>,
    #[command(flatten)]
    asking: Asking,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.asking.config.load()?;
    let known = known(&config)?;
    let named = args.model.as_deref().map(|text| named(text, &config, &known)).transpose()?;
    let (model, artifact) = named.map(|named| (named.artifact.id, named.json)).unzip();
    let kind = if args.off { DecisionKind::Unshadow } else { DecisionKind::Shadow };
    let (from, by) = (args.from.map(|day| day.to_string()), args.asking.by());
    let wish = RegistryCommand { kind, model, artifact, from, by, forced: None, comparison: None, note: None };
    args.asking.ask(&config, &wish)
}
