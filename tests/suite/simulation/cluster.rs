//! A group of members over one memory, and what may befall them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use attrition_watch::log::local::Store;
use attrition_watch::log::memory::Memory;
use attrition_watch::log::{Arrival, Commit, Error, Position, Put, Restore, StageLog, Step};
use attrition_watch::wire::record::Record;
use attrition_watch::wire::topic::Topic;

use crate::support::chance::Chance;

/// How the atomic step may be broken on purpose: the simulation must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Not at all.
    Whole,
    /// A process that dies may leave outputs without their positions.
    OutputsFirst,
    /// A process that dies may leave positions without their outputs.
    PositionsFirst,
    /// Nobody asks whether who commits still owns the partitions.
    NoFence,
}

/// What all members share.
#[derive(Clone)]
pub(super) struct Cluster(Arc<Mutex<Inner>>);

pub(super) struct Inner {
    pub(super) memory: Memory,
    pub(super) chance: Chance,
    /// Faults that were met, by kind.
    pub(super) met: BTreeMap<&'static str, u64>,
    /// Who owns a partition of a stage's input, since which generation.
    owners: BTreeMap<(&'static str, u32), (usize, u64)>,
    generation: u64,
    /// From now on nothing befalls anyone.
    pub(super) is_calm: bool,
    /// Commits that the disk has no room for.
    full_for: u32,
    broken: Broken,
}

/// One member's side of the cluster.
pub(super) struct Side {
    cluster: Cluster,
    member: usize,
    stage: &'static str,
    input: Topic,
    /// Next offset, and the generation in which the partition was assigned.
    owned: BTreeMap<u32, (u64, u64)>,
    heard: BTreeMap<Topic, u64>,
}

impl Cluster {
    pub(super) fn new(memory: Memory, seed: u64, broken: Broken) -> Self {
        let (met, owners) = (BTreeMap::new(), BTreeMap::new());
        let (chance, generation) = (Chance(seed), 0);
        Self(Arc::new(Mutex::new(Inner {
            memory,
            chance,
            met,
            owners,
            generation,
            is_calm: false,
            full_for: 0,
            broken,
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The group gives every partition to some member, anew. Members learn of it when they next look.
    pub(super) fn rebalance(&self, stages: &[&'static str], partitions: u32, members: usize) {
        let mut inner = self.lock();
        inner.generation += 1;
        for (stage, partition) in stages.iter().flat_map(|stage| (0..partitions).map(move |p| (*stage, p))) {
            let (owner, generation) = (inner.chance.below(members), inner.generation);
            inner.owners.insert((stage, partition), (owner, generation));
        }
    }

    /// A process has died: what it owned comes to it again, in a new generation.
    pub(super) fn restarted(&self, member: usize) {
        let mut inner = self.lock();
        inner.generation += 1;
        let generation = inner.generation;
        inner.owners.values_mut().filter(|owner| owner.0 == member).for_each(|owner| owner.1 = generation);
    }

    pub(super) fn side(&self, member: usize, stage: &'static str, input: Topic) -> Side {
        Side { cluster: self.clone(), member, stage, input, owned: BTreeMap::new(), heard: BTreeMap::new() }
    }
}

impl Inner {
    /// Whether one in so many strikes; never once it is calm.
    pub(super) fn strikes(&mut self, kind: &'static str, one_in: usize) -> bool {
        let strikes = !self.is_calm && self.chance.below(one_in) == 0;
        if strikes {
            *self.met.entry(kind).or_default() += 1;
        }
        strikes
    }

    /// The next offset of a stage in a partition of its input.
    pub(super) fn position(&mut self, stage: &str, topic: Topic, partition: u32) -> u64 {
        let positions = self.memory.positions(stage).expect("memory does not fail");
        positions.iter().find(|p| p.topic == topic && p.partition == partition).map_or(0, |p| p.next)
    }

    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error> {
        self.memory.commit(stage, step)
    }
}

fn died(doing: &str) -> Error {
    Error { doing: doing.to_owned(), source: None }
}

impl StageLog for Side {
    fn next(&mut self, _wait: Duration, paused: &[u32]) -> Result<Arrival, Error> {
        let cluster = self.cluster.clone();
        let mut inner = cluster.lock();
        let looks = inner.is_calm || inner.chance.below(3) > 0;
        if looks {
            let own = |partition: &u32, owned: &(u64, u64)| {
                inner.owners.get(&(self.stage, *partition)) == Some(&(self.member, owned.1))
            };
            let lost: Vec<u32> = self.owned.iter().filter(|(p, owned)| !own(p, owned)).map(|(p, _)| *p).collect();
            if !lost.is_empty() {
                self.owned.retain(|partition, _| !lost.contains(partition));
                return Ok(Arrival::Revoked(lost));
            }
            let mine = inner.owners.iter().filter(|((stage, p), owner)| {
                *stage == self.stage && owner.0 == self.member && !self.owned.contains_key(p)
            });
            let gained: Vec<(u32, u64)> = mine.map(|((_, p), owner)| (*p, owner.1)).collect();
            if !gained.is_empty() {
                for (partition, generation) in &gained {
                    let next = inner.position(self.stage, self.input, *partition);
                    self.owned.insert(*partition, (next, *generation));
                }
                return Ok(Arrival::Assigned(gained.into_iter().map(|(partition, _)| partition).collect()));
            }
        }
        let mut records = Vec::new();
        for (partition, owned) in self.owned.iter_mut().filter(|(partition, _)| !paused.contains(partition)) {
            let at_most = inner.chance.below(600);
            let read = inner.memory.read(self.input, *partition, owned.0, at_most)?;
            owned.0 = read.last().map_or(owned.0, |last| last.offset + 1);
            records.extend(read);
        }
        Ok(if records.is_empty() { Arrival::Idle } else { Arrival::Records(records) })
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        let cluster = self.cluster.clone();
        let mut inner = cluster.lock();
        let own = |position: &Position| {
            let owned = self.owned.get(&position.partition).map(|owned| (self.member, owned.1));
            owned.is_some() && inner.owners.get(&(self.stage, position.partition)).copied() == owned
        };
        if !step.positions.iter().all(own) {
            *inner.met.entry("a member that had lost its partitions").or_default() += 1;
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
                Broken::OutputsFirst => inner.commit(self.stage, Step { positions: Vec::new(), ..step })?,
                Broken::PositionsFirst => inner.commit(self.stage, Step { outputs: Vec::new(), ..step })?,
                Broken::Whole | Broken::NoFence => {}
            }
            return Err(died("killed before the commit"));
        }
        inner.commit(self.stage, step)?;
        if inner.strikes("death after a commit, whose outcome nobody hears", 25) {
            return Err(died("killed after the commit"));
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

    fn is_caught_up(&mut self) -> Result<bool, Error> {
        Ok(false)
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
