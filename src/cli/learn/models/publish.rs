//! `models publish`: a model becomes the champion, unless it is worse than the one in force.

use std::path::PathBuf;

use super::compare::{compare_on, show};
use super::{Asking, NamedModel, known, named};
use crate::cli::Usage;
use crate::cli::arguments::history::HistoryArgs;
use crate::cli::arguments::invalid_value::InvalidValue;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::models::registry::{DecisionKind, fingerprint};
use attrition_core::basics::date::Date;
use attrition_learner::compare::{Comparison, Contender, Verdict};
use attrition_service::admin::registry::{LoggedModels, RegistryCommand};

/// Days of cut-offs that a model is compared on with the champion: a quarter, as long as the windows of the signals.
pub(super) const COMPARED_DAYS: i32 = 90;

/// Arguments of `models publish`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The model: an artifact's file, or an id of the registry
    model: String,
    /// First business date whose scores it makes, YYYY-MM-DD; without it, the first that is possible
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    effective: Option<Date>,
    /// Publish it although it is worse, or cannot be compared; the reason stays in the audit
    #[arg(long, value_name = "REASON", value_parser = reason)]
    force: Option<String>,
    /// Publish it only if it is better; where it is not, that is no error: for scheduled retraining
    #[arg(long, conflicts_with = "force")]
    if_better: bool,
    /// Compare on these files, or on the embedded log in this folder, instead of the log of the configuration
    #[arg(long, num_args = 1.., value_name = "LOG|FILES")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    asking: Asking,
}

fn reason(text: &str) -> Result<String, InvalidValue> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidValue("a reason must be given: the audit keeps it".to_owned()));
    }
    Ok(text.to_owned())
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.asking.config.load()?;
    let known = known(&config)?;
    let candidate = named(&args.model, &config, &known)?;
    let id = &candidate.artifact.id;
    if let Some((holder, kept)) = stored_artifact(id, &config, &known)?
        && fingerprint(&kept) != fingerprint(candidate.json.as_bytes())
    {
        let why = format!("{holder} of this name, and its content differs");
        return Err(Usage(format!("`{id}` is not published: {why}; train it again, or with another `--id`")).into());
    }
    if known.champions().last().is_some_and(|champion| *champion.id == **id) {
        let why = "it is the champion already, or is to become it";
        if args.if_better {
            return not_published(args, &candidate, why, None);
        }
        return Err(Usage(format!("`{id}` is not published: {why}")).into());
    }
    if let Some((day, earliest)) = args.effective.zip(known.earliest()).filter(|(day, earliest)| day < earliest) {
        let why =
            format!("`--effective {day}` is too early: the first day can be {earliest}, the one after the open day");
        return Err(Usage(why).into());
    }
    let (comparison, verdict) = judge(args, &config, &known, &candidate)?;
    if let Some(comparison) = comparison.as_ref().filter(|_| !args.asking.json) {
        show(comparison);
    }
    let note = match (&verdict, args.force.is_some()) {
        (Verdict::Better | Verdict::NotWorse, _) => None,
        (Verdict::CannotTell(why), _) => Some(format!("not compared: {why}")),
        (Verdict::Worse(why) | Verdict::Seen(why), true) => Some(why.clone()),
        (Verdict::Worse(why), false) if !args.if_better => {
            let why = format!("`{}` is worse than the champion: {why}", candidate.artifact.id);
            return Err(anyhow::anyhow!("{why}; it is not published (`--force REASON` does it all the same)"));
        }
        (Verdict::Seen(why), false) => {
            let advice = "train it again with an earlier `--until`, or give `--force REASON`";
            return Err(Usage(format!("`{}` cannot be compared: {why}: {advice}", candidate.artifact.id)).into());
        }
        (Verdict::Worse(_), false) => None,
    };
    let elsewhere = Some(&args.from).filter(|from| !from.is_empty() && comparison.is_some()).map(|from| {
        let files: Vec<String> = from.iter().map(|path| path.display().to_string()).collect();
        format!("compared on {}", files.join(", "))
    });
    let note =
        Some([elsewhere, note].into_iter().flatten().collect::<Vec<_>>().join("; ")).filter(|note| !note.is_empty());
    if args.if_better && verdict != Verdict::Better {
        let why = match &verdict {
            Verdict::Worse(why) | Verdict::CannotTell(why) | Verdict::Seen(why) => why.as_str(),
            Verdict::Better | Verdict::NotWorse => "it is no better than the champion",
        };
        return not_published(args, &candidate, why, comparison.as_ref());
    }
    match (&note, &verdict) {
        (Some(note), _) => output::note(note),
        (None, Verdict::Better) => output::note("better than the champion"),
        (None, _) => output::note("no better than the champion, but not worse beyond chance"),
    }
    let wish = RegistryCommand {
        kind: DecisionKind::Publish,
        model: Some(candidate.artifact.id.clone()),
        artifact: Some(candidate.json),
        from: args.effective.map(|day| day.to_string()),
        by: args.asking.by(),
        forced: args.force.clone(),
        comparison: comparison.map(|comparison| serde_json::to_value(&comparison)).transpose()?,
        note,
    };
    args.asking.ask(&config, &wish)
}

/// The artifact that an id stands for, in the registry or as the model of the configuration; and who has it, in words.
fn stored_artifact(id: &str, config: &Config, known: &LoggedModels) -> anyhow::Result<Option<(&'static str, Vec<u8>)>> {
    if let Some(json) = known.registry.artifact(id) {
        return Ok(Some(("the registry has another model", json.to_vec())));
    }
    let base = config::base(config)?;
    Ok((*base.model.id == *id).then_some(("the model of the configuration (`score.model`) is another one", base.json)))
}

/// Compares the candidate with the champion that it would follow.
fn judge(
    args: &Args,
    config: &Config,
    known: &LoggedModels,
    candidate: &NamedModel,
) -> anyhow::Result<(Option<Comparison>, Verdict)> {
    let champion = named("champion", config, known)?;
    let history = HistoryArgs::or_log(&args.from, &args.asking.config);
    let closed = known.closed.filter(|_| args.from.is_empty());
    if args.from.is_empty() && closed.is_none() {
        return Ok((None, Verdict::CannotTell("the log has no day that is closed".to_owned())));
    }
    let (candidate, champion) = (Contender::new(&candidate.artifact)?, Contender::new(&champion.artifact)?);
    match compare_on(&history, COMPARED_DAYS, closed, &candidate, &champion) {
        Ok(comparison) => {
            let verdict = Verdict::judge(&comparison);
            Ok((Some(comparison), verdict))
        }
        // What foretells something else can only be published by who says why.
        Err(error) if error.is::<Usage>() && candidate.model.horizon_days == champion.model.horizon_days => {
            Ok((None, Verdict::CannotTell(error.to_string())))
        }
        Err(error) if error.is::<Usage>() => Ok((None, Verdict::Seen(error.to_string()))),
        Err(error) => Err(error),
    }
}

fn not_published(
    args: &Args,
    candidate: &NamedModel,
    why: &str,
    comparison: Option<&Comparison>,
) -> anyhow::Result<()> {
    if args.asking.json {
        return output::json(&serde_json::json!({"decided": null, "comparison": comparison, "note": why}));
    }
    output::line(&format!("`{}` is not published: {why}", candidate.artifact.id));
    Ok(())
}
