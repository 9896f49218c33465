//! A store in memory that hands over little at a time, and on which processes die.

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::{KeyedValue, Store};
use attrition_stream::backend::memory::Memory;
use attrition_stream::{Error, Position, Remedy, Step};

use crate::centres::chance::Chance;

/// Memory with limits and faults.
pub struct Shaky {
    /// What is kept when a process dies.
    pub memory: Memory,
    /// Reads hand over up to so many records, each as chance has it.
    pub at_most: usize,
    /// One commit in so many kills the process, before or after it is done; 0 for none.
    pub killed_in: usize,
    chance: Chance,
}

impl Shaky {
    /// A store that hands over up to `at_most` records and does not fail yet.
    pub fn new(partitions: u32, at_most: usize, seed: u64) -> Self {
        Self { memory: Memory::new(partitions), at_most, killed_in: 0, chance: Chance(seed) }
    }
}

impl Store for Shaky {
    fn read(&mut self, topic: Topic, partition: u32, from: u64, limit: usize) -> Result<Vec<Record>, Error> {
        let at_most = 1 + self.chance.below(self.at_most);
        self.memory.read(topic, partition, from, limit.min(at_most))
    }

    fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        self.memory.end(topic, partition)
    }

    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error> {
        let killed = || Error::new(Remedy::CheckConnection, "killed");
        let fate = if self.killed_in == 0 { usize::MAX } else { self.chance.below(2 * self.killed_in) };
        if fate == 0 {
            return Err(killed());
        }
        self.memory.commit(stage, step)?;
        if fate == 1 { Err(killed()) } else { Ok(()) }
    }

    fn positions(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        self.memory.positions(stage)
    }

    fn state(&mut self, topic: Topic, partition: u32, after: &[u8], limit: usize) -> Result<Vec<KeyedValue>, Error> {
        self.memory.state(topic, partition, after, limit)
    }

    fn state_len(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        self.memory.state_len(topic, partition)
    }

    fn partitions(&self, topic: Topic) -> u32 {
        self.memory.partitions(topic)
    }
}
