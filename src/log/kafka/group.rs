//! A member of a consumer group.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

use super::rebalance::{Event, Notes};
use super::{Settings, client, fault, record};
use crate::log::{Arrival, Error};
use crate::wire::record::Record;
use crate::wire::topic::Topic;

/// Records handed over at once: enough to spread the cost of a transaction, few enough to keep it short.
const BATCH: usize = 20_000;

/// How long leaving a group may take: longer only when its broker does not answer.
const LEAVE_MAX: Duration = Duration::from_secs(5);

/// A client that has left has nothing more to tell after this.
const LEAVE_QUIET: Duration = Duration::from_millis(50);

/// A consumer that belongs to a group.
pub(super) struct Group {
    settings: Settings,
    consumer: BaseConsumer<Notes>,
    topics: Vec<(String, Topic)>,
    owned: BTreeSet<u32>,
    paused: BTreeSet<u32>,
    /// Records that came before a change of ownership which had to be said first.
    fetched: Vec<Record>,
    /// The last step was refused: the partitions are to be begun again.
    void: bool,
}

impl Group {
    /// Joins the group of a stage.
    pub(super) fn join(settings: &Settings, stage: &str, inputs: &[Topic]) -> Result<Self, Error> {
        let topics: Vec<_> = inputs.iter().map(|topic| (settings.name(*topic), *topic)).collect();
        let group = format!("{}-{stage}", settings.prefix);
        let consumer = client::member(settings, &group, topics.len() == 1, Notes::default())?;
        let names: Vec<&str> = topics.iter().map(|(name, _)| name.as_str()).collect();
        let doing = format!("join the consumer group `{group}`");
        consumer.subscribe(&names).map_err(|error| fault::end(settings, &doing, error))?;
        let settings = settings.clone();
        let (owned, paused, fetched) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        Ok(Self { settings, consumer, topics, owned, paused, fetched, void: false })
    }

    /// Waits for records or for a change of ownership.
    pub(super) fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<Arrival, Error> {
        if std::mem::take(&mut self.void) && !self.owned.is_empty() {
            return Ok(Arrival::Assigned(self.owned.iter().copied().collect()));
        }
        self.pause(paused.iter().copied().collect())?;
        if self.fetched.is_empty() {
            self.fetch(wait)?;
            if let Some(event) = self.consumer.context().take() {
                return Ok(self.apply(event));
            }
        }
        let records = std::mem::take(&mut self.fetched);
        Ok(if records.is_empty() { Arrival::Idle } else { Arrival::Records(records) })
    }

    fn fetch(&mut self, mut wait: Duration) -> Result<(), Error> {
        while self.fetched.len() < BATCH {
            // Nothing, or a rebalance: either ends the batch.
            let Some(polled) = self.consumer.poll(wait) else { break };
            wait = Duration::ZERO;
            match polled {
                Ok(message) => {
                    let named = self.topics.iter().find(|(name, _)| name == message.topic());
                    let (_, topic) = named.expect("only subscribed topics are delivered");
                    // What is lost still comes until the client says that it is.
                    if self.owned.contains(&message.partition().cast_unsigned()) {
                        self.fetched.push(record(*topic, &message));
                    }
                }
                Err(error) if fault::passes(&error) => tracing::warn!(%error, "the Kafka consumer goes on"),
                Err(error) => return Err(self.fault("read", error)),
            }
        }
        Ok(())
    }

    fn apply(&mut self, event: Event) -> Arrival {
        match event {
            Event::Assigned(partitions) => {
                self.owned.extend(&partitions);
                Arrival::Assigned(partitions)
            }
            Event::Revoked(partitions) => {
                for partition in &partitions {
                    self.owned.remove(partition);
                    self.paused.remove(partition);
                }
                // Another member may have them already.
                self.fetched.retain(|record| !partitions.contains(&record.partition));
                Arrival::Revoked(partitions)
            }
        }
    }

    fn pause(&mut self, wanted: BTreeSet<u32>) -> Result<(), Error> {
        if wanted == self.paused {
            return Ok(());
        }
        let pause = self.list(&wanted - &self.paused);
        let resume = self.list(&self.paused - &wanted);
        self.consumer.pause(&pause).map_err(|error| self.fault("pause partitions", error))?;
        self.consumer.resume(&resume).map_err(|error| self.fault("resume partitions", error))?;
        self.paused = wanted;
        Ok(())
    }

    /// The proof of membership that a commit carries; `None` when the partitions are lost.
    pub(super) fn membership(&mut self) -> Option<ConsumerGroupMetadata> {
        // In this order. A client that loses its partitions forgets its membership, and a commit without membership would
        // be let through; but it notes the loss in the same breath, so what was taken before a look at the note is sound.
        let membership = self.consumer.group_metadata();
        if self.consumer.assignment_lost() {
            self.owned.clear();
            self.fetched.clear();
            return None;
        }
        membership
    }

    /// Where the member stands in each partition that it has: topic name, partition, offset of the next record.
    pub(super) fn places(&self) -> Result<Vec<(String, i32, Offset)>, Error> {
        let failed = |error| self.fault("look where the member stands", error);
        let assigned = self.consumer.assignment().map_err(failed)?;
        let read = self.consumer.position().map_err(failed)?;
        let committed = self.consumer.committed_offsets(assigned, self.settings.patience).map_err(failed)?;
        let known = |offset: Offset| matches!(offset, Offset::Offset(_)).then_some(offset);
        let place = |place: rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
            let (name, partition) = (place.topic(), place.partition());
            let position = read.find_partition(name, partition).and_then(|place| known(place.offset()));
            (name.to_owned(), partition, position.or(known(place.offset())).unwrap_or(Offset::Beginning))
        };
        Ok(committed.elements().into_iter().map(place).collect())
    }

    /// Goes back to what is committed, and has `next` assign the partitions again.
    pub(super) fn rewind(&mut self) -> Result<(), Error> {
        self.fetched.clear();
        self.void = true;
        self.pause(BTreeSet::new())?;
        let failed = |error| self.fault("go back to the committed offsets", error);
        let assigned = self.consumer.assignment().map_err(failed)?;
        if assigned.count() == 0 {
            return Ok(());
        }
        let committed = self.consumer.committed_offsets(assigned, self.settings.patience).map_err(failed)?;
        let mut places = TopicPartitionList::new();
        for place in committed.elements() {
            let offset = if matches!(place.offset(), Offset::Offset(_)) { place.offset() } else { Offset::Beginning };
            places.add_partition_offset(place.topic(), place.partition(), offset).map_err(failed)?;
        }
        let sought = self.consumer.seek_partitions(places, self.settings.patience).map_err(failed)?;
        // A partition that is not being fetched yet will begin at what is committed, and one that no longer is, is going.
        let waits = |error: &KafkaError| {
            matches!(error.rdkafka_error_code(), Some(RDKafkaErrorCode::State | RDKafkaErrorCode::PreviousInProgress))
        };
        let failure = sought.elements().iter().find_map(|place| place.error().err().filter(|error| !waits(error)));
        failure.map_or(Ok(()), |error| Err(failed(error)))
    }

    fn list(&self, partitions: BTreeSet<u32>) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            for (name, _) in &self.topics {
                list.add_partition(name, partition.cast_signed());
            }
        }
        list
    }

    fn fault(&self, doing: &str, error: KafkaError) -> Error {
        fault::end(&self.settings, doing, error)
    }
}

impl Drop for Group {
    /// Leaves the group before the client is closed. A rebalance that the client had begun, and was not told the end of
    /// before it is closed, makes closing wait for ever (librdkafka #4527 and #4884).
    fn drop(&mut self) {
        self.consumer.unsubscribe();
        let deadline = Instant::now() + LEAVE_MAX;
        while Instant::now() < deadline {
            let is_quiet = self.consumer.poll(LEAVE_QUIET).is_none() && self.consumer.context().take().is_none();
            if is_quiet && self.consumer.assignment().is_ok_and(|assigned| assigned.count() == 0) {
                break;
            }
        }
    }
}
