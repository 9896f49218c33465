//! `topics check` and `topics create`.

use super::{Usage, config};

/// Kafka topics.
#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Compare the topics with what the configuration needs
    Check {
        #[command(flatten)]
        file: config::File,
    },
    /// Create the topics that are missing
    Create {
        #[command(flatten)]
        file: config::File,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    let (Command::Check { file } | Command::Create { file }) = command;
    let config = file.load()?;
    if !config.is_kafka() {
        return Err(Usage("no Kafka is configured: set `log.bootstrap`".to_owned()).into());
    }
    Ok(())
}
