//! The clients, and the properties that make of them what they are.

use std::time::Instant;

use rdkafka::consumer::{BaseConsumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, Producer};

use crate::Error;
use crate::backend::kafka::Settings;
use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::closing::ClosedInTime;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::clients::retry::Backoff;
use crate::backend::kafka::clients::settings::RETRY;
use crate::backend::kafka::topics::layout;

/// Full local queues are looked at again so often; the default of one second makes a catch-up stand still.
const BACKOFF: (&str, &str) = ("fetch.queue.backoff.ms", "10");

/// How long a fetch waits for records: so long does a partition wait that is new to the client, and so long does it take
/// to learn that a partition has ended.
const FETCH_WAIT: (&str, &str) = ("fetch.wait.max.ms", "50");

/// How long a member may not know that the group deals its partitions anew, and holds the others up.
const HEARTBEAT: (&str, &str) = ("heartbeat.interval.ms", "500");

/// A broker that is back is found within this; the default of ten seconds would be longer than most restarts.
const RECONNECT: (&str, &str) = ("reconnect.backoff.max.ms", "1000");

/// A broker that has died without a word, or is frozen, is given up after this; the default is a minute. Of a producer it
/// is set by the client, to a little less than the transaction's timeout.
const SILENCE: (&str, &str) = ("socket.timeout.ms", "10000");

/// How often a member's client tells how far its partitions go: what it tells has a few kilobytes for each.
const TELL_EVERY: (&str, &str) = ("statistics.interval.ms", "2000");

/// What every consumer of committed records has: nothing is skipped, nothing is committed but in a transaction.
const COMMITTED: [(&str, &str); 5] = [
    ("isolation.level", "read_committed"),
    ("enable.auto.commit", "false"),
    ("enable.auto.offset.store", "false"),
    ("auto.offset.reset", "earliest"),
    ("allow.auto.create.topics", "false"),
];

/// A member of a group that reads one topic, or several.
pub(in crate::backend::kafka) fn member<C: ConsumerContext + 'static>(
    settings: &Settings,
    group: &str,
    is_single: bool,
    context: C,
) -> Result<ClosedInTime<BaseConsumer<C>>, Error> {
    // Cooperative: a partition that stays keeps its state. It spreads each topic by itself, so several topics take the
    // range strategy, which gives the same numbers of all of them to the same member. So do members with names: what a
    // cooperative member gives back is dealt in a second round, for which it joins again; a named one that dies between the
    // two comes back into a group that takes itself for settled, and what it gave back is nobody's.
    let is_cooperative = is_single && settings.instance.is_none();
    let strategy = if is_cooperative { "cooperative-sticky" } else { "range" };
    // Longer than a transaction, see `Settings::transaction_timeout`.
    let session_ms = settings.session_timeout()?.as_millis().to_string();
    let silent_ms = settings.silence_max().as_millis().to_string();
    let queue_kb = settings.queue_kb().to_string();
    let usual = [
        BACKOFF,
        FETCH_WAIT,
        HEARTBEAT,
        RECONNECT,
        SILENCE,
        TELL_EVERY,
        ("session.timeout.ms", session_ms.as_str()),
        ("max.poll.interval.ms", silent_ms.as_str()),
        // It bounds a fetch as well, so that twice as much is in the client at most.
        ("queued.max.messages.kbytes", queue_kb.as_str()),
    ];
    let mut fixed = COMMITTED.to_vec();
    fixed.push(("group.id", group));
    fixed.push(("enable.partition.eof", "false"));
    fixed.push(("partition.assignment.strategy", strategy));
    fixed.extend(settings.instance.as_deref().map(|instance| ("group.instance.id", instance)));
    settings.client(&usual, &fixed, context).map(ClosedInTime::new)
}

/// A consumer outside any group that says where partitions end.
pub(in crate::backend::kafka) fn reader(
    settings: &Settings,
    owner: &str,
) -> Result<ClosedInTime<BaseConsumer<LastWords>>, Error> {
    // The client wants a group to read at all; it never joins this one.
    let group = format!("{}-{owner}-reader", settings.prefix);
    let mut fixed = COMMITTED.to_vec();
    fixed.push(("group.id", group.as_str()));
    fixed.push(("enable.partition.eof", "true"));
    let queue_kb = settings.queue_kb().to_string();
    let usual = [BACKOFF, FETCH_WAIT, RECONNECT, SILENCE, ("queued.max.messages.kbytes", queue_kb.as_str())];
    settings.client(&usual, &fixed, LastWords::default()).map(ClosedInTime::new)
}

/// Whether clients can be made as configured: they are made, with brokers at a port of this machine where none listens, so that
/// nobody is asked or waited for.
pub fn check(settings: &Settings) -> Result<(), Error> {
    let mut settings = settings.clone();
    settings.properties.insert("bootstrap.servers".to_owned(), "127.0.0.1:1".to_owned());
    member(&settings, &settings.prefix, true, LastWords::default()).map(drop)?;
    let producer: Result<BaseProducer<LastWords>, Error> = settings.client(&[], &[], LastWords::default());
    producer.map(drop)
}

/// A consumer that sees how far partitions go, what is not committed included.
pub(in crate::backend::kafka) fn watcher(settings: &Settings) -> Result<ClosedInTime<BaseConsumer<LastWords>>, Error> {
    let fixed = [("isolation.level", "read_uncommitted"), ("allow.auto.create.topics", "false")];
    settings.client(&[RECONNECT, SILENCE], &fixed, LastWords::default()).map(ClosedInTime::new)
}

/// A transactional producer. What an earlier one of the same id left open is over when this returns.
pub(in crate::backend::kafka) fn producer(
    settings: &Settings,
    id: &str,
) -> Result<ClosedInTime<BaseProducer<LastWords>>, Error> {
    let timeout_ms = settings.transaction_timeout.as_millis().to_string();
    let usual = [
        // A step is flushed as a whole: waiting longer for more to come only makes it late.
        ("linger.ms", "1"),
        ("compression.type", "lz4"),
        // A step of 20,000 records is buffered at once.
        ("queue.buffering.max.messages", "500000"),
        // The largest record must find room; the default is a gigabyte.
        ("queue.buffering.max.kbytes", "131072"),
        RECONNECT,
        RETRY,
        // What came in can be larger than the client's default lets out, and must have room in the dead letters.
        ("message.max.bytes", layout::LARGEST),
    ];
    let fixed = [
        ("transactional.id", id),
        ("transaction.timeout.ms", timeout_ms.as_str()),
        // Of those that were delivered as well: the client also says so of records of which it only infers it.
        ("delivery.report.only.error", "false"),
    ];
    let producer: BaseProducer<LastWords> = settings.client(&usual, &fixed, LastWords::default())?;
    let producer = ClosedInTime::new(producer);
    let deadline = Instant::now() + settings.patience;
    let mut backoff = Backoff::new(id);
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let Err(error) = producer.init_transactions(left) else { return Ok(producer) };
        let again = matches!(&error, KafkaError::Transaction(error) if error.is_retriable());
        if !again || Instant::now() >= deadline {
            let doing = format!("open transactions as `{id}`");
            return Err(fault::end_with(settings, &doing, error, producer.context().words()));
        }
        producer.poll(backoff.pause().min(deadline.saturating_duration_since(Instant::now())));
    }
}
