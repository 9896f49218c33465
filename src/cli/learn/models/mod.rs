//! `models`: which model scores, since when, and why.

mod compare;
mod list;
mod publish;
mod rollback;
mod shadow;
mod show;

use std::path::Path;

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::models::artifact::Artifact;
use attrition_service::admin::registry::{Decided, Error, LoggedModels, RegistryCommand, decide};
use attrition_service::storage::logs::Logs;

/// Models: list, compare, publish, roll back.
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// List the models of the registry: which score, which did, which are refused; with `--audit`, every decision
    List(list::Args),
    /// Show one model: its training data, its weights, and the decisions about it
    Show(show::Args),
    /// Compare two models on the same rows, with confidence intervals
    Compare(compare::Args),
    /// Make a model the champion from a business date on, unless it is worse than the one in force
    Publish(publish::Args),
    /// Go back to an earlier champion, from the next possible day
    Rollback(rollback::Args),
    /// Have a model score beside the champion without alerting, or end that
    Shadow(shadow::Args),
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Publish(args) => publish::run(args),
        Command::Rollback(args) => rollback::run(args),
        Command::Shadow(args) => shadow::run(args),
    }
}

/// Where the registry is, and who asks.
#[derive(Clone, clap::Args)]
struct Asking {
    #[command(flatten)]
    config: config::File,
    /// Who decides, for the audit; without it, the user who runs the command
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What was decided, as JSON
    #[arg(long)]
    json: bool,
}

impl Asking {
    fn by(&self) -> String {
        let user =
            || ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
        self.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Has the decision made and says what came of it.
    fn ask(&self, config: &Config, wish: &RegistryCommand) -> anyhow::Result<()> {
        let decided = decide(config, config::base(config)?, wish).map_err(|error| match error {
            Error::Refused(why) => anyhow::Error::new(Usage(why)),
            Error::Log(error) => anyhow::Error::new(error),
        })?;
        if self.json {
            return output::json(
                &serde_json::json!({"decided": decided, "comparison": wish.comparison, "note": wish.note}),
            );
        }
        output::line(&decision_text(&decided));
        Ok(())
    }
}

fn decision_text(decided: &Decided) -> String {
    let Decided { number, kind, model, daily, interim } = decided;
    let what = match model {
        Some(model) if kind.is_of_champion() => format!("`{model}` makes the scores from {daily} on"),
        Some(model) => format!("`{model}` scores beside the champion from {daily} on, without alerting"),
        None => format!("no model scores in the shadow from {daily} on"),
    };
    let between =
        if daily == interim { String::new() } else { format!("; for scores within a day, from {interim} on") };
    format!("decision {number}: {what}{between}")
}

/// What the log of a configuration says of its models.
fn known(config: &Config) -> anyhow::Result<LoggedModels> {
    Ok(LoggedModels::read(&Logs::read_only(config)?, config::model(config)?)?)
}

/// A model that was named on the command line.
struct NamedModel {
    artifact: Artifact,
    json: String,
}

/// The model of a file, or of an id in the registry; `champion` is the one that was decided on last.
fn named(text: &str, config: &Config, known: &LoggedModels) -> anyhow::Result<NamedModel> {
    let usage = |why: String| Usage(format!("the model `{text}` cannot be used: {why}"));
    let base = config::base(config)?;
    let champion = known.champions().pop().map(|model| model.id.to_string());
    let id = champion.as_deref().filter(|_| text == "champion").unwrap_or(text);
    let json = if Path::new(text).is_file() {
        std::fs::read(text).map_err(|error| usage(error.to_string()))?
    } else if let Some(json) = known.registry.artifact(id) {
        json.to_vec()
    } else if *base.model.id == *id {
        base.json
    } else {
        return Err(usage("it is neither a file nor an id that `models list` shows".to_owned()).into());
    };
    let artifact = Artifact::read(&json).map_err(|error| usage(error.to_string()))?;
    artifact.model().map_err(|error| usage(error.to_string()))?;
    let json = String::from_utf8(json).map_err(|error| usage(error.to_string()))?;
    Ok(NamedModel { artifact, json })
}
