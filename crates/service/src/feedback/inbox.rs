//! The way into the desk inbox.

use crate::storage::logs::Logs;
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::desk::Feedback;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Commit, Error, Remedy, StageLog, Step};

/// Name of the writing side.
const NAME: &str = "feedback";

/// A side of a log that writes feedback, and nothing else.
pub struct Inbox {
    log: Box<dyn StageLog + Send>,
    partitions: u32,
}

impl Inbox {
    /// Opens the desk inbox for writing.
    pub fn open(logs: &Logs) -> Result<Self, Error> {
        let log = match logs {
            Logs::Embedded(_) => logs.side(NAME, &[])?,
            // Under a name of its own: commands are run beside a service, and several at a time.
            Logs::Kafka(settings) => {
                let alone = Settings { instance: None, ..settings.clone() };
                Box::new(KafkaLog::writer(&alone, NAME)?)
            }
        };
        Ok(Self { log, partitions: logs.partitions(Topic::Desk)? })
    }

    /// Commits feedback to the desk of its site.
    pub fn write(&mut self, feedback: Feedback, site: &str) -> Result<(), Error> {
        commit(&mut self.log, output(feedback, site, self.partitions))
    }
}

/// The record of feedback: it goes to the desk of its site.
pub fn output(feedback: Feedback, site: &str, partitions: u32) -> Output {
    let message = InboxMessage::Feedback { site: site.into(), feedback: Box::new(feedback) };
    let key = site.as_bytes();
    Output::new(Topic::Desk, partition_of(key, partitions), key, inbox::write(&message))
}

/// Commits a record by a side that only writes.
pub fn commit(log: &mut dyn StageLog, output: Output) -> Result<(), Error> {
    match log.commit(Step { outputs: vec![output], positions: Vec::new() })? {
        Commit::Done => Ok(()),
        Commit::Aborted | Commit::Unknown => Err(Error::new(Remedy::RunAgain, "the log aborted the step")),
    }
}
