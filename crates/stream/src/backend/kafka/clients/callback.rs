//! What the clients call back, as one closed list.
//!
//! A client calls back while it is polled, by the thread that owns it: the callback only notes what happened, and the owner
//! takes the notes in its turn. One poll handles one rebalance at most, so records and changes of ownership never overtake
//! each other.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, RebalanceProtocol};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::ProducerContext;
use rdkafka::types::{RDKafkaErrorCode as Code, RDKafkaRespErr};
use rdkafka::{ClientContext, Message, Statistics, TopicPartitionList};

use crate::backend::kafka::clients::fault;
use crate::backend::kafka::reading::unread::{self, ReportedOffsets};

/// How the client's words begin when it could not fetch committed offsets. No code says so.
const UNPLACED: &str = "Failed to fetch committed offsets";

/// What a member of a group is called back for; partitions by number.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::backend::kafka) enum GroupEvent {
    /// These partitions are the member's.
    Assigned(Vec<u32>),
    /// The group asked for these partitions and they were handed over: what was processed of them is committed.
    Revoked(Vec<u32>),
    /// These partitions were taken away unasked, others may have them already: what is not committed of them is void.
    Lost(Vec<u32>),
    /// The client could not take partitions over, or not give them away: it no longer knows what it owns.
    Unassignable(KafkaError),
    /// The owner did not poll for `max.poll.interval.ms`: the group has given its partitions to others.
    PolledTooLate(String),
    /// No broker can be reached. The client keeps trying.
    Unreachable(String),
    /// The client could not learn where its partitions are committed, and does not ask again: it never begins to read them.
    Unplaced(String),
    /// Something else went wrong, in the client's words; the code says whether it passes.
    Trouble(Code, String),
    /// The client is of no use any more.
    Fatal(String),
}

/// What a member's client called back and its owner has not taken yet.
#[derive(Default)]
pub(in crate::backend::kafka) struct Notes {
    events: Mutex<VecDeque<GroupEvent>>,
    ends: Mutex<Option<ReportedOffsets>>,
}

impl Notes {
    /// Takes the oldest event that is left; `None` where there is none.
    pub(in crate::backend::kafka) fn take(&self) -> Option<GroupEvent> {
        self.lock().pop_front()
    }

    /// How far partitions go, if the client has told of it since this was asked last.
    pub(in crate::backend::kafka) fn ends(&self) -> Option<ReportedOffsets> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn push(&self, event: GroupEvent) {
        self.lock().push_back(event);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<GroupEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Notes {
    fn stats(&self, told: Statistics) {
        *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = Some(unread::ends(&told));
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let reason = reason.to_owned();
        self.push(match error.rdkafka_error_code() {
            Some(Code::Fatal) => GroupEvent::Fatal(reason),
            Some(Code::AllBrokersDown) => GroupEvent::Unreachable(reason),
            Some(Code::PollExceeded) => GroupEvent::PolledTooLate(reason),
            Some(code) if fault::code_passes(code) && reason.starts_with(UNPLACED) => GroupEvent::Unplaced(reason),
            Some(code) => GroupEvent::Trouble(code, reason),
            None => return,
        });
    }

    fn log(&self, level: RDKafkaLogLevel, _: &str, line: &str) {
        log(level, line);
    }
}

impl ConsumerContext for Notes {
    /// As the client's own, which looks away when the change fails.
    fn rebalance(&self, consumer: &BaseConsumer<Self>, what: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let is_cooperative = matches!(consumer.rebalance_protocol(), RebalanceProtocol::Cooperative);
        let (event, done): (fn(Vec<u32>) -> GroupEvent, _) =
            if what == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
                (
                    GroupEvent::Assigned,
                    if is_cooperative { consumer.incremental_assign(list) } else { consumer.assign(list) },
                )
            } else {
                // Asked before the change, which ends the loss.
                let event = if consumer.assignment_lost() { GroupEvent::Lost } else { GroupEvent::Revoked };
                (event, give_away(consumer, is_cooperative, list))
            };
        let numbers: BTreeSet<u32> = list.elements().iter().map(|place| place.partition().cast_unsigned()).collect();
        if !numbers.is_empty() {
            self.push(event(numbers.into_iter().collect()));
        }
        if let Err(error) = done {
            self.push(GroupEvent::Unassignable(error));
        }
    }
}

fn give_away(consumer: &BaseConsumer<Notes>, is_cooperative: bool, list: &TopicPartitionList) -> KafkaResult<()> {
    // A pause would outlive the ownership, and hold the partition back should it ever return.
    if let Err(error) = consumer.resume(list) {
        tracing::warn!(%error, "partitions that go stay paused");
    }
    if is_cooperative { consumer.incremental_unassign(list) } else { consumer.unassign() }
}

/// What a client without a group said last, for the error that ends it.
#[derive(Default)]
pub(in crate::backend::kafka) struct LastWords(Mutex<ClientReport>);

#[derive(Default)]
struct ClientReport {
    words: Option<String>,
    undelivered: Option<Code>,
    inferred: u64,
}

impl LastWords {
    /// What the client said last, once.
    pub(in crate::backend::kafka) fn words(&self) -> Option<String> {
        self.lock().words.take()
    }

    /// Why the first record was not delivered since this was asked last.
    pub(in crate::backend::kafka) fn undelivered(&self) -> Option<Code> {
        self.lock().undelivered.take()
    }

    /// How many records have been delivered since this was asked last as far as the client infers: no broker has said where they lie.
    pub(in crate::backend::kafka) fn inferred(&self) -> u64 {
        std::mem::take(&mut self.lock().inferred)
    }

    fn lock(&self) -> MutexGuard<'_, ClientReport> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for LastWords {
    fn error(&self, error: KafkaError, reason: &str) {
        if error.rdkafka_error_code() != Some(Code::PartitionEOF) {
            tracing::debug!(%error, reason, "a Kafka client is in trouble");
            self.lock().words = Some(reason.to_owned());
        }
    }

    fn log(&self, level: RDKafkaLogLevel, _: &str, line: &str) {
        log(level, line);
    }
}

impl ConsumerContext for LastWords {}

impl ProducerContext for LastWords {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let (error, record) = match result {
            Ok(record) if record.offset() < 0 => return self.lock().inferred += 1,
            Ok(_) => return,
            Err((error, record)) => (error, record),
        };
        let code = error.rdkafka_error_code();
        // Aborting a step gives up what it had not sent yet: that is no reason of its own.
        if !matches!(code, Some(Code::PurgeQueue | Code::PurgeInflight)) {
            tracing::debug!(%error, topic = record.topic(), "a record was not delivered");
            let mut said = self.lock();
            said.undelivered = said.undelivered.or(code);
        }
    }
}

/// The client's own lines repeat what is called back, for each connection and each attempt: they are for debugging.
fn log(level: RDKafkaLogLevel, line: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::error!(line, "librdkafka");
        }
        _ => tracing::debug!(line, "librdkafka"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_apart_and_keep_their_order() {
        let notes = Notes::default();
        let codes = [Code::AllBrokersDown, Code::PollExceeded, Code::TopicAuthorizationFailed, Code::Fatal];
        codes.into_iter().for_each(|code| notes.error(KafkaError::Global(code), "why"));
        let why = || "why".to_owned();
        let expected = [
            GroupEvent::Unreachable(why()),
            GroupEvent::PolledTooLate(why()),
            GroupEvent::Trouble(Code::TopicAuthorizationFailed, why()),
            GroupEvent::Fatal(why()),
        ];
        assert_eq!(std::iter::from_fn(|| notes.take()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_end_of_a_partition_is_no_trouble() {
        let said = LastWords::default();
        said.error(KafkaError::Global(Code::PartitionEOF), "the end");
        assert_eq!(said.words(), None);
        said.error(KafkaError::Global(Code::AllBrokersDown), "none is left");
        assert_eq!((said.words().as_deref(), said.words()), (Some("none is left"), None));
    }
}
