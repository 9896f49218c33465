//! `config check`, and how every command finds its configuration.

use std::path::{Path, PathBuf};

use crate::cli::Usage;
use crate::cli::arguments::invalid_value::InvalidValue;
use crate::cli::arguments::output_path;
use crate::cli::operate::logging;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_config::variables;
use attrition_config::{Config, DEFAULTS, IdleSetting, SiteConfig};
use attrition_contracts::records::stage_name::StageName;
use attrition_service::deliver;
use attrition_service::runtime::model;
use attrition_service::storage::logs::settings;
use attrition_stream::backend::embedded::FILE;
use attrition_stream::backend::kafka;

/// Commands about the configuration.
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// Check a configuration, with the environment, and say what is in force
    Check {
        #[command(flatten)]
        file: File,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the annotated defaults
    Default,
}

/// Where the configuration is.
#[derive(Clone, clap::Args)]
pub(in crate::cli) struct File {
    /// TOML file; without it, the defaults and the environment apply
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl File {
    /// A command as one types it to go on with the same configuration.
    pub(in crate::cli) fn command(&self, command: &str) -> String {
        let config = self.config.as_deref().map_or(String::new(), |path| format!(" --config {}", path.display()));
        format!("`attrition-watch {command}{config}`")
    }

    /// Reads and checks it.
    pub(in crate::cli) fn load(&self) -> anyhow::Result<Config> {
        let (text, folder) = match self.config.as_deref() {
            Some(path) => (Some(read(path)?), folder(path)),
            None => (None, Path::new("")),
        };
        let from = self.config.as_deref().map_or("the environment".to_owned(), |path| format!("`{}`", path.display()));
        let config = variables().and_then(|variables| Config::read_in(folder, text.as_deref(), variables.into_iter()));
        let config = config.map_err(|error| Usage(format!("the configuration from {from} cannot be used: {error}")))?;
        not_elsewhere(&config, folder)?;
        Ok(config)
    }
}

/// The folder that relative paths of a file begin in; for what is no file, as a pipe, that of the process.
fn folder(path: &Path) -> &Path {
    if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { Path::new("") }
}

/// In earlier versions `log.dir` began where the program was started: whoever has a log there is told, instead of
/// finding a new and empty one.
fn not_elsewhere(config: &Config, folder: &Path) -> anyhow::Result<()> {
    let dir = Path::new(&config.log.dir);
    let Ok(written) = dir.strip_prefix(folder) else { return Ok(()) };
    let has_log = |dir: &Path| dir.join(FILE).exists();
    let is_elsewhere =
        !config.is_kafka() && !folder.as_os_str().is_empty() && !config.origins.is_by_variable("log.dir");
    if is_elsewhere && !has_log(dir) && has_log(written) {
        let (dir, written) = (dir.display(), written.display());
        return Err(Usage(format!(
            "`log.dir` begins in the folder of the configuration file, and there is no log in `{dir}`; there is one in \
             `{written}` of the present folder: move it there, or set `log.dir` to its whole path"
        ))
        .into());
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file: is its path right?".to_owned(),
            std::io::ErrorKind::InvalidData => "it is no text in UTF-8".to_owned(),
            _ => error.to_string(),
        };
        Usage(format!("the configuration `--config {}` cannot be read: {why}", path.display())).into()
    })
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Default => {
            output::verbatim(DEFAULTS.trim_end());
            Ok(())
        }
        Command::Check { file, json } => check(&file.load()?, *json),
    }
}

fn check(config: &Config, json: bool) -> anyhow::Result<()> {
    let model = usable(config)?.model;
    let told = match config.deliver.channels() {
        channels if channels.is_empty() => "nowhere but the alerts topic".to_owned(),
        channels => channels.join(", "),
    };
    let log = if config.is_kafka() {
        format!("Kafka at {}", config.log.bootstrap)
    } else {
        format!("embedded, in `{}`", config.log.dir)
    };
    let listen = config.listen.map_or("nowhere".to_owned(), |listen| listen.to_string());
    let token = if config.token.is_empty() { "nobody is asked" } else { "set" };
    let links = match &config.links {
        links if links.secret.is_empty() => "none".to_owned(),
        links => format!("to {}, for {} days", links.public, links.valid_days),
    };
    let otlp = if config.service.otlp.is_empty() { "nowhere" } else { &config.service.otlp };
    if json {
        let usual = config.sites.rules().usual;
        let told = serde_json::json!({
            "links": links, "http_token": !config.token.is_empty(),
            "deliver": config.deliver.channels(), "log": log, "stages": config.service.stages.iter().map(|stage| stage.code()).collect::<Vec<_>>(), "model": model.id, "http": listen,
            "otlp": otlp,
            "dedup_days": config.score.dedup_days, "budget_week": usual.budget_week,
            "cool_down_days": usual.cool_down_days, "hysteresis": usual.hysteresis,
            "desk": config.sites.iter().map(|(code, site)| site_json(code, site)).collect::<Vec<_>>(),
            "without_effect": config.idle(), "cautions": config.cautions().collect::<Vec<_>>(),
        });
        return output::json(&told);
    }
    let mut table = Table::new(&["setting", "in force"]);
    let rows = [
        ("log", log),
        ("stages", StageName::line(&config.service.stages, ", ")),
        ("model", model.id.to_string()),
        ("duplicates looked for", format!("{} days", config.score.dedup_days)),
        ("HTTP", listen),
        ("token of /v1/..", token.to_owned()),
        ("signed links", links),
        ("spans and lines are sent", otlp.to_owned()),
        ("alerts are delivered", told),
    ];
    for (name, value) in rows {
        table.add_row([name.to_owned(), value]);
    }
    for (code, site) in config.sites.iter() {
        let name = code.map_or("desk of every site".to_owned(), |code| format!("desk of `{code}`"));
        table.add_row([name, site_text(site)]);
    }
    table.show();
    for (why, settings) in by_reason(config.idle()) {
        output::line(&format!("without effect: {settings}: {why}"));
    }
    for caution in config.cautions() {
        output::line(&format!("is this meant? {caution}"));
    }
    Ok(())
}

/// Everything that can be found wrong before the log is opened: what `config check` passes, `run` takes. The model that is
/// configured comes back.
pub(in crate::cli) fn usable(config: &Config) -> anyhow::Result<model::BaseModel> {
    logging::check(config)?;
    let base = base(config)?;
    if config.runs(StageName::Deliver) {
        channels(config)?;
    }
    let unusable = |told: String| Usage(format!("the configuration cannot be used: {told}"));
    if config.is_kafka() {
        kafka::check(&settings(config)).map_err(|error| {
            let because = std::error::Error::source(&error).map_or(String::new(), |source| format!(": {source}"));
            unusable(format!("`log.properties`: {error}{because}"))
        })?;
    }
    let mut folders = vec![("log.snapshot_dir", &config.log.snapshot_dir)];
    if !config.is_kafka() {
        folders = vec![("log.dir", &config.log.dir)];
    }
    for (key, folder) in folders.into_iter().filter(|(_, folder)| !folder.is_empty()) {
        output_path::can_be_made(Path::new(folder))
            .map_err(|why| unusable(format!("`{key}` is `{folder}`, and {why}")))?;
    }
    Ok(base)
}

/// Settings without effect, in one line for each reason.
pub(in crate::cli) fn by_reason(idle: Vec<IdleSetting>) -> Vec<(&'static str, String)> {
    let mut reasons: Vec<(&'static str, Vec<String>)> = Vec::new();
    for IdleSetting { setting, why } in idle {
        let setting = format!("`{setting}`");
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, settings)) => settings.push(setting),
            None => reasons.push((why, vec![setting])),
        }
    }
    reasons.into_iter().map(|(why, settings)| (why, settings.join(", "))).collect()
}

/// Tries what the channels of delivery are made of: files that are named, keys, time zones.
fn channels(config: &Config) -> anyhow::Result<()> {
    let tried = deliver::channels(config).map(drop);
    tried.map_err(|error| Usage(format!("the configuration cannot be used: {error}")).into())
}

fn site_json(code: Option<&str>, site: &SiteConfig) -> serde_json::Value {
    let rules = &site.rules;
    serde_json::json!({
        "site": code, "budget_week": rules.budget_week, "cool_down_days": rules.cool_down_days,
        "hysteresis": rules.hysteresis, "escalate_days": rules.escalate_days, "lapse_days": rules.lapse_days,
        "hold_out": rules.hold_out, "language": rules.language.code(), "second_address": site.second_address,
        "time_zone": site.time_zone,
        "holidays": site.calendar.holidays.iter().map(ToString::to_string).collect::<Vec<_>>(), "deputies": site.calendar.deputies,
    })
}

fn site_text(site: &SiteConfig) -> String {
    let rules = &site.rules;
    let unanswered = match site.second_address.as_str() {
        "" => "unanswered alerts are not escalated: there is no second address".to_owned(),
        second => format!("unanswered for {} working days: to {second}", rules.escalate_days),
    };
    let lines = [
        format!("{} alerts a week and supervisor, {} days of cool-down", rules.budget_week, rules.cool_down_days),
        format!("hysteresis {}, over after {} days", rules.hysteresis, rules.lapse_days),
        unanswered,
        format!("held out: {} %, language {}, {}", rules.hold_out * 100.0, rules.language.code(), site.time_zone),
        listed("holidays", site.calendar.holidays.iter().map(ToString::to_string)),
        listed(
            "deputies",
            site.calendar
                .deputies
                .iter()
                .map(|(who, deputy)| output::cell(&format!("{}: {}", who.as_str(), deputy.as_str()))),
        ),
    ];
    lines.join("\n")
}

fn listed(name: &str, all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    if all.is_empty() { format!("{name}: none") } else { format!("{name}: {}", all.join(", ")) }
}

/// A date of the command line.
pub(in crate::cli) fn date(text: &str) -> Result<attrition_core::basics::date::Date, InvalidValue> {
    let date = attrition_core::basics::date::Date::parse(text);
    date.ok_or_else(|| InvalidValue(format!("`{text}` is not a date, YYYY-MM-DD")))
}

/// The model of a configuration: the one before the first decision of the registry.
pub(in crate::cli) fn model(config: &Config) -> anyhow::Result<std::sync::Arc<attrition_core::model::Model>> {
    base(config).map(|base| base.model)
}

/// The same with its artifact.
pub(in crate::cli) fn base(config: &Config) -> anyhow::Result<model::BaseModel> {
    let advice = "`score.model` cannot be used: set it to an artifact of this version, or leave it empty";
    model::base(&config.score.model).map_err(|error| anyhow::Error::new(error).context(Usage(advice.to_owned())))
}
