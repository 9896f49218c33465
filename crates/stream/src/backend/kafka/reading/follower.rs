//! Follows every partition of a topic outside any group: from the beginning to the end, and on.

use std::collections::BTreeSet;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use crate::Error;
use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::client;
use crate::backend::kafka::clients::closing::ClosedInTime;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::{Settings, record};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// Records that are handed over at once.
const PIECE: usize = 2_000;

/// A consumer of all partitions of a topic. It takes part in no group, so nothing is dealt, and it holds nobody up.
pub struct Follower {
    settings: Settings,
    consumer: ClosedInTime<BaseConsumer<LastWords>>,
    topic: Topic,
    /// Partitions whose end has not been reached yet.
    behind: BTreeSet<i32>,
}

impl Follower {
    /// Begins at the beginning of every partition.
    pub fn open(settings: &Settings, topic: Topic, partitions: u32) -> Result<Self, Error> {
        let consumer = client::reader(settings, "follow")?;
        let behind: BTreeSet<i32> = (0..partitions.cast_signed()).collect();
        let follower = Self { settings: settings.clone(), consumer, topic, behind };
        let name = settings.name(topic);
        let mut places = TopicPartitionList::new();
        for partition in &follower.behind {
            let added = places.add_partition_offset(&name, *partition, Offset::Beginning);
            added.map_err(|error| follower.fault(error))?;
        }
        follower.consumer.assign(&places).map_err(|error| follower.fault(error))?;
        Ok(follower)
    }

    /// Committed records that have come; waits for the first, so long at most.
    pub fn next(&mut self, mut wait: Duration) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        while records.len() < PIECE {
            match self.consumer.poll(wait) {
                Some(Ok(message)) => {
                    records.push(record(self.topic, &message));
                    wait = Duration::ZERO;
                }
                Some(Err(KafkaError::PartitionEOF(partition))) => {
                    self.behind.remove(&partition);
                    // The end of the last one is what whoever waits for the beginning waits for.
                    if self.behind.is_empty() {
                        break;
                    }
                }
                Some(Err(error)) if fault::passes(&error) => {}
                Some(Err(error)) => return Err(self.fault(error)),
                None => break,
            }
        }
        Ok(records)
    }

    /// Whether the end of every partition has been reached once.
    pub fn is_at_end(&self) -> bool {
        self.behind.is_empty()
    }

    fn fault(&self, error: KafkaError) -> Error {
        let doing = format!("follow `{}`", self.settings.name(self.topic));
        fault::end_with(&self.settings, &doing, error, self.consumer.context().words())
    }
}
