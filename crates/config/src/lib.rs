//! Configuration: TOML and environment to checked settings.
//!
//! The annotated file in `deploy/` holds every key with its default. A file or a variable may only change what is there.

mod advice;
mod error;
mod kinds;
mod reading;
mod sections;

pub use advice::effect::IdleSetting;
pub use error::{Error, SettingError};
pub use kinds::secret::Secret;
pub use reading::origins::Origins;
pub use reading::variables::variables;
pub use sections::deliver::{
    AlertmanagerConfig, DeliverConfig, MailConfig, Preset, Tls, WebhookConfig, WebhookContent,
};
pub use sections::desk::{SiteConfig, SitesConfig};
pub use sections::links::LinksConfig;
pub use sections::trends::{TEAM_MIN, TrendsConfig};

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Table;

use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;

/// The annotated file that holds the defaults.
pub const DEFAULTS: &str = include_str!("../../../deploy/attrition-watch.toml");

/// Checked settings: only these can run.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the log is.
    pub log: LogConfig,
    /// What this process runs.
    pub service: ServiceConfig,
    /// Settings of the score stage.
    pub score: ScoreConfig,
    /// What sites have of their own, or share.
    pub sites: SitesConfig,
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
    /// Which settings a file or a variable has set.
    pub origins: Origins,
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
    /// Properties of librdkafka, the Kafka client, by their names.
    pub properties: BTreeMap<String, toml::Value>,
    /// Topic names by role.
    pub topics: BTreeMap<String, String>,
}

/// What a process runs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ServiceConfig {
    /// The stages that this instance runs.
    #[serde(deserialize_with = "reading::raw::stages")]
    pub stages: Vec<StageName>,
    /// Form of the lines of the process's log: `text` or `json`.
    pub log_format: String,
    /// Address of an OpenTelemetry collector; empty for none.
    pub otlp: String,
    /// Seconds within which the process ends when it is asked to.
    pub stop_within_s: u64,
}

/// Settings of the score stage: its model, and how it finds duplicates.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ScoreConfig {
    /// Path of the model artifact; empty for the built-in prior.
    pub model: String,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
}

impl Config {
    /// The settings of a file over the defaults, and of `ATTRITION_WATCH__SECTION__KEY` variables over both.
    pub fn read(file: Option<&str>, variables: impl Iterator<Item = (String, String)>) -> Result<Self, Error> {
        Self::read_in(Path::new(""), file, variables)
    }

    /// The same, with the folder in which the file lies: its relative paths begin there. Those of variables are the process's.
    pub fn read_in(
        folder: &Path,
        file: Option<&str>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let mut table: Table = DEFAULTS.parse().expect("the shipped defaults are tested");
        let mut origins = Origins::default();
        if let Some(file) = file {
            let file = reading::merge::parse(file)?;
            let all = table.clone();
            origins.by_file(&file, "", &all, &all);
            reading::merge::merge(&mut table, file, "", &all)?;
            reading::blanks::check_all(&table, "").map_err(|wrong| Error::Value { wrong, variable: None })?;
        }
        reading::paths::place(&mut table, folder);
        reading::variables::put(&mut table, variables, &mut origins)?;
        reading::overrides::fill(&mut table);
        reading::raw::read(table)
            .and_then(reading::raw::Raw::check)
            .map(|config| Self { origins: origins.clone(), ..config })
            .map_err(|wrong| {
                let variable = origins.variable(&wrong.key);
                Error::Value { wrong, variable }
            })
    }

    /// The name of a topic.
    pub fn topic(&self, topic: Topic) -> &str {
        &self.log.topics[topic.role()]
    }

    /// Whether the log is on Kafka.
    pub fn is_kafka(&self) -> bool {
        !self.log.bootstrap.is_empty()
    }

    /// Whether this process runs a stage.
    pub fn runs(&self, stage: StageName) -> bool {
        self.service.stages.contains(&stage)
    }
}

#[cfg(test)]
mod tests;
