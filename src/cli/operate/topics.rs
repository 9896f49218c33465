//! `topics check` and `topics create`.

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_service::storage::logs::settings;
use attrition_stream::backend::kafka::Admin;

/// Commands about the Kafka topics of the service.
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// Compare the topics with what the service needs; fails when something is wrong
    Check {
        #[command(flatten)]
        file: config::File,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Create the topics that are missing
    Create {
        #[command(flatten)]
        file: config::File,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Check { file, json } => check(&file.load()?, *json),
        Command::Create { file, json } => create(&file.load()?, *json),
    }
}

fn admin(config: &Config) -> anyhow::Result<Admin> {
    if config.is_kafka() {
        Ok(Admin::open(&settings(config))?)
    } else {
        Err(Usage("no Kafka is configured, and the embedded log needs no topics: set `log.bootstrap`".to_owned())
            .into())
    }
}

fn check(config: &Config, json: bool) -> anyhow::Result<()> {
    let findings = admin(config)?.check()?;
    if json {
        let told: Vec<_> =
            findings.iter().map(|f| serde_json::json!({"topic": f.name, "problem": f.to_string()})).collect();
        output::json(&told)?;
    } else {
        findings.iter().for_each(|finding| output::line(&finding.to_string()));
    }
    match findings.len() {
        0 if json => Ok(()),
        0 => {
            output::line("all topics are as they must be");
            Ok(())
        }
        n => Err(anyhow::anyhow!("{n} topics are not as they must be")),
    }
}

fn create(config: &Config, json: bool) -> anyhow::Result<()> {
    let made = admin(config)?.create(config.log.partitions, Some(config.log.replication))?;
    let names: Vec<&str> = made.iter().map(|topic| config.topic(*topic)).collect();
    if json {
        return output::json(&names);
    }
    names.iter().for_each(|name| output::line(&format!("created {name}")));
    output::line(&format!("{} topics created", names.len()));
    Ok(())
}
