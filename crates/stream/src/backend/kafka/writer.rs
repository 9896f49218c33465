//! The transactional producer: a step is written, its positions sent with it, and committed.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};
use rdkafka::types::RDKafkaErrorCode as Code;

use super::Settings;
use crate::backend::kafka::clients::bounded;
use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::client;
use crate::backend::kafka::clients::closing::ClosedInTime;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::clients::retry::Backoff;
use crate::runner::clock::now_ms;
use crate::{Error, Position, Step};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;

/// How far back the time of a record may lie, milliseconds.
const STAMP_BACK_MS: u64 = 86_400_000;

/// How long to let the client work before looking again.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// The transactional producer of one member, and the steps that the brokers have refused.
pub(super) struct TransactionalProducer {
    settings: Settings,
    producer: Arc<ClosedInTime<BaseProducer<LastWords>>>,
    id: String,
    names: Vec<String>,
    refusals: Option<Refusals>,
    /// A step failed since the producer was opened, or its end may have been asked for twice: what is left of it may still be on
    /// its way.
    is_spent: bool,
}

/// Steps that were refused in a row.
struct Refusals {
    since: Instant,
    steps: u32,
    backoff: Backoff,
    /// When the next step may be tried.
    again: Instant,
}

/// What became of a step that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepOutcome {
    /// The step is committed.
    Done,
    /// Nothing of it counts.
    Aborted,
    /// Nothing of it counts, or all of it does; it is over in any case.
    Unknown,
}

impl TransactionalProducer {
    /// Opens a writer, and ends what an earlier one of the same id left open.
    pub(super) fn open(settings: &Settings, name: &str) -> Result<Self, Error> {
        let instance = settings.instance.clone().unwrap_or_else(|| {
            // Keys of a `RandomState` are random for each process and different for each call.
            format!("{:016x}", RandomState::new().build_hasher().finish())
        });
        let id = format!("{}-{name}-{instance}", settings.prefix);
        let names = Topic::ALL.iter().map(|topic| settings.name(*topic)).collect();
        let producer = Arc::new(client::producer(settings, &id)?);
        Ok(Self { settings: settings.clone(), producer, id, names, refusals: None, is_spent: false })
    }

    /// Commits a step; `membership` proves that the positions are the writer's to commit.
    pub(super) fn commit(
        &mut self,
        step: &Step,
        membership: Option<ConsumerGroupMetadata>,
    ) -> Result<StepOutcome, Error> {
        // After an end that its owner has outlived, as HTTP does.
        self.replace_spent()?;
        let begun = Instant::now();
        // What an earlier step failed by is none of this one's.
        self.producer.context().undelivered();
        self.producer.context().inferred();
        match self.attempt(step, membership) {
            Ok(longest) => {
                self.is_spent = longest >= self.settings.sent_again_after();
                if let Some(refusals) = self.refusals.take() {
                    let (steps, after_s) = (refusals.steps, refusals.since.elapsed().as_secs());
                    tracing::info!(id = self.id, steps, after_s, "steps are committed again");
                }
                Ok(StepOutcome::Done)
            }
            Err(error) => self.give_up(begun, error),
        }
    }

    /// How long to wait before the next step, after some were refused.
    pub(super) fn rest(&self) -> Duration {
        let left = |refusals: &Refusals| refusals.again.saturating_duration_since(Instant::now());
        self.refusals.as_ref().map_or(Duration::ZERO, left)
    }

    /// Returns how long the longest of those requests took that do harm when they come once more, in the next step.
    fn attempt(&self, step: &Step, membership: Option<ConsumerGroupMetadata>) -> KafkaResult<Duration> {
        // Past the timeout the broker aborts by itself.
        let deadline = Instant::now() + self.settings.transaction_timeout;
        self.producer.begin_transaction()?;
        let now_ms = now_ms();
        for output in &step.outputs {
            self.send(output, now_ms, deadline)?;
        }
        // Before the positions: no end, whosever it is, may commit them without the records. The client's own flush looks every
        // 100 ms only.
        while self.producer.in_flight_count() > 0 && Instant::now() < deadline {
            self.producer.poll(LOOK_AGAIN);
        }
        self.check_inferred()?;
        let mut longest = Duration::ZERO;
        if let Some(membership) = membership.filter(|_| !step.positions.is_empty()) {
            let (offsets, begun) = (self.offsets(&step.positions)?, Instant::now());
            let send = move |producer: &BaseProducer<LastWords>, left| {
                producer.send_offsets_to_transaction(&offsets, &membership, left)
            };
            bounded::call(&self.producer, deadline, send)?;
            longest = begun.elapsed();
        }
        let begun = Instant::now();
        bounded::call(&self.producer, deadline, |producer, left| producer.commit_transaction(left))?;
        Ok(longest.max(begun.elapsed()))
    }

    /// No broker may have a record of which the client only infers that it was delivered. It does so of a batch that failed when a
    /// later one of the same partition is there. But a broker that has nothing of the producer yet takes a batch of any sequence
    /// number, so that the first batch can be lost on its way to a former leader, and the second is there (confluent-kafka-go #921).
    fn check_inferred(&self) -> KafkaResult<()> {
        match self.producer.context().inferred() {
            0 => Ok(()),
            records => {
                tracing::warn!(id = self.id, records, "no broker has said where records of a step lie");
                Err(KafkaError::MessageProduction(Code::Inconsistent))
            }
        }
    }

    fn send(&self, output: &Output, now_ms: u64, deadline: Instant) -> KafkaResult<()> {
        let name = &self.names[output.topic as usize];
        let mut record = BaseRecord::<[u8], [u8]>::to(name).partition(output.partition.cast_signed());
        record.key = (!output.key.is_empty()).then_some(&output.key);
        record.payload = output.value.as_deref();
        record.timestamp = stamp(output.time_ms, now_ms).and_then(|stamp| i64::try_from(stamp).ok());
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

    /// Makes sure that nothing of the step counts, or that all of it does and is over. Which of them it is does not matter
    /// to a member of a group: it begins again from what is committed.
    fn give_up(&mut self, begun: Instant, error: KafkaError) -> Result<StepOutcome, Error> {
        let fenced = matches!(&error, KafkaError::Transaction(error) if !error.txn_requires_abort());
        // A transaction fails by its records without saying why: they do.
        self.producer.poll(Duration::ZERO);
        let error = self.producer.context().undelivered().map_or(error, KafkaError::MessageProduction);
        // A client that was fenced while it sent takes no more records, and says only that it does not: another one does.
        let error = match self.producer.client().fatal_error() {
            Some((cause, _)) if error.rdkafka_error_code() == Some(Code::Fatal) => KafkaError::MessageProduction(cause),
            _ => error,
        };
        let deadline = Instant::now() + self.settings.transaction_timeout;
        let abort = |producer: &BaseProducer<LastWords>, left| producer.abort_transaction(left);
        let aborted = !fenced && bounded::call(&self.producer, deadline, abort).is_ok();
        self.is_spent = true;
        let (id, now) = (self.id.as_str(), Instant::now());
        let first = || Refusals { since: begun, steps: 0, backoff: Backoff::new(id), again: now };
        let refusals = self.refusals.get_or_insert_with(first);
        refusals.steps += 1;
        let (steps, after_s) = (refusals.steps, refusals.since.elapsed().as_secs());
        if !fault::passes(&error) || refusals.since.elapsed() > self.settings.patience {
            let doing = format!("commit a step as `{id}`, refused {steps} times in {after_s} s,");
            self.refusals = None;
            return Err(fault::end(&self.settings, &doing, error));
        }
        tracing::warn!(%error, id, steps, after_s, "a step was aborted, it is done again");
        // The first refusal is mostly a rebalance's, and over.
        let pause = if steps == 1 { Duration::ZERO } else { refusals.backoff.pause() };
        refusals.again = Instant::now() + pause;
        self.replace_spent()?;
        Ok(if aborted { StepOutcome::Aborted } else { StepOutcome::Unknown })
    }

    /// Takes a new epoch of the same id after a step that failed, or one whose end was perhaps sent twice over: the broker ends what
    /// is left of the old one first, and refuses what comes late. In the same epoch, requests that are still on their way would
    /// count in the next step: a late end commits half of it (librdkafka #5423).
    fn replace_spent(&mut self) -> Result<(), Error> {
        if self.is_spent {
            self.producer = Arc::new(client::producer(&self.settings, &self.id)?);
            self.is_spent = false;
        }
        Ok(())
    }
}

/// What Kafka keeps as the time of a record; `None` for now. Brokers refuse records of the future, and keep those of long ago
/// for less time: whoever sent an event may have had any clock, so its time counts for a day back.
fn stamp(time_ms: u64, now_ms: u64) -> Option<u64> {
    (time_ms > 0).then(|| time_ms.clamp(now_ms.saturating_sub(STAMP_BACK_MS), now_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_records_are_of_the_last_day() {
        let now = 1_700_000_000_000;
        let stamps = [0, 1, now - 1_000, now, now + 1, u64::MAX].map(|time| stamp(time, now));
        let day_back = now - STAMP_BACK_MS;
        assert_eq!(stamps, [None, Some(day_back), Some(now - 1_000), Some(now), Some(now), Some(now)]);
    }

    #[test]
    fn topics_index_their_names() {
        assert!(Topic::ALL.iter().enumerate().all(|(place, topic)| *topic as usize == place));
    }
}
