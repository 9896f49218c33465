//! `models list`: the models of the registry, and every decision about them.

use std::collections::BTreeMap;

use super::known;
use super::publish::COMPARED_DAYS;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::models::registry;
use attrition_core::basics::date::Date;
use attrition_pipeline::registry::Effect;
use attrition_service::admin::registry::LoggedModels;
use attrition_service::runtime::model::BaseModel;

/// Arguments of `models list`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    config: config::File,
    /// Every decision: what, from when, by whom, and why
    #[arg(long)]
    audit: bool,
    /// As JSON; `train_until` is the last day of which a model may know that is to be compared with the champion
    #[arg(long)]
    json: bool,
    /// Days ahead that such a model foretells
    #[arg(long, default_value_t = 30, requires = "json", value_parser = clap::value_parser!(i32).range(7..=180))]
    horizon: i32,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    let (known, base) = (known(&config)?, config::base(&config)?);
    let open = known.closed.map(|closed| closed + 1);
    if args.json {
        return json(&known, &base, open, args.horizon);
    }
    if args.audit {
        audit(&known);
    } else {
        models(&args.config, &known, &base, open);
    }
    for (record, why) in known.registry.refused() {
        output::line(&format!("refused: {record}: {why}"));
    }
    for decision in known.registry.unannounced() {
        let number = decision.number;
        output::line(&format!("ignored: decision {number}: it was not written by this program's registrar"));
    }
    Ok(())
}

/// What each model is to the day that is open.
fn models(config: &config::File, known: &LoggedModels, base: &BaseModel, open: Option<Date>) {
    let mut table = Table::new(&["model", "role", "last day trained on", "rows", "leavers", "horizon", "amber", "red"]);
    let roles = roles(known, open);
    for (id, json) in artifacts(known, base) {
        let role = roles.get(id.as_str()).map_or("-", String::as_str);
        match Artifact::read(json).ok().filter(|_| registry::model(&id, json).is_ok()) {
            Some(artifact) => {
                let training = artifact.training.as_ref();
                let text = |of: fn(&attrition_contracts::models::artifact::Training) -> String| {
                    training.map_or("-".to_owned(), of)
                };
                let bands = [artifact.bands.amber, artifact.bands.red].map(|risk| format!("{:.1} %", risk * 100.0));
                let row = [id, role.to_owned(), text(|t| t.until.clone()), text(|t| t.rows.to_string())];
                let rest = [text(|t| t.leavers.to_string()), format!("{} days", artifact.horizon_days)];
                table.add_row(row.into_iter().chain(rest).chain(bands));
            }
            None => {
                table.add_row([id, "refused".to_owned()]);
            }
        }
    }
    table.show();
    let closed = known.closed.map_or("no day is closed yet".to_owned(), |closed| format!("{closed} is closed"));
    output::line(&format!("{closed}; {} shows every decision", config.command("models list --audit")));
}

/// Artifacts by id, that of the configuration among them.
fn artifacts<'a>(known: &'a LoggedModels, base: &'a BaseModel) -> BTreeMap<String, &'a [u8]> {
    let configured = [(base.model.id.to_string(), base.json.as_slice())];
    let kept = known.registry.artifacts().map(|(id, json)| (id.to_owned(), json));
    configured.into_iter().chain(kept).collect()
}

/// Champion and shadow of the open day, those to come, and those that were.
fn roles(known: &LoggedModels, open: Option<Date>) -> BTreeMap<String, String> {
    let mut roles = BTreeMap::new();
    // Before any close all days are to come, and the base is what scores.
    let day = open.unwrap_or(Date(i32::MIN / 2));
    let champion = known.in_force.champion(day).id.to_string();
    for effect in known.registry.effects().iter().filter(|effect| effect.refused.is_none()) {
        let Some(model) = effect.model.as_ref().map(|model| model.id.to_string()) else { continue };
        let from = effect.takeover.daily;
        let is_of_champion = effect.decision.kind.is_of_champion();
        let role = if is_of_champion { "champion" } else { "shadow" };
        let scorer = |day| if is_of_champion { Some(known.in_force.champion(day)) } else { known.in_force.shadow(day) };
        let is_in_force = |day: Date| scorer(day).is_some_and(|other| *other.id == *model);
        let role = match (is_in_force(from), is_in_force(day), from > day) {
            // A later decision counts from the same day or an earlier one.
            (false, ..) if roles.contains_key(&model) => continue,
            (false, ..) => format!("no {role}: overruled before {from}"),
            (true, true, true) => continue,
            (true, true, false) => format!("{role} since {from}"),
            (true, false, true) => format!("{role} from {from}"),
            (true, false, false) => format!("was {role}"),
        };
        roles.insert(model, role);
    }
    if champion == *known.base.id {
        roles.entry(champion).or_insert_with(|| "champion since the beginning".to_owned());
    }
    roles
}

fn audit(known: &LoggedModels) {
    let header = ["no.", "decision", "model", "wanted from", "in force from", "decided at", "by", "why"];
    let mut table = Table::new(&header);
    for effect in known.registry.effects() {
        let decision = &effect.decision;
        let in_force = match &effect.refused {
            Some(_) => "refused".to_owned(),
            None => effect.takeover.daily.to_string(),
        };
        let model = decision.model.clone().unwrap_or_else(|| "-".to_owned());
        let row =
            [decision.number.to_string(), decision.kind.text().to_owned(), model, decision.from.to_string(), in_force];
        table.add_row(row.into_iter().chain([decision.at.clone(), decision.by.clone(), why(effect)]));
    }
    table.show();
    if known.registry.effects().is_empty() {
        output::line("Nothing was decided yet: the model of the configuration scores.");
    }
}

/// What is to be known of a decision beside its date.
pub(super) fn why(effect: &Effect) -> String {
    let decision = &effect.decision;
    let refused = effect.refused.as_ref().map(|why| format!("refused: {why}"));
    let forced = decision.forced.as_ref().map(|why| format!("forced: {why}"));
    let figure = |name: &str| decision.comparison.as_ref()?["differences"][name]["value"].as_f64();
    let compared = figure("auc").zip(figure("log_loss"));
    let compared = compared.map(|(auc, loss)| format!("AUC {auc:+.3}, log loss {loss:+.4} to the champion"));
    [refused, forced, decision.note.clone(), compared].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn json(known: &LoggedModels, base: &BaseModel, open: Option<Date>, horizon: i32) -> anyhow::Result<()> {
    let day = open.unwrap_or(Date(i32::MIN / 2));
    let roles = roles(known, open);
    let models: Vec<_> = artifacts(known, base)
        .into_iter()
        .map(|(id, json)| {
            let refused = registry::model(&id, json).err().map(|error| error.to_string());
            serde_json::json!({"model": id, "role": roles.get(&id), "refused": refused})
        })
        .collect();
    let told = |effect: &Effect| {
        let (daily, interim) = (effect.takeover.daily.to_string(), effect.takeover.interim.to_string());
        serde_json::json!({"decision": effect.decision, "daily": daily, "interim": interim, "refused": effect.refused})
    };
    output::json(&serde_json::json!({
        "closed": known.closed.map(|closed| closed.to_string()),
        "train_until": known.closed.map(|closed| (closed - horizon - COMPARED_DAYS).to_string()),
        "champion": known.in_force.champion(day).id,
        "shadow": known.in_force.shadow(day).map(|shadow| shadow.id.clone()),
        "models": models,
        "decisions": known.registry.effects().iter().map(told).collect::<Vec<_>>(),
        "refused": known.registry.refused(),
        "ignored": known.registry.unannounced().collect::<Vec<_>>(),
    }))
}
