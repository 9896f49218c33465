//! One member's side of the cluster: a log that breaks.

use std::collections::BTreeMap;
use std::time::Duration;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::Store;
use attrition_stream::{Commit, EndOffsets, Error, LogArrival, Position, Put, Remedy, Restore, StageLog, Step};

use super::cluster::{Broken, Cluster, Inner};

pub(super) struct Side {
    cluster: Cluster,
    member: usize,
    stage: &'static str,
    inputs: &'static [Topic],
    /// The partitions that it believes it owns.
    owned: BTreeMap<u32, Owned>,
    heard: BTreeMap<Topic, u64>,
}

struct Owned {
    generation: u64,
    next: BTreeMap<Topic, u64>,
}

impl Side {
    pub(super) fn new(cluster: Cluster, member: usize, stage: &'static str, inputs: &'static [Topic]) -> Self {
        Self { cluster, member, stage, inputs, owned: BTreeMap::new(), heard: BTreeMap::new() }
    }

    fn owns(&self, inner: &Inner, partition: u32) -> bool {
        let owned = self.owned.get(&partition).map(|owned| (self.member, owned.generation));
        owned.is_some() && inner.owners.get(&(self.stage, partition)).copied() == owned
    }

    /// A change of ownership that the member has not heard of.
    fn change(&mut self, inner: &mut Inner) -> Option<LogArrival> {
        let lost: Vec<u32> = self.owned.keys().copied().filter(|partition| !self.owns(inner, *partition)).collect();
        if !lost.is_empty() {
            self.owned.retain(|partition, _| !lost.contains(partition));
            return Some(LogArrival::Revoked(lost));
        }
        let mine = inner.owners.iter().filter(|((stage, partition), owner)| {
            *stage == self.stage && owner.0 == self.member && !self.owned.contains_key(partition)
        });
        let gained: Vec<(u32, u64)> = mine.map(|((_, partition), owner)| (*partition, owner.1)).collect();
        for (partition, generation) in &gained {
            let place = |topic: &Topic| (*topic, inner.position(self.stage, *topic, *partition));
            let next = self.inputs.iter().map(place).collect();
            self.owned.insert(*partition, Owned { generation: *generation, next });
        }
        (!gained.is_empty()).then(|| LogArrival::Assigned(gained.into_iter().map(|(partition, _)| partition).collect()))
    }

    fn written(&self, inner: &mut Inner, step: Step) -> Result<(), Error> {
        inner.memory.commit(self.stage, step)
    }
}

fn died(doing: &str) -> Error {
    Error::new(Remedy::CheckConnection, doing)
}

impl StageLog for Side {
    fn next(&mut self, _wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        let cluster = self.cluster.clone();
        let mut inner = cluster.lock();
        // Who does not look goes on with what may no longer be its own.
        if (inner.is_calm || inner.chance.below(3) > 0)
            && let Some(change) = self.change(&mut inner)
        {
            return Ok(change);
        }
        let mut records = Vec::new();
        for (partition, owned) in self.owned.iter_mut().filter(|(partition, _)| !paused.contains(partition)) {
            for (topic, next) in &mut owned.next {
                let at_most = inner.chance.below(600);
                let read = inner.memory.read(*topic, *partition, *next, at_most)?;
                *next = read.last().map_or(*next, |last| last.offset + 1);
                records.extend(read);
            }
        }
        Ok(if records.is_empty() { LogArrival::Idle } else { LogArrival::Records(records) })
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        let cluster = self.cluster.clone();
        let mut inner = cluster.lock();
        if !step.positions.iter().all(|position: &Position| self.owns(&inner, position.partition)) {
            inner.meet("a zombie that wants to commit");
            if inner.broken != Broken::NoFence {
                self.owned.clear();
                return Ok(Commit::Aborted);
            }
        }
        if inner.full_for > 0 || inner.strikes("a full disk", 80) {
            inner.full_for = if inner.full_for > 0 { inner.full_for - 1 } else { 3 };
            return Err(died("the disk is full"));
        }
        if inner.strikes("an aborted commit", 25) {
            self.owned.clear();
            return Ok(Commit::Aborted);
        }
        if inner.strikes("death before a commit", 25) {
            match inner.broken {
                Broken::OutputsFirst => self.written(&mut inner, Step { positions: Vec::new(), ..step })?,
                Broken::PositionsFirst => self.written(&mut inner, Step { outputs: Vec::new(), ..step })?,
                Broken::Whole | Broken::NoFence => {}
            }
            return Err(died("killed before the commit"));
        }
        self.written(&mut inner, step)?;
        if inner.strikes("death after a commit", 25) {
            return Err(died("killed after the commit"));
        }
        if inner.strikes("a commit of which nobody knows that it is done", 25) {
            self.owned.clear();
            return Ok(Commit::Aborted);
        }
        Ok(Commit::Done)
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        Ok(Box::new(Piecewise { cluster: self.cluster.clone(), state, partition, after: Box::default() }))
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        let mut inner = self.cluster.lock();
        // What all read comes late as well.
        let at_most = if inner.is_calm { usize::MAX / 2 } else { inner.chance.below(40) };
        let heard = self.heard.entry(topic).or_default();
        let records = inner.memory.read(topic, 0, *heard, at_most)?;
        *heard = records.last().map_or(*heard, |last| last.offset + 1);
        Ok(records)
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        let mut inner = self.cluster.lock();
        let mut is_past = !self.owned.is_empty();
        for (partition, owned) in &self.owned {
            for (topic, next) in &owned.next {
                is_past &= *next >= ends.first_seen(*topic, *partition, || inner.memory.end(*topic, *partition))?;
            }
        }
        Ok(is_past)
    }
}

/// State that comes back in pieces, a turn each: much may befall a member between them.
struct Piecewise {
    cluster: Cluster,
    state: Topic,
    partition: u32,
    after: Box<[u8]>,
}

impl Restore for Piecewise {
    fn read(&mut self, put: &mut Put<'_>) -> Result<bool, Error> {
        let mut inner = self.cluster.lock();
        if inner.strikes("death while restoring", 60) {
            return Err(died("killed while restoring"));
        }
        let at_most = if inner.is_calm { usize::MAX } else { 1 + inner.chance.below(600) };
        let read = inner.memory.state(self.state, self.partition, &self.after, at_most)?;
        read.iter().for_each(|(key, value)| put(key, Some(value)));
        let is_full = read.len() == at_most;
        self.after = read.into_iter().next_back().map(|(key, _)| key).unwrap_or_default();
        Ok(is_full)
    }

    fn left(&self) -> u64 {
        0
    }
}
