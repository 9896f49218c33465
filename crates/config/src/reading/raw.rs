//! Settings as they are written, and the check that makes of them what can run.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use toml::{Table, Value};

use crate::error::{SettingError, each_once, holds};
use crate::kinds::one_of::one_of;
use crate::sections::desk::DeskConfig;
use crate::{
    Config, DeliverConfig, LinksConfig, LogConfig, Origins, ScoreConfig, Secret, ServiceConfig, SitesConfig,
    TrendsConfig,
};
use attrition_contracts::json::serde_words;
use attrition_contracts::records::stage_name::StageName;

/// A shorter token can be guessed.
const TOKEN_MIN: usize = 16;

/// The whole file, read.
#[derive(Deserialize)]
pub(crate) struct Raw {
    log: LogConfig,
    service: ServiceConfig,
    score: ScoreConfig,
    desk: DeskConfig,
    sites: BTreeMap<String, DeskConfig>,
    http: HttpConfig,
    links: LinksConfig,
    deliver: DeliverConfig,
    trends: TrendsConfig,
}

#[derive(Deserialize)]
struct HttpConfig {
    listen: String,
    token: Secret,
}

/// Reads the settings, every one of which is there.
pub(crate) fn read(table: Table) -> Result<Raw, SettingError> {
    serde_path_to_error::deserialize(Value::Table(table)).map_err(|error| {
        let told = error.inner().message();
        SettingError::new(error.path().to_string(), serde_words::rest(told).unwrap_or_else(|| told.to_owned()))
    })
}

impl Raw {
    /// What can run; else what is wrong.
    pub(crate) fn check(mut self) -> Result<Config, SettingError> {
        log(&self.log)?;
        service(&self.service)?;
        let days = (1..=90).contains(&self.score.dedup_days);
        holds(days, "score.dedup_days", || "must be between 1 and 90".to_owned())?;
        let listen = match self.http.listen.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                SettingError::new(
                    "http.listen",
                    format!("is `{text}`, it must be an address and a port, as 127.0.0.1:8080"),
                )
            })?),
        };
        let sites = SitesConfig::check(self.desk, self.sites)?;
        let token = self.http.token;
        let is_token = |text: &str| text.len() >= TOKEN_MIN && text.bytes().all(|byte| byte.is_ascii_graphic());
        holds(token.is_empty() || is_token(token.expose()), "http.token", || {
            format!(
                "must be empty or have at least {TOKEN_MIN} ASCII characters, and no spaces: `openssl rand -hex 16` makes one"
            )
        })?;
        self.links.check()?;
        self.deliver.check(self.service.stop_within_s)?;
        self.trends.check()?;
        let Self { log, service, score, links, deliver, trends, .. } = self;
        Ok(Config { log, service, score, sites, listen, token, links, deliver, trends, origins: Origins::default() })
    }
}

fn log(log: &LogConfig) -> Result<(), SettingError> {
    let between = |is_so: bool, key: &str, least: u32, most: u32| {
        holds(is_so, &format!("log.{key}"), || format!("must be between {least} and {most}"))
    };
    between((1..=1_000).contains(&log.partitions), "partitions", 1, 1_000)?;
    between((1..=1_000).contains(&log.replication), "replication", 1, 1_000)?;
    between(log.restore_threads <= 64, "restore_threads", 0, 64)?;
    between((1..=1_440).contains(&log.snapshot_minutes), "snapshot_minutes", 1, 1_440)?;
    // A step is some megabytes, and a broker does not look more often.
    between((2..=600).contains(&log.transaction_s), "transaction_s", 2, 600)?;
    between((1..=3_600).contains(&log.patience_s), "patience_s", 1, 3_600)?;
    between((1..=16_384).contains(&log.buffer_mib), "buffer_mib", 1, 16_384)?;
    holds(!log.group.is_empty(), "log.group", || "must not be empty".to_owned())?;
    let is_somewhere = !log.bootstrap.is_empty() || !log.dir.is_empty();
    holds(is_somewhere, "log.dir", || "must name the folder of the embedded log".to_owned())?;
    let mut roles: BTreeMap<&str, &str> = BTreeMap::new();
    for (role, name) in &log.topics {
        let key = format!("log.topics.{role}");
        holds(!name.is_empty(), &key, || "must not be empty: it is the name of a topic".to_owned())?;
        let other = roles.insert(name, role);
        holds(other.is_none(), &key, || {
            format!(
                "and `log.topics.{}` are both `{name}`: each topic needs a name of its own",
                other.unwrap_or_default()
            )
        })?;
    }
    Ok(())
}

/// Reads the names of stages.
pub(crate) fn stages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<StageName>, D::Error> {
    let stage = |name: String| {
        let unknown = || serde::de::Error::custom(format!("names `{name}`, the stages are: {}", all_stages()));
        StageName::from_code(&name).ok_or_else(unknown)
    };
    Vec::<String>::deserialize(deserializer)?.into_iter().map(stage).collect()
}

fn all_stages() -> String {
    StageName::ALL.map(StageName::code).join(", ")
}

fn service(service: &ServiceConfig) -> Result<(), SettingError> {
    let stops = (1..=3_600).contains(&service.stop_within_s);
    holds(stops, "service.stop_within_s", || "must be between 1 and 3600".to_owned())?;
    holds(!service.stages.is_empty(), "service.stages", || {
        format!("must name at least one stage; the stages are: {}", all_stages())
    })?;
    each_once(&service.stages, "service.stages")?;
    one_of(&service.log_format, &[("text", ()), ("json", ())])
        .map_err(|error| SettingError::new("service.log_format", error.to_string()))
}
