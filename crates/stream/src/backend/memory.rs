//! The log in memory: for tests and for simulation.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::backend::local::{KeyedValue, Store};
use crate::{Error, Position, Step};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// Keys of a compacted partition, each with its last value.
pub type Compacted = BTreeMap<Box<[u8]>, Box<[u8]>>;

/// Topics, state and positions in memory.
#[derive(Clone, Debug)]
pub struct Memory {
    partitions: u32,
    topics: BTreeMap<(Topic, u32), Vec<Record>>,
    state: BTreeMap<(Topic, u32), Compacted>,
    positions: BTreeMap<(String, Topic, u32), u64>,
}

impl Memory {
    /// An empty log with so many partitions a topic.
    pub fn new(partitions: u32) -> Self {
        Self { partitions, topics: BTreeMap::new(), state: BTreeMap::new(), positions: BTreeMap::new() }
    }

    /// Every record of a topic's partition.
    pub fn records(&self, topic: Topic, partition: u32) -> &[Record] {
        self.topics.get(&(topic, partition)).map_or(&[], Vec::as_slice)
    }

    /// The state of a compacted topic's partition.
    pub fn compacted(&self, topic: Topic, partition: u32) -> Option<&Compacted> {
        self.state.get(&(topic, partition))
    }
}

impl Store for Memory {
    fn read(&mut self, topic: Topic, partition: u32, from: u64, limit: usize) -> Result<Vec<Record>, Error> {
        let records = self.records(topic, partition);
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(records.len());
        Ok(records[from..records.len().min(from + limit)].to_vec())
    }

    fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        Ok(self.records(topic, partition).len() as u64)
    }

    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error> {
        for output in step.outputs {
            let place = (output.topic, output.partition);
            if output.topic.is_state() {
                let state = self.state.entry(place).or_default();
                match output.value {
                    Some(value) => state.insert(output.key, value),
                    None => state.remove(&output.key),
                };
            } else {
                let records = self.topics.entry(place).or_default();
                let offset = records.len() as u64;
                records.push(output.read_at(offset));
            }
        }
        for position in step.positions {
            self.positions.insert((stage.to_owned(), position.topic, position.partition), position.next);
        }
        Ok(())
    }

    fn positions(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        let own = self.positions.iter().filter(|((name, ..), _)| name == stage);
        Ok(own
            .map(|((_, topic, partition), next)| Position { topic: *topic, partition: *partition, next: *next })
            .collect())
    }

    fn state(&mut self, topic: Topic, partition: u32, after: &[u8], limit: usize) -> Result<Vec<KeyedValue>, Error> {
        let Some(state) = self.state.get(&(topic, partition)) else { return Ok(Vec::new()) };
        let later = state.range::<[u8], _>((Bound::Excluded(after), Bound::Unbounded));
        Ok(later.take(limit).map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn state_len(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        Ok(self.state.get(&(topic, partition)).map_or(0, |state| state.len() as u64))
    }

    fn partitions(&self, topic: Topic) -> u32 {
        if topic.is_broadcast() { 1 } else { self.partitions }
    }
}
