//! The transactional producer: a step is written, its positions sent with it, and committed.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::{Settings, client, fault};
use crate::log::{Commit, Error, Position, Step};
use crate::wire::record::Output;
use crate::wire::topic::Topic;

/// Refused steps in a row before the log gives up: a rebalance or a broker's restart costs one or two, and what costs ten
/// does not pass.
const REFUSED_MAX: u32 = 10;

/// How long to let the client work before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// A transactional producer.
pub(super) struct Writer {
    settings: Settings,
    producer: BaseProducer,
    id: String,
    names: Vec<String>,
    refused: u32,
}

impl Writer {
    /// Opens a writer, and ends what an earlier one of the same id left open.
    pub(super) fn open(settings: &Settings, name: &str) -> Result<Self, Error> {
        let instance = settings.instance.clone().unwrap_or_else(|| {
            // Keys of a `RandomState` are random for each process and different for each call.
            format!("{:016x}", RandomState::new().build_hasher().finish())
        });
        let id = format!("{}-{name}-{instance}", settings.prefix);
        let names = Topic::ALL.iter().map(|topic| settings.name(*topic)).collect();
        let producer = client::producer(settings, &id)?;
        Ok(Self { settings: settings.clone(), producer, id, names, refused: 0 })
    }

    /// Commits a step; `membership` proves that the positions are the writer's to commit.
    pub(super) fn commit(&mut self, step: &Step, membership: Option<&ConsumerGroupMetadata>) -> Result<Commit, Error> {
        match self.attempt(step, membership) {
            Ok(()) => {
                self.refused = 0;
                Ok(Commit::Done)
            }
            Err(error) => self.give_up(error).map(|()| Commit::Aborted),
        }
    }

    fn attempt(&self, step: &Step, membership: Option<&ConsumerGroupMetadata>) -> KafkaResult<()> {
        // Past the timeout the broker aborts by itself.
        let deadline = Instant::now() + self.settings.transaction_timeout;
        self.producer.begin_transaction()?;
        for output in &step.outputs {
            self.send(output, deadline)?;
        }
        if let Some(membership) = membership.filter(|_| !step.positions.is_empty()) {
            let offsets = self.offsets(&step.positions)?;
            self.repeat(deadline, |left| self.producer.send_offsets_to_transaction(&offsets, membership, left))?;
        }
        // The client's own flush looks every 100 ms only.
        while self.producer.in_flight_count() > 0 && Instant::now() < deadline {
            self.producer.poll(LOOK_AGAIN);
        }
        self.repeat(deadline, |left| self.producer.commit_transaction(left))
    }

    fn send(&self, output: &Output, deadline: Instant) -> KafkaResult<()> {
        let name = &self.names[output.topic as usize];
        let mut record = BaseRecord::<[u8], [u8]>::to(name).partition(output.partition.cast_signed());
        record.key = (!output.key.is_empty()).then_some(&output.key);
        record.payload = output.value.as_deref();
        if !output.headers.is_empty() {
            let headers = OwnedHeaders::new_with_capacity(output.headers.len());
            let insert = |headers: OwnedHeaders, (key, value): &(String, Vec<u8>)| {
                headers.insert(Header { key, value: Some(value.as_slice()) })
            };
            record.headers = Some(output.headers.iter().fold(headers, insert));
        }
        loop {
            match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(Code::QueueFull), back)) if Instant::now() < deadline => {
                    record = back;
                }
                Err((error, _)) => return Err(error),
            }
            self.producer.poll(LOOK_AGAIN);
        }
    }

    fn offsets(&self, positions: &[Position]) -> KafkaResult<TopicPartitionList> {
        let mut offsets = TopicPartitionList::with_capacity(positions.len());
        for position in positions {
            let next = rdkafka::Offset::Offset(position.next.cast_signed());
            let name = &self.names[position.topic as usize];
            offsets.add_partition_offset(name, position.partition.cast_signed(), next)?;
        }
        Ok(offsets)
    }

    /// Calls again what can be called again.
    fn repeat(&self, deadline: Instant, mut call: impl FnMut(Duration) -> KafkaResult<()>) -> KafkaResult<()> {
        loop {
            match call(deadline.saturating_duration_since(Instant::now()).max(LOOK_AGAIN)) {
                Err(KafkaError::Transaction(error)) if error.is_retriable() && Instant::now() < deadline => {
                    self.producer.poll(LOOK_AGAIN);
                }
                outcome => return outcome,
            }
        }
    }

    /// Makes sure that nothing of the step counts, or that all of it does and is over. Which of them it is does not
    /// matter: the member begins again from what is committed.
    fn give_up(&mut self, error: KafkaError) -> Result<(), Error> {
        let fenced = matches!(&error, KafkaError::Transaction(error) if !error.txn_requires_abort());
        let deadline = Instant::now() + self.settings.transaction_timeout;
        let aborted = !fenced && self.repeat(deadline, |left| self.producer.abort_transaction(left)).is_ok();
        self.refused += 1;
        if fault::advice(&error).is_some() || self.refused >= REFUSED_MAX {
            return Err(fault::end(&self.settings, "commit a step", error));
        }
        tracing::warn!(%error, id = self.id, "a step was aborted, it is done again");
        if !aborted {
            // A new epoch of the same id: the broker ends what is left of the old one first.
            self.producer = client::producer(&self.settings, &self.id)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_index_their_names() {
        assert!(Topic::ALL.iter().enumerate().all(|(place, topic)| *topic as usize == place));
    }
}
