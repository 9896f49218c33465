//! `models rollback`: an earlier champion scores again.

use super::{Asking, known};
use crate::cli::Usage;
use attrition_contracts::models::registry::DecisionKind;
use attrition_service::admin::registry::RegistryCommand;

/// Arguments of `models rollback`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The model to go back to; without it, the champion before the present one
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Why, for the audit
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.asking.config.load()?;
    let known = known(&config)?;
    let champions = known.champions();
    let earlier = |id: &str| champions.iter().rev().skip(1).any(|model| *model.id == *id);
    if champions.len() == 1 {
        let (champion, list) = (&champions[0].id, args.asking.config.command("models list --audit"));
        let why = match known.registry.effects().is_empty() {
            true => "nothing was published yet".to_owned(),
            false => format!("{list} shows what was decided, and `models publish` makes another model the champion"),
        };
        return Err(Usage(format!("there is no champion before `{champion}` to go back to: {why}")).into());
    }
    let id = match &args.to {
        Some(id) if earlier(id) => id.clone(),
        Some(id) => {
            let ids: Vec<&str> = champions.iter().rev().skip(1).map(|model| &*model.id).collect();
            return Err(
                Usage(format!("`{id}` was no champion before the present one; they were: {}", ids.join(", "))).into()
            );
        }
        None => champions[champions.len() - 2].id.to_string(),
    };
    let (by, note) = (args.asking.by(), args.reason.clone());
    let (kind, model) = (DecisionKind::Rollback, Some(id));
    let wish = RegistryCommand { kind, model, artifact: None, from: None, by, forced: None, comparison: None, note };
    args.asking.ask(&config, &wish)
}
