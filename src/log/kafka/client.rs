//! The clients, and the properties that make of them what they are.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, ConsumerContext, DefaultConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, DefaultProducerContext, Producer};

use super::{Settings, fault, layout};
use crate::log::Error;

/// Full local queues are looked at again so often; the default of one second makes a catch-up stand still.
const BACKOFF: (&str, &str) = ("fetch.queue.backoff.ms", "10");

/// How long a fetch waits for records: so long does a partition wait that is new to the client, and so long does it take
/// to learn that a partition has ended.
const FETCH_WAIT: (&str, &str) = ("fetch.wait.max.ms", "50");

/// How long a member may not know that the group deals its partitions anew, and holds the others up.
const HEARTBEAT: (&str, &str) = ("heartbeat.interval.ms", "500");

/// What every consumer of committed records has: nothing is skipped, nothing is committed but in a transaction.
const COMMITTED: [(&str, &str); 5] = [
    ("isolation.level", "read_committed"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("auto.offset.reset", "earliest"),
    ("allow.auto.create.topics", "false"),
];

/// A member of a group that reads one topic, or several.
pub(super) fn member<C: ConsumerContext>(
    settings: &Settings,
    group: &str,
    is_single: bool,
    context: C,
) -> Result<BaseConsumer<C>, Error> {
    // Cooperative: a partition that stays keeps its state. It spreads each topic by itself, so several topics take the
    // range strategy, which gives the same numbers of all of them to the same member.
    let strategy = if is_single { "cooperative-sticky" } else { "range" };
    // Longer than a transaction, see `Settings::transaction_timeout`.
    let session_ms = (settings.transaction_timeout + Duration::from_secs(5)).as_millis().to_string();
    let usual = [BACKOFF, FETCH_WAIT, HEARTBEAT, ("session.timeout.ms", session_ms.as_str())];
    let mut fixed = COMMITTED.to_vec();
    fixed.push(("group.id", group));
    fixed.push(("enable.partition.eof", "false"));
    fixed.push(("partition.assignment.strategy", strategy));
    fixed.extend(settings.instance.as_deref().map(|instance| ("group.instance.id", instance)));
    settings.client(&usual, &fixed, context)
}

/// A consumer outside any group that says where partitions end.
pub(super) fn reader(settings: &Settings, owner: &str) -> Result<BaseConsumer, Error> {
    // The client wants a group to read at all; it never joins this one.
    let group = format!("{}-{owner}-reader", settings.prefix);
    let mut fixed = COMMITTED.to_vec();
    fixed.push(("group.id", group.as_str()));
    fixed.push(("enable.partition.eof", "true"));
    settings.client(&[BACKOFF, FETCH_WAIT], &fixed, DefaultConsumerContext)
}

/// A consumer that sees how far partitions go, what is not committed included.
pub(super) fn watcher(settings: &Settings) -> Result<BaseConsumer, Error> {
    let fixed = [("isolation.level", "read_uncommitted"), ("allow.auto.create.topics", "false")];
    settings.client(&[], &fixed, DefaultConsumerContext)
}

/// A transactional producer. What an earlier one of the same id left open is over when this returns.
pub(super) fn producer(settings: &Settings, id: &str) -> Result<BaseProducer, Error> {
    let timeout_ms = settings.transaction_timeout.as_millis().to_string();
    let usual = [
        // A step is flushed as a whole: waiting longer for more to come only makes it late.
        ("linger.ms", "1"),
        ("compression.type", "lz4"),
        // A step of 20,000 records is buffered at once.
        ("queue.buffering.max.messages", "500000"),
        // What came in can be larger than the client's default lets out, and must have room in the dead letters.
        ("message.max.bytes", layout::LARGEST),
    ];
    let fixed = [
        ("transactional.id", id),
        ("transaction.timeout.ms", timeout_ms.as_str()),
        // A failed record fails the transaction, so nobody needs to hear of the others.
        ("delivery.report.only.error", "true"),
    ];
    let producer: BaseProducer = settings.client(&usual, &fixed, DefaultProducerContext)?;
    let deadline = Instant::now() + settings.patience;
    loop {
        let error = match producer.init_transactions(deadline.saturating_duration_since(Instant::now())) {
            Ok(()) => return Ok(producer),
            Err(error) => error,
        };
        let again = matches!(&error, KafkaError::Transaction(error) if error.is_retriable());
        if !again || Instant::now() >= deadline {
            return Err(fault::end(settings, &format!("open transactions as `{id}`"), error));
        }
        producer.poll(Duration::from_millis(10));
    }
}
