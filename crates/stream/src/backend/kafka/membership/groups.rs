//! Consumer groups as seen from outside: who is in them, and how far they are.

use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};

use crate::Error;
use crate::backend::kafka::Settings;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::reading::reader::PartitionReader;
use attrition_contracts::records::topic::Topic;

/// How many members the group of a stage has. One that was killed counts until its session is over.
pub fn members(settings: &Settings, stage: &str) -> Result<usize, Error> {
    let (consumer, group) = outsider(settings, stage)?;
    let found = consumer.fetch_group_list(Some(&group), settings.patience);
    let found = found.map_err(|error| fault::end(settings, &format!("look at the group `{group}`"), error))?;
    Ok(found.groups().iter().filter(|found| found.name() == group).map(|found| found.members().len()).sum())
}

/// Whether the group of a stage has committed every record that stands in a topic now.
pub fn is_through(settings: &Settings, stage: &str, topic: Topic, partitions: u32) -> Result<bool, Error> {
    let (consumer, group) = outsider(settings, stage)?;
    let name = settings.name(topic);
    let failed = |error: KafkaError| fault::end(settings, &format!("ask how far the group `{group}` is"), error);
    let mut places = TopicPartitionList::new();
    for partition in 0..partitions.cast_signed() {
        places.add_partition(&name, partition);
    }
    let committed = consumer.committed_offsets(places, settings.patience).map_err(failed)?;
    let mut reader = PartitionReader::open(settings, stage)?;
    for place in committed.elements() {
        let offset = if place.offset() == Offset::Invalid { Offset::Beginning } else { place.offset() };
        if !reader.is_past(topic, place.partition().cast_unsigned(), offset, u64::MAX)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A client that asks for a group and never joins it.
fn outsider(settings: &Settings, stage: &str) -> Result<(BaseConsumer, String), Error> {
    let group = format!("{}-{stage}", settings.prefix);
    let consumer = settings.client(&[], &[("group.id", group.as_str())], DefaultConsumerContext)?;
    Ok((consumer, group))
}
