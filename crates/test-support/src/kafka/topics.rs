//! Topics from outside: made, and looked at as any consumer would.

use crate::process::program::PATIENCE;
use std::time::{Duration, Instant};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::Message;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

/// A record as a consumer sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    /// Its place in its partition.
    pub offset: u64,
    /// The key; empty where it has none.
    pub key: Vec<u8>,
    /// The bytes of its value.
    pub value: Vec<u8>,
}

/// Makes a topic as someone else would.
pub fn make(settings: &Settings, topic: Topic, partitions: i32, properties: &[(&str, &str)]) {
    let mut config = ClientConfig::new();
    for (key, value) in &settings.properties {
        config.set(key, value);
    }
    let client: AdminClient<_> = config.create().expect("the properties are right");
    let name = settings.name(topic);
    let new = NewTopic::new(&name, partitions, TopicReplication::Fixed(1));
    let new = properties.iter().fold(new, |new, (key, value)| new.set(key, value));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be had");
    let made = runtime.block_on(client.create_topics([&new], &AdminOptions::new())).expect("the broker answers");
    assert_eq!(made, [Ok(name.clone())]);
}

/// Reads a topic with `read_committed`, each partition in order, until it has `count` records or more.
pub fn read(settings: &Settings, topic: Topic, partitions: u32, count: usize) -> Vec<Vec<Seen>> {
    let consumer = consumer(settings, "outside");
    let mut list = TopicPartitionList::new();
    for partition in 0..partitions.cast_signed() {
        let added = list.add_partition_offset(&settings.name(topic), partition, Offset::Beginning);
        added.expect("the offset is one");
    }
    consumer.assign(&list).expect("partitions can be assigned");
    let mut seen = vec![Vec::new(); partitions as usize];
    let mut ended = vec![false; partitions as usize];
    let (mut deadline, mut trouble) = (Instant::now() + PATIENCE, None);
    while seen.iter().map(Vec::len).sum::<usize>() < count || ended.contains(&false) {
        assert!(
            Instant::now() < deadline,
            "{topic:?} has {} of {count} records: {trouble:?}",
            seen.iter().map(Vec::len).sum::<usize>()
        );
        match consumer.poll(Duration::from_millis(100)) {
            Some(Ok(message)) => {
                deadline = Instant::now() + PATIENCE;
                let partition = message.partition().cast_unsigned() as usize;
                ended[partition] = false;
                let (key, value) = (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
                let offset = message.offset().cast_unsigned();
                seen[partition].push(Seen { offset, key: key.to_vec(), value: value.to_vec() });
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => ended[partition.cast_unsigned() as usize] = true,
            // The client mends what can be mended, within the patience.
            Some(Err(error)) => trouble = Some(error),
            None => {}
        }
    }
    seen
}

/// The committed position of a stage in a partition; `None` while there is none.
pub fn committed(settings: &Settings, stage: &str, input: Topic, partition: u32) -> Option<u64> {
    let mut list = TopicPartitionList::new();
    list.add_partition(&settings.name(input), partition.cast_signed());
    let committed = consumer(settings, stage).committed_offsets(list, PATIENCE).expect("the group answers");
    let offset = committed.elements().first().map(|place| place.offset());
    offset.and_then(Offset::to_raw).and_then(|next| u64::try_from(next).ok())
}

/// Sees how far a stage has come.
pub struct Watch {
    consumer: BaseConsumer,
    name: String,
    ends: Vec<u64>,
}

impl Watch {
    /// Watches a stage until it is through its input as it is now, `count` records.
    pub fn new(settings: &Settings, stage: &str, input: Topic, partitions: u32, count: usize) -> Self {
        let last = |records: &Vec<Seen>| records.last().map_or(0, |last| last.offset + 1);
        let ends = read(settings, input, partitions, count).iter().map(last).collect();
        Self { consumer: consumer(settings, stage), name: settings.name(input), ends }
    }

    /// Whether all of it is committed.
    pub fn is_through(&self) -> bool {
        let mut list = TopicPartitionList::new();
        list.add_partition_range(&self.name, 0, self.ends.len() as i32 - 1);
        let committed = self.consumer.committed_offsets(list, PATIENCE).expect("the group answers");
        let reached = |(partition, end): (usize, &u64)| {
            let place = committed.find_partition(&self.name, partition as i32).expect("it was asked for");
            *end == 0 || place.offset().to_raw().is_some_and(|next| next >= end.cast_signed())
        };
        self.ends.iter().enumerate().all(reached)
    }
}

fn consumer(settings: &Settings, group: &str) -> BaseConsumer {
    let mut config = ClientConfig::new();
    for (key, value) in &settings.properties {
        config.set(key, value);
    }
    config.set("group.id", format!("{}-{group}", settings.prefix));
    config.set("enable.auto.commit", "false").set("enable.partition.eof", "true").set("fetch.wait.max.ms", "10");
    config.create().expect("the properties are right")
}
