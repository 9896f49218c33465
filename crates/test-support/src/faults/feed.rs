//! Writes a load at a steady pace, each record once, whatever befalls the brokers.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rdkafka::ClientConfig;
use rdkafka::Message;
use rdkafka::client::ClientContext;
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;

use crate::faults::load::PARTITIONS;
use crate::kafka::topics;

/// A pace at which all that is left is written at once.
const UNBOUNDED: u32 = u32::MAX;

/// So often is written what is due.
const BEAT: Duration = Duration::from_millis(20);

/// One record in so many is held back for the time after a fault, however long that takes to be got over.
const HELD_IN: usize = 5;

/// How long the brokers may take to confirm the last records.
const FLUSH_MAX: Duration = Duration::from_secs(300);

/// A load on its way.
pub struct Feed {
    total: usize,
    /// Records that are let go after each fault.
    share: usize,
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
    settings: Settings,
}

#[derive(Default)]
struct Shared {
    sent: AtomicUsize,
    confirmed: AtomicUsize,
    failed: AtomicUsize,
    /// Records that are there, and no broker has said where.
    unplaced: Mutex<Vec<Unplaced>>,
    pace: AtomicU32,
    held: AtomicUsize,
}

impl Feed {
    /// Begins to write the records, so many a second, during so many faults.
    pub fn start(settings: &Settings, records: Vec<Output>, pace: u32, faults: usize) -> Self {
        let held = records.len() / HELD_IN;
        let shared = Shared { pace: AtomicU32::new(pace), held: AtomicUsize::new(held), ..Shared::default() };
        let shared = Arc::new(shared);
        let mut config = ClientConfig::new();
        config.extend(settings.properties.clone());
        // The client itself sends again what a broker did not confirm, and the broker drops what it has already.
        config.set("enable.idempotence", "true").set("message.timeout.ms", "0").set("linger.ms", "5");
        config.set("reconnect.backoff.max.ms", "200");
        config.set("queue.buffering.max.messages", "1000000").set("compression.type", "lz4");
        let producer: BaseProducer<Told> =
            config.create_with_context(Told(Arc::clone(&shared))).expect("the properties are right");
        let names: Vec<String> = Topic::ALL.iter().map(|topic| settings.name(*topic)).collect();
        let (total, of_thread) = (records.len(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || write(&producer, &names, &records, &of_thread));
        Self { total, share: held / faults.max(1), shared, thread, settings: settings.clone() }
    }

    /// Records that have been written.
    pub fn sent(&self) -> usize {
        self.shared.sent.load(Ordering::Relaxed)
    }

    /// Goes slower where the rest would else last less than this: it is not to end before a fault is got over.
    pub fn stretch(&self, to: Duration) {
        if self.lasts() < to {
            let pace = (self.total - self.sent()) as f64 / to.as_secs_f64();
            self.shared.pace.store((pace as u32).max(1), Ordering::Relaxed);
        }
    }

    /// Lets go what is held back for the time after one fault.
    pub fn let_go(&self) {
        let less = |held: usize| Some(held.saturating_sub(self.share));
        _ = self.shared.held.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// How long the rest lasts at the pace.
    pub fn lasts(&self) -> Duration {
        let left = self.total - self.sent();
        Duration::from_secs_f64(left as f64 / f64::from(self.shared.pace.load(Ordering::Relaxed)))
    }

    /// Writes what is left at once, and waits until the brokers have confirmed all of it.
    pub fn finish(self) {
        self.shared.held.store(0, Ordering::Relaxed);
        self.shared.pace.store(UNBOUNDED, Ordering::Relaxed);
        self.thread.join().expect("the feed does not panic");
        let count = |of: &AtomicUsize| of.load(Ordering::Relaxed);
        assert_eq!(count(&self.shared.failed), 0, "the brokers refused records");
        let unplaced = std::mem::take(&mut *self.shared.unplaced.lock().unwrap_or_else(PoisonError::into_inner));
        assert_eq!(count(&self.shared.confirmed) + unplaced.len(), self.total, "the brokers have all of it");
        for topic in Topic::ALL {
            let of = unplaced.iter().filter(|record| record.topic == self.settings.name(topic)).collect::<Vec<_>>();
            assert!(are_there(&self.settings, topic, &of), "{topic:?} has not all that the client took for delivered");
        }
    }
}

fn are_there(settings: &Settings, topic: Topic, records: &[&Unplaced]) -> bool {
    if records.is_empty() {
        return true;
    }
    let mut settings = settings.clone();
    // A step that is open is none of the feed's.
    settings.properties.insert("isolation.level".to_owned(), "read_uncommitted".to_owned());
    let partitions = if topic.is_broadcast() { 1 } else { PARTITIONS };
    let seen = topics::read(&settings, topic, partitions, 0);
    let is_there = |record: &&Unplaced| seen[record.partition as usize].iter().any(|seen| seen.value == record.value);
    records.iter().all(is_there)
}

/// A record that the client takes for delivered. A broker that died and is back knows the last batch of a producer alone: of an
/// older one that is sent again it says that it has it, and no longer where. But the client also only infers, at times, that a
/// batch is there. So they are looked for.
struct Unplaced {
    topic: String,
    partition: u32,
    value: Vec<u8>,
}

/// Counts what the brokers confirm.
struct Told(Arc<Shared>);

impl ClientContext for Told {}

impl ProducerContext for Told {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        match result {
            Ok(record) if record.offset() >= 0 => _ = self.0.confirmed.fetch_add(1, Ordering::Relaxed),
            Ok(record) => {
                let (topic, partition) = (record.topic().to_owned(), record.partition().cast_unsigned());
                let value = record.payload().unwrap_or_default().to_vec();
                let mut unplaced = self.0.unplaced.lock().unwrap_or_else(PoisonError::into_inner);
                unplaced.push(Unplaced { topic, partition, value });
            }
            Err(_) => _ = self.0.failed.fetch_add(1, Ordering::Relaxed),
        }
    }
}

fn write(producer: &BaseProducer<Told>, names: &[String], records: &[Output], shared: &Shared) {
    let (mut left, mut places) = (records.iter(), BTreeSet::new());
    let (mut due, mut looked) = (0.0, Instant::now());
    while left.len() > 0 {
        let pace = shared.pace.load(Ordering::Relaxed);
        due += looked.elapsed().as_secs_f64() * f64::from(pace);
        looked = Instant::now();
        let now = left.len().saturating_sub(shared.held.load(Ordering::Relaxed)).min(due as usize);
        due = (due - now as f64).min(f64::from(pace));
        for record in left.by_ref().take(now) {
            send(producer, &names[record.topic as usize], record);
            shared.sent.fetch_add(1, Ordering::Relaxed);
            if places.insert((record.topic, record.partition)) {
                // The first alone: a broker that has nothing of the producer takes the second without the first.
                producer.flush(FLUSH_MAX).expect("the brokers confirm");
            }
        }
        producer.poll(BEAT);
    }
    producer.flush(FLUSH_MAX).expect("the brokers confirm");
}

fn send(producer: &BaseProducer<Told>, name: &str, output: &Output) {
    let mut record = BaseRecord::<[u8], [u8]>::to(name).partition(output.partition.cast_signed());
    record.key = (!output.key.is_empty()).then_some(&output.key);
    record.payload = output.value.as_deref();
    loop {
        match producer.send(record) {
            Ok(()) => return,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => record = back,
            Err((error, _)) => panic!("a record cannot be sent: {error}"),
        }
        producer.poll(BEAT);
    }
}
