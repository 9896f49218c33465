//! Records as every log keeps them.

use crate::records::topic::Topic;
use attrition_core::basics::redacted::redacted;

/// Name and value of a record header.
pub type Header = (String, Vec<u8>);

/// A record that was read.
#[derive(Clone)]
pub struct Record {
    /// Role of the topic it was read from.
    pub topic: Topic,
    /// Partition it was read from.
    pub partition: u32,
    /// Its place in the partition.
    pub offset: u64,
    /// Key; empty when it had none.
    pub key: Box<[u8]>,
    /// Value; empty where there is none.
    pub value: Box<[u8]>,
    /// It has no value, which is not the same as an empty one.
    pub is_null: bool,
    /// Headers of the record, in their order.
    pub headers: Vec<Header>,
    /// When what it tells of came into the log, milliseconds since 1970-01-01 UTC: of a record that came of another, the
    /// time of that one. 0 where it is not known. For measuring alone: nothing is decided by it.
    pub time_ms: u64,
}

/// A record that is to be written.
#[derive(Clone, PartialEq)]
pub struct Output {
    /// Role of the topic it goes to.
    pub topic: Topic,
    /// Partition it goes to.
    pub partition: u32,
    /// Key; empty for none.
    pub key: Box<[u8]>,
    /// Value; `None` deletes the key from a compacted topic.
    pub value: Option<Box<[u8]>>,
    /// Headers of the record, in their order.
    pub headers: Vec<Header>,
    /// See [`Record::time_ms`]; 0 for when it is written.
    pub time_ms: u64,
}

redacted!(Record, Output);

/// Two records are the same when they tell the same at the same place, whenever they came.
impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        let place = |record: &Self| (record.topic, record.partition, record.offset);
        place(self) == place(other)
            && (&self.key, &self.value, self.is_null) == (&other.key, &other.value, other.is_null)
            && self.headers == other.headers
    }
}

impl Record {
    /// Bytes that it takes in memory.
    pub fn bytes(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(name, value)| size_of::<Header>() + name.len() + value.len()).sum();
        size_of::<Self>() + self.key.len() + self.value.len() + headers
    }
}

impl Output {
    /// A record without headers.
    pub fn new(topic: Topic, partition: u32, key: impl Into<Box<[u8]>>, value: impl Into<Box<[u8]>>) -> Self {
        Self { topic, partition, key: key.into(), value: Some(value.into()), headers: Vec::new(), time_ms: 0 }
    }

    /// The record as it is read from a place.
    pub fn read_at(self, offset: u64) -> Record {
        let Self { topic, partition, key, value, headers, time_ms } = self;
        let is_null = value.is_none();
        Record { topic, partition, offset, key, value: value.unwrap_or_default(), is_null, headers, time_ms }
    }

    /// A record that deletes its key from a compacted topic.
    pub fn tombstone(topic: Topic, partition: u32, key: impl Into<Box<[u8]>>) -> Self {
        Self { topic, partition, key: key.into(), value: None, headers: Vec::new(), time_ms: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_does_not_show_whose_it_is() {
        let output = Output::new(Topic::Scores, 0, *b"anna", *b"anna");
        assert_eq!(format!("{output:?}"), "Output(..)");
    }
}
