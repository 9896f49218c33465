//! Configuration: TOML and environment to checked settings.
//!
//! The annotated file in `deploy/` holds every key with its default. A file or a variable may only change what is there.

mod by_name;
mod deliver;
mod desk;
mod links;
mod merge;
mod secret;
mod trends;
mod zone;

pub use deliver::{AlertmanagerConfig, DeliverConfig, MailConfig, Preset, Tls, WebhookConfig, What};
pub use desk::{Site, Sites};
pub use links::LinksConfig;
pub use merge::Error;
pub use secret::Secret;
pub use trends::{TEAM_MIN, TrendsConfig};

use std::collections::BTreeMap;

use serde::Deserialize;

use self::desk::DeskConfig;
use super::topic::Topic;

/// The annotated file that holds the defaults.
pub const DEFAULTS: &str = include_str!("../../../deploy/attrition-watch.toml");

/// Names of the stages.
pub const STAGES: [&str; 5] = ["ingest", "score", "desk", "deliver", "trends"];

/// A shorter token can be guessed.
const TOKEN_MIN: usize = 16;

/// Checked settings: only these can run.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the log is.
    pub log: LogConfig,
    /// What this process runs.
    pub service: ServiceConfig,
    /// The score stage.
    pub score: ScoreConfig,
    /// What sites have of their own, or share.
    pub sites: Sites,
    /// Address of the HTTP server; `None` for none.
    pub listen: Option<std::net::SocketAddr>,
    /// What a caller of `/v1/` must know; empty where nobody is asked.
    pub token: Secret,
    /// Signed links in messages.
    pub links: LinksConfig,
    /// Where alerts, letters and notices go.
    pub deliver: DeliverConfig,
    /// What is shown of risk over time.
    pub trends: TrendsConfig,
}

/// Where the log is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct LogConfig {
    /// Kafka brokers; empty for the embedded log.
    pub bootstrap: String,
    /// Directory of the embedded log.
    pub dir: String,
    /// Partitions of a new log.
    pub partitions: u32,
    /// Copies of a new topic.
    pub replication: u32,
    /// Prefix of consumer groups and transactional ids.
    pub group: String,
    /// Name that this instance keeps; empty for none.
    pub instance: String,
    /// Seconds that a transaction may take.
    pub transaction_s: u64,
    /// Seconds that brokers which do not answer are waited for.
    pub patience_s: u64,
    /// Mebibytes of records that a stage has read and not processed.
    pub buffer_mib: usize,
    /// Threads that restore the state of a stage; 0 for as many as there are cores.
    pub restore_threads: u16,
    /// Directory of local copies of the state; empty for none.
    pub snapshot_dir: String,
    /// Minutes after which the copy of a partition is written again.
    pub snapshot_minutes: u32,
    /// Properties for librdkafka.
    pub properties: BTreeMap<String, toml::Value>,
    /// Topic names by role.
    pub topics: BTreeMap<String, String>,
}

/// What a process runs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ServiceConfig {
    /// Stages.
    pub stages: Vec<String>,
    /// `text` or `json`.
    pub log_format: String,
    /// Address of an OpenTelemetry collector; empty for none.
    pub otlp: String,
    /// Seconds within which the process ends when it is asked to.
    pub stop_within_s: u64,
}

/// The score stage.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ScoreConfig {
    /// Path of the model artifact; empty for the built-in prior.
    pub model: String,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
}

#[derive(Deserialize)]
struct Raw {
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

impl Config {
    /// The settings of a file over the defaults, and of `ATTRITION_WATCH__SECTION__KEY` variables over both.
    pub fn read(file: Option<&str>, variables: impl Iterator<Item = (String, String)>) -> Result<Self, Error> {
        let mut table: toml::Table = DEFAULTS.parse().expect("the shipped defaults are tested");
        if let Some(file) = file {
            merge::file(&mut table, file)?;
        }
        merge::variables(&mut table, variables)?;
        let raw: Raw = table.try_into().map_err(|error: toml::de::Error| Error::Value(error.message().to_owned()))?;
        raw.check()
    }

    /// The name of a topic.
    pub fn topic(&self, topic: Topic) -> &str {
        &self.log.topics[topic.role()]
    }

    /// Whether the log is on Kafka.
    pub fn is_kafka(&self) -> bool {
        !self.log.bootstrap.is_empty()
    }
}

impl Raw {
    fn check(mut self) -> Result<Config, Error> {
        let holds = |holds: bool, text: &str| if holds { Ok(()) } else { Err(Error::Value(text.to_owned())) };
        holds((1..=1_000).contains(&self.log.partitions), "`log.partitions` must be between 1 and 1000")?;
        holds(self.log.replication >= 1, "`log.replication` must be at least 1")?;
        holds(self.log.restore_threads <= 64, "`log.restore_threads` must be at most 64")?;
        let minutes = (1..=1_440).contains(&self.log.snapshot_minutes);
        holds(minutes, "`log.snapshot_minutes` must be between 1 and 1440")?;
        holds(!self.log.group.is_empty(), "`log.group` must not be empty")?;
        let log = &self.log;
        // A step is some megabytes, and a broker does not look more often.
        holds((2..=600).contains(&log.transaction_s), "`log.transaction_s` must be between 2 and 600")?;
        holds((1..=3_600).contains(&log.patience_s), "`log.patience_s` must be between 1 and 3600")?;
        holds((1..=16_384).contains(&log.buffer_mib), "`log.buffer_mib` must be between 1 and 16384")?;
        holds((1..=3_600).contains(&self.service.stop_within_s), "`service.stop_within_s` must be between 1 and 3600")?;
        holds(self.log.topics.values().all(|name| !name.is_empty()), "`log.topics` must not hold an empty name")?;
        let mut names: Vec<&String> = self.log.topics.values().collect();
        names.sort();
        names.dedup();
        holds(names.len() == self.log.topics.len(), "`log.topics` must not give two topics one name")?;
        holds(!self.service.stages.is_empty(), "`service.stages` must name at least one stage")?;
        self.service.stages.iter().try_for_each(|stage| {
            let text = format!("`service.stages` names `{stage}`, the stages are: {}", STAGES.join(", "));
            holds(STAGES.contains(&stage.as_str()), &text)
        })?;
        let format = ["text", "json"].contains(&self.service.log_format.as_str());
        holds(format, "`service.log_format` must be \"text\" or \"json\"")?;
        holds((1..=90).contains(&self.score.dedup_days), "`score.dedup_days` must be between 1 and 90")?;
        let listen = match self.http.listen.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                Error::Value(format!("`http.listen` is `{text}`, it must be an address and a port, as 127.0.0.1:8080"))
            })?),
        };
        let sites = Sites::check(self.desk, self.sites)?;
        let token = self.http.token;
        let usable = token.is_empty() || (token.expose().len() >= TOKEN_MIN && token.expose().is_ascii());
        holds(usable, "`http.token` must be empty or have at least 16 ASCII characters")?;
        self.links.check().map_err(Error::Value)?;
        let links = self.links;
        let mut deliver = self.deliver;
        deliver.check(self.service.stop_within_s).map_err(Error::Value)?;
        self.trends.check().map_err(Error::Value)?;
        let (log, service, score, trends) = (self.log, self.service, self.score, self.trends);
        Ok(Config { log, service, score, sites, listen, token, links, deliver, trends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::desk::{Language, Rules};

    fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(Some(file), variables).map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_valid_and_complete() {
        let config = Config::read(None, std::iter::empty()).expect("the defaults are valid");
        assert_eq!(config.sites.of("anywhere").rules, Rules::default());
        assert!(Topic::ALL.iter().all(|topic| config.topic(*topic).starts_with("attrition.")));
    }

    #[test]
    fn a_file_changes_defaults_and_a_variable_changes_both() {
        let config = read("[desk]\nbudget_week = 5\n", &[("ATTRITION_WATCH__DESK__HYSTERESIS", "0.7")]).expect("valid");
        let rules = config.sites.of("anywhere").rules;
        assert_eq!((rules.budget_week, rules.hysteresis), (5, 0.7));
        let config = read("[desk]\nbudget_week = 5\n", &[("ATTRITION_WATCH__DESK__BUDGET_WEEK", "6")]).expect("valid");
        assert_eq!(config.sites.of("anywhere").rules.budget_week, 6);
        let config = read("[log.properties]\n\"security.protocol\" = \"ssl\"\n", &[]).expect("valid");
        assert_eq!(config.log.properties.len(), 1);
        let config = read(
            "[log.properties]\nsasl.mechanism = \"PLAIN\"\n",
            &[("ATTRITION_WATCH__LOG__PROPERTIES__SASL_PASSWORD", "x")],
        );
        let names: Vec<String> = config.expect("valid").log.properties.into_keys().collect();
        assert_eq!(names, ["sasl.mechanism", "sasl.password"]);
    }

    #[test]
    fn a_site_differs_in_what_its_table_says() {
        let file = "[desk]\nbudget_week = 5\n[sites.\"Cebu 1\"]\nlanguage = \"zh-CN\"\nhysteresis = 1\n";
        let config = read(file, &[("ATTRITION_WATCH__SITES__NORTH__LAPSE_DAYS", "14")]).expect("valid");
        assert_eq!(config.sites.of("north").rules.lapse_days, 14);
        let (own, usual) = (config.sites.of("Cebu 1").rules, config.sites.of("elsewhere").rules);
        assert_eq!((own.language, own.hysteresis, own.budget_week), (Language::Chinese, 1.0, 5));
        assert_eq!((usual.language, usual.hysteresis), (Language::English, 0.8));
    }

    #[test]
    fn mistakes_are_told_with_their_place_and_the_nearest_key() {
        let told = |file: &str, variables: &[(&str, &str)], expected: &str| {
            let error = read(file, variables).expect_err("it must be refused");
            assert!(error.contains(expected), "{error}");
        };
        told("[desk]\nbudget_weak = 5\n", &[], "did you mean `budget_week`");
        told("[dsk]\nbudget_week = 5\n", &[], "did you mean `desk`");
        told("[desk]\nbudget_week = \"many\"\n", &[], "`desk.budget_week`");
        told("[desk\n", &[], "line 1");
        told("[desk]\nhysteresis = 2.0\n", &[], "`desk.hysteresis`");
        told("[service]\nstages = [\"scores\"]\n", &[], "the stages are");
        told("", &[("ATTRITION_WATCH__DESK__BUDGET", "4")], "did you mean");
        told("", &[("ATTRITION_WATCH__DESK__BUDGET_WEEK", "four")], "ATTRITION_WATCH__DESK__BUDGET_WEEK");
        told("[trends]\nteam_min = 4\n", &[], "`trends.team_min` must be between 5 and 1000");
        told("[trends]\nhistory_days = 30\n", &[], "`trends.history_days`");
        told("[sites.cebu]\nbudget_weak = 5\n", &[], "`sites.cebu.budget_weak`: did you mean `budget_week`");
        told("[sites]\ncebu = 5\n", &[], "`sites.cebu` must be a section");
        told("[sites.cebu]\nlanguage = \"zh\"\n", &[], "`sites.cebu.language` must be \"en\" or \"zh-CN\"");
        told("[http]\nlisten = \"here\"\n", &[], "127.0.0.1:8080");
        told("[desk]\ntime_zone = \"Asia/Manilla\"\n", &[], "`desk.time_zone` is `Asia/Manilla`");
        told("[sites.cebu]\ntime_zone = \"Philippines\"\n", &[], "`sites.cebu.time_zone` is `Philippines`");
    }
}
