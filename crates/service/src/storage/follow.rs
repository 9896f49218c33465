//! All partitions of a topic from their beginning on, and then as records come: outside of any group, without positions.

use std::sync::Arc;
use std::time::Duration;

use crate::storage::logs::Logs;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::Error;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka;
use attrition_stream::backend::local::{SharedStore, Store};

/// Records of a partition that are read at once: between two pieces the store is free for others.
const PIECE: usize = 2_000;

/// Who follows a topic.
pub struct Follow(FollowedLog);

enum FollowedLog {
    Embedded { store: Arc<SharedStore<Embedded>>, topic: Topic, next: Vec<u64>, is_at_end: bool },
    Kafka(Box<kafka::Follower>),
}

impl Logs {
    /// Begins to follow a topic.
    pub fn follow(&self, topic: Topic) -> Result<Follow, Error> {
        let partitions = self.partitions(topic)?;
        Ok(Follow(match self {
            Self::Embedded(store) => {
                let (store, next) = (Arc::clone(store), vec![0; partitions as usize]);
                FollowedLog::Embedded { store, topic, next, is_at_end: false }
            }
            Self::Kafka(settings) => FollowedLog::Kafka(Box::new(kafka::Follower::open(settings, topic, partitions)?)),
        }))
    }
}

impl Follow {
    /// What has come; waits for it, so long at most.
    pub fn next(&mut self, wait: Duration) -> Result<Vec<Record>, Error> {
        match &mut self.0 {
            FollowedLog::Kafka(follower) => follower.next(wait),
            FollowedLog::Embedded { store, topic, next, is_at_end } => {
                // Taken first: what is committed while this reads ends the wait.
                let seen = store.commits();
                let mut records = Vec::new();
                for (partition, next) in (0..).zip(next) {
                    let read = store.with(|store| match store.end(*topic, partition)? {
                        end if end > *next => store.read(*topic, partition, *next, PIECE),
                        _ => Ok(Vec::new()),
                    })?;
                    *next = read.last().map_or(*next, |last| last.offset + 1);
                    records.extend(read);
                }
                if records.is_empty() {
                    *is_at_end = true;
                    store.wait(seen, wait);
                }
                Ok(records)
            }
        }
    }

    /// Whether all that was there at the beginning has come.
    pub fn is_at_end(&self) -> bool {
        match &self.0 {
            FollowedLog::Kafka(follower) => follower.is_at_end(),
            FollowedLog::Embedded { is_at_end, .. } => *is_at_end,
        }
    }
}
