//! The log that the configuration names, and its sides for stages and writers.

use std::path::Path;
use std::sync::Arc;

use crate::log::embedded::Embedded;
use crate::log::local::{LocalLog, Shared, Store};
use crate::log::{Error, StageLog};
use crate::wire::config::Config;
use crate::wire::record::Record;
use crate::wire::topic::Topic;

/// A log that stages can be run on.
pub enum Logs {
    /// One file, one process.
    Embedded(Arc<Shared<Embedded>>),
}

impl Logs {
    /// Opens the log that the configuration names.
    pub fn open(config: &Config) -> Result<Self, Error> {
        let dir = Path::new(&config.log.dir);
        Ok(Self::Embedded(Shared::new(Embedded::open(dir, config.log.partitions)?)))
    }

    /// Opens it for looking, beside the process that writes it.
    pub fn read_only(config: &Config) -> Result<Self, Error> {
        Ok(Self::Embedded(Shared::new(Embedded::read_only(Path::new(&config.log.dir))?)))
    }

    /// Calls `f` with every record of a partition that is there now, until `f` has seen enough.
    pub fn scan(&self, topic: Topic, partition: u32, f: &mut dyn FnMut(Record) -> bool) -> Result<(), Error> {
        self.scan_from(topic, partition, 0, f)
    }

    /// The same from an offset on.
    pub fn scan_from(
        &self,
        topic: Topic,
        partition: u32,
        from: u64,
        f: &mut dyn FnMut(Record) -> bool,
    ) -> Result<(), Error> {
        match self {
            Self::Embedded(store) => {
                let mut next = from;
                loop {
                    let records = store.with(|store| store.read(topic, partition, next, 20_000))?;
                    let Some(last) = records.last() else { return Ok(()) };
                    next = last.offset + 1;
                    if !records.into_iter().all(&mut *f) {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// The side of a stage; without inputs it only writes.
    pub fn side(&self, stage: &'static str, inputs: &'static [Topic]) -> Result<Box<dyn StageLog + Send>, Error> {
        match self {
            Self::Embedded(store) => Ok(Box::new(LocalLog::new(store, stage, inputs))),
        }
    }

    /// Partitions of a topic.
    pub fn partitions(&self, topic: Topic) -> Result<u32, Error> {
        match self {
            Self::Embedded(store) => Ok(LocalLog::new(store, "", &[]).partitions(topic)),
        }
    }
}
