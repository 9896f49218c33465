//! The log in Kafka: a step is a transaction.
//!
//! A stage reads as a member of a consumer group and writes by a transactional producer. What it wrote, its changes of
//! state and where it is become visible together, by one commit that the group's coordinator refuses to a member that no
//! longer is one. State is a compacted topic, read back when a partition is assigned.
//!
//! The client's threads stay inside the client: a [`KafkaLog`] is used by the one thread that owns it.

mod clients;
mod membership;
mod reading;
mod topics;
mod writer;

pub use clients::client::check;
pub use clients::settings::Settings;
pub use membership::groups::{is_through, members};
pub use reading::follower::Follower;
pub use topics::admin::Admin;
pub use topics::finding::{TopicFinding, TopicProblem};

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers, Message};

use self::membership::group::GroupConsumer;
use self::reading::reader::PartitionReader;
use self::reading::restore::{Changelog, Readers};
use self::writer::{StepOutcome, TransactionalProducer};
use crate::{Commit, EndOffsets, Error, LogArrival, Restore, SnapshotWriter, StageLog, Step};
use attrition_contracts::records::record::{Header, Record};
use attrition_contracts::records::topic::Topic;

/// The name of a header that cannot be read.
const UNREADABLE: &str = "unreadable-header";

/// One stage's side of Kafka.
pub struct KafkaLog {
    settings: Settings,
    name: String,
    group: Option<GroupConsumer>,
    writer: TransactionalProducer,
    readers: Readers,
    broadcast: BTreeMap<Topic, PartitionReader>,
}

impl KafkaLog {
    /// The side of a stage that reads `inputs` as a member of the stage's group. Of several members of one stage, each
    /// needs an `instance` of its own, or all none.
    ///
    /// Of several inputs, a member gets the same partitions of each, as far as they go. A stage with state needs them to
    /// have equally many; one without, as ingest is, does not.
    pub fn stage(settings: &Settings, stage: &str, inputs: &'static [Topic]) -> Result<Self, Error> {
        let group = GroupConsumer::join(settings, stage, inputs)?;
        Ok(Self { group: Some(group), ..Self::writer(settings, stage)? })
    }

    /// A side that reads no partitions: it commits outputs, and hears the broadcast. `name` is not that of a stage, for
    /// two writers of one name and instance end each other's transactions.
    pub fn writer(settings: &Settings, name: &str) -> Result<Self, Error> {
        let writer = TransactionalProducer::open(settings, name)?;
        let (settings, name) = (settings.clone(), name.to_owned());
        let readers = Readers::new(&settings, &name);
        Ok(Self { settings, name, group: None, writer, readers, broadcast: BTreeMap::new() })
    }
}

impl KafkaLog {
    /// Nobody takes anything from a writer without a group: a step that surely does not count is written again.
    fn commit_alone(&mut self, step: &Step) -> Result<Commit, Error> {
        loop {
            match self.writer.commit(step, None)? {
                StepOutcome::Done => return Ok(Commit::Done),
                StepOutcome::Aborted => std::thread::sleep(self.writer.rest()),
                StepOutcome::Unknown => return Ok(Commit::Unknown),
            }
        }
    }
}

impl StageLog for KafkaLog {
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        let Some(group) = &mut self.group else { return Ok(LogArrival::Idle) };
        let rest = self.writer.rest();
        if !rest.is_zero() {
            std::thread::sleep(rest.min(wait));
            return group.keep_alive().map(|()| LogArrival::Idle);
        }
        group.next(wait, paused)
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        let Some(group) = &mut self.group else { return self.commit_alone(&step) };
        // A member that lost its partitions must not commit; it hears of the loss by `next`.
        let outcome = match group.membership(&step.positions) {
            Some(membership) => self.writer.commit(&step, Some(membership))?,
            None => StepOutcome::Aborted,
        };
        let outcome = match outcome {
            StepOutcome::Done => return Ok(Commit::Done),
            StepOutcome::Aborted => Commit::Aborted,
            StepOutcome::Unknown => Commit::Unknown,
        };
        group.rewind()?;
        Ok(outcome)
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        Ok(Box::new(Changelog::new(&self.readers, state, partition)))
    }

    fn copy(&mut self, state: Topic, partition: u32) -> Result<Option<Box<dyn SnapshotWriter>>, Error> {
        Ok(self.readers.place(state, partition)?.map(|place| Box::new(place) as Box<dyn SnapshotWriter>))
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let mut keep = |message: &BorrowedMessage<'_>| records.push(record(topic, message));
        if let Some(reader) = self.broadcast.get_mut(&topic) {
            reader.read_new(&mut keep)?;
        } else {
            let mut reader = PartitionReader::open(&self.settings, &self.name)?;
            reader.read_all(topic, 0, &mut |message| {
                keep(message);
                true
            })?;
            self.broadcast.insert(topic, reader);
        }
        Ok(records)
    }

    fn unread(&mut self) -> Result<BTreeMap<u32, u64>, Error> {
        Ok(self.group.as_mut().map(GroupConsumer::unread).unwrap_or_default())
    }

    fn open_transactions(&self) -> BTreeMap<u32, u64> {
        self.group.as_ref().map(GroupConsumer::open_transactions).unwrap_or_default()
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        let Some(group) = &self.group else { return Ok(true) };
        let (places, mut reader) = (group.places()?, PartitionReader::open(&self.settings, &self.name)?);
        let mut is_past = group.has_said_all() && !places.is_empty();
        for (topic, partition, offset) in places {
            let end = ends.first_seen(topic, partition, || reader.end(topic, partition))?;
            is_past = is_past && reader.is_past(topic, partition, offset, end)?;
        }
        Ok(is_past)
    }
}

/// Calls `f` with every committed record of a partition that is there now, until `f` has seen enough.
pub fn scan(settings: &Settings, topic: Topic, partition: u32, f: &mut dyn FnMut(Record) -> bool) -> Result<(), Error> {
    PartitionReader::open(settings, "scan")?.read_all(topic, partition, &mut |message| f(record(topic, message)))
}

fn record(topic: Topic, message: &BorrowedMessage<'_>) -> Record {
    Record {
        topic,
        partition: message.partition().cast_unsigned(),
        offset: message.offset().cast_unsigned(),
        key: message.key().unwrap_or_default().into(),
        value: message.payload().unwrap_or_default().into(),
        is_null: message.payload().is_none(),
        headers: message.headers().map(headers).unwrap_or_default(),
        // One before 1970 is none.
        time_ms: message.timestamp().to_millis().and_then(|time_ms| u64::try_from(time_ms).ok()).unwrap_or(0),
    }
}

/// The client panics at a header whose name is not UTF-8, and one such record must not stop a stage for ever: the header
/// comes as [`UNREADABLE`].
fn headers(headers: &BorrowedHeaders) -> Vec<Header> {
    let header = |place| {
        let header = headers.get(place);
        (header.key.to_owned(), header.value.unwrap_or_default().to_vec())
    };
    let read =
        |place| std::panic::catch_unwind(|| header(place)).unwrap_or_else(|_| (UNREADABLE.to_owned(), Vec::new()));
    (0..headers.count()).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_can_move_to_the_thread_that_uses_it() {
        fn moves<T: Send>() {}
        moves::<KafkaLog>();
    }
}
