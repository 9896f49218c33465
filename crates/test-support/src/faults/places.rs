//! Where the stages are, and who has which partitions, as the brokers know it.

use std::time::Duration;

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaResult;
use rdkafka::{ClientConfig, TopicPartitionList};

use crate::faults::load::PARTITIONS;

/// How long to wait for an answer: a broker that is down gives none, and is asked again.
const ANSWER_MAX: Duration = Duration::from_secs(2);

/// Looks at the group of one stage.
pub struct Places {
    config: ClientConfig,
    consumer: BaseConsumer,
    group: String,
    name: String,
}

impl Places {
    /// Looks at a stage and one of its inputs.
    pub fn new(settings: &Settings, stage: &str, input: Topic) -> Self {
        let group = format!("{}-{stage}", settings.prefix);
        let mut config = ClientConfig::new();
        config.extend(settings.properties.clone());
        config.set("group.id", &group).set("enable.auto.commit", "false").set("isolation.level", "read_uncommitted");
        // The one that looks is not to be what one waits for.
        config.set("reconnect.backoff.max.ms", "200");
        let consumer = config.create().expect("the properties are right");
        Self { config, consumer, group, name: settings.name(input) }
    }

    /// The committed position in each partition; nothing while the brokers do not answer.
    pub fn committed(&self) -> Option<Vec<i64>> {
        let mut list = TopicPartitionList::new();
        list.add_partition_range(&self.name, 0, PARTITIONS.cast_signed() - 1);
        let committed = self.consumer.committed_offsets(list, ANSWER_MAX).ok()?;
        let of = |partition: u32| {
            let place = committed.find_partition(&self.name, partition.cast_signed())?;
            place.error().ok()?;
            Some(place.offset().to_raw().unwrap_or(0).max(0))
        };
        (0..PARTITIONS).map(of).collect()
    }

    /// The end of each partition, what is not committed included.
    pub fn ends(&self) -> Option<Vec<i64>> {
        // A client goes on asking a leader that has died: a new one looks who leads now.
        let look: BaseConsumer = self.config.create().expect("the properties are right");
        let end = |partition: u32| {
            let marks: KafkaResult<_> = look.fetch_watermarks(&self.name, partition.cast_signed(), ANSWER_MAX);
            marks.ok().map(|(_, end)| end)
        };
        (0..PARTITIONS).map(end).collect()
    }

    /// The partitions that a member has, by its `client.id`; none while it is no member.
    pub fn owned(&self, client: &str) -> Vec<u32> {
        let Ok(groups) = self.consumer.fetch_group_list(Some(&self.group), ANSWER_MAX) else { return Vec::new() };
        let members =
            groups.groups().iter().filter(|group| group.state() == "Stable").flat_map(|group| group.members());
        let assigned = members.filter(|member| member.client_id() == client).filter_map(|member| member.assignment());
        let mut owned: Vec<u32> = assigned.flat_map(|bytes| read(bytes, &self.name).unwrap_or_default()).collect();
        owned.sort_unstable();
        owned
    }
}

impl Places {
    /// The group as the brokers see it, for messages.
    pub fn told(&self) -> String {
        let groups = match self.consumer.fetch_group_list(Some(&self.group), ANSWER_MAX) {
            Ok(groups) => groups,
            Err(error) => return format!("{}: {error}", self.group),
        };
        let mut told = self.group.clone();
        for group in groups.groups() {
            told += &format!(", {}", group.state());
            for member in group.members() {
                let owned = member.assignment().and_then(|bytes| read(bytes, &self.name));
                told += &format!(", {} {} {owned:?}", member.client_id(), member.id());
            }
        }
        told
    }
}

/// Reads an assignment of Kafka's consumer protocol: a version, topics, and the partitions of each.
fn read(bytes: &[u8], topic: &str) -> Option<Vec<u32>> {
    let (mut rest, mut found) = (bytes.get(2..)?, Vec::new());
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at_checked(count)?;
        rest = left;
        Some(taken)
    };
    let number = |bytes: &[u8]| bytes.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
    for _ in 0..number(take(4)?) {
        let len = number(take(2)?) as usize;
        let is_asked = take(len)? == topic.as_bytes();
        for _ in 0..number(take(4)?) {
            let partition = number(take(4)?);
            found.extend(is_asked.then_some(partition));
        }
    }
    Some(found)
}
