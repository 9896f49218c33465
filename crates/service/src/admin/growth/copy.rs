//! Records written to a log that may have some of them already, because an earlier run was killed.
//!
//! What is to be written is the same each time. So nothing needs to be kept of how far it came: what is there is counted and
//! hashed, and must be what is written first.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Error;
use crate::storage::logs::Logs;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::{self, Commit, Remedy, StageLog, Step};

/// Records of a step.
const STEP_MAX: usize = 20_000;

/// Topics whose records are copied to the log with more partitions.
const TOPICS: [Topic; 2] = [Topic::Journal, Topic::Scores];

/// Records of a partition, as far as one has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Chain {
    count: u64,
    hash: u64,
}

impl Chain {
    fn add(&mut self, key: &[u8], value: &[u8]) {
        self.count += 1;
        self.hash = xxh3_64_with_seed(value, xxh3_64_with_seed(key, self.hash));
    }
}

type Chains = BTreeMap<(Topic, u32), Chain>;

/// A copy in progress.
pub(super) struct LogCopy {
    log: Box<dyn StageLog + Send>,
    there: Chains,
    done: Chains,
    step: Vec<Output>,
    /// Records that were handed over.
    pub(super) put: u64,
    /// Those of them that were not there.
    written: u64,
}

impl LogCopy {
    /// Begins a copy, or goes on with one.
    pub(super) fn open(new: &Logs) -> Result<Self, Error> {
        let log = new.side("grow", &[])?;
        let there = found(new)?;
        Ok(Self { log, there, done: Chains::new(), step: Vec::new(), put: 0, written: 0 })
    }

    /// Writes a record, unless it is there.
    pub(super) fn put(&mut self, output: Output) -> Result<(), attrition_stream::Error> {
        let place = (output.topic, output.partition);
        let there = self.there.get(&place).copied().unwrap_or_default();
        let done = self.done.entry(place).or_default();
        done.add(&output.key, output.value.as_deref().unwrap_or_default());
        self.put += 1;
        if done.count <= there.count {
            let is_other = done.count == there.count && *done != there;
            return if is_other { Err(other(place.0)) } else { Ok(()) };
        }
        self.step.push(output);
        if self.step.len() >= STEP_MAX { self.commit() } else { Ok(()) }
    }

    /// Writes the rest, and reads all of it again. Returns how many records were written.
    pub(super) fn finish(mut self, new: &Logs) -> Result<u64, Error> {
        self.commit()?;
        let found = found(new)?;
        for topic in TOPICS {
            let of = |chains: &Chains| -> Vec<_> {
                chains
                    .iter()
                    .filter(|((of, _), chain)| *of == topic && chain.count > 0)
                    .map(|(k, v)| (*k, *v))
                    .collect()
            };
            if of(&found) != of(&self.done) {
                return Err(other(topic).into());
            }
        }
        Ok(self.written)
    }

    fn commit(&mut self) -> Result<(), attrition_stream::Error> {
        if self.step.is_empty() {
            return Ok(());
        }
        let outputs = std::mem::take(&mut self.step);
        self.written += outputs.len() as u64;
        match self.log.commit(Step { outputs, positions: Vec::new() })? {
            Commit::Done => Ok(()),
            // It may be there or not: only the log knows.
            Commit::Aborted | Commit::Unknown => {
                let doing = "the log refused a step of the copy: run it again, it goes on where it was";
                Err(attrition_stream::Error::new(Remedy::RunAgain, doing))
            }
        }
    }
}

/// What is in the new log.
fn found(new: &Logs) -> Result<Chains, attrition_stream::Error> {
    let mut chains = Chains::new();
    for topic in TOPICS {
        for partition in 0..new.partitions(topic)? {
            let chain = chains.entry((topic, partition)).or_default();
            new.scan(topic, partition, &mut |record| {
                chain.add(&record.key, &record.value);
                true
            })?;
        }
    }
    Ok(chains)
}

fn other(topic: Topic) -> attrition_stream::Error {
    let doing = format!(
        "the new `{}` holds something else than a copy of the old one: either the service works on it already, and then there \
         is nothing left to do; or the old log has gone on since the copy was begun, and then remove the new topics and run \
         this again",
        topic.role()
    );
    attrition_stream::Error::new(Remedy::ChangeSettings, doing)
}
