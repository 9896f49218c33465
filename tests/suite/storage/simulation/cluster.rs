//! A group of processes over one memory, and what may befall them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::Store;
use attrition_stream::backend::memory::Memory;

use super::side::Side;
use attrition_test_support::centres::chance::Chance;

/// How the atomic step may be broken on purpose: the simulation must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// It is not damaged at all.
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
    /// Who owns a partition of a stage's inputs, since which generation.
    pub(super) owners: BTreeMap<(&'static str, u32), (usize, u64)>,
    generation: u64,
    /// From now on nothing befalls anyone.
    pub(super) is_calm: bool,
    /// Commits that the disk has no room for.
    pub(super) full_for: u32,
    pub(super) broken: Broken,
}

impl Cluster {
    pub(super) fn new(memory: Memory, seed: u64, broken: Broken) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            memory,
            chance: Chance(seed),
            met: BTreeMap::new(),
            owners: BTreeMap::new(),
            generation: 0,
            is_calm: false,
            full_for: 0,
            broken,
        })))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The group gives every partition to some member, anew. Members learn of it when they next look.
    pub(super) fn rebalance(&self, stages: &[&'static str], members: usize) {
        let mut inner = self.lock();
        inner.generation += 1;
        let partitions = inner.memory.partitions(Topic::Journal);
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

    pub(super) fn side(&self, member: usize, stage: &'static str, inputs: &'static [Topic]) -> Side {
        Side::new(self.clone(), member, stage, inputs)
    }
}

impl Inner {
    /// Whether one in so many strikes; never once it is calm.
    pub(super) fn strikes(&mut self, kind: &'static str, one_in: usize) -> bool {
        let strikes = !self.is_calm && self.chance.below(one_in) == 0;
        if strikes {
            self.meet(kind);
        }
        strikes
    }

    pub(super) fn meet(&mut self, kind: &'static str) {
        *self.met.entry(kind).or_default() += 1;
    }

    /// The next offset of a stage in a partition of its input.
    pub(super) fn position(&mut self, stage: &str, topic: Topic, partition: u32) -> u64 {
        let positions = self.memory.positions(stage).expect("memory does not fail");
        positions.iter().find(|p| p.topic == topic && p.partition == partition).map_or(0, |p| p.next)
    }
}
