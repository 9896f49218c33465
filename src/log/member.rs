//! A member drives one stage over one log.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::restore::{Job, Restores};
use super::{Arrival, Commit, Error, Position, Restored, Restoring, StageLog, Step};
use crate::stages::{Counts, Flow, Outputs, Stage};
use crate::wire::record::Record;
use crate::wire::topic::Topic;

/// Records held back by a partition that waits, before it is paused: bounds the memory of a member.
const HELD_MAX: usize = 50_000;

/// How long a member with records that wait for the broadcast waits for others.
const WAITING_WAIT: Duration = Duration::from_millis(10);

/// How long a member that restores waits for records: a partition that is complete goes to work at once.
const RESTORING_WAIT: Duration = Duration::from_millis(10);

/// A stage, its log, and the records that wait.
pub struct Member<S: Stage, L> {
    stage: S,
    log: L,
    held: BTreeMap<u32, VecDeque<Record>>,
    out: Outputs,
    positions: BTreeMap<(Topic, u32), u64>,
    has_heard: bool,
    restores: Restores<S::State>,
}

/// What a turn did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Records processed and committed.
    pub records: usize,
    /// What they counted.
    pub counts: Counts,
    /// Whether partitions came or went.
    pub rebalanced: bool,
    /// Partitions that were restored, and are at work now.
    pub restored: Vec<Restored>,
    /// Partitions that are still being restored.
    pub restoring: Vec<Restoring>,
}

impl<S: Stage, L: StageLog> Member<S, L> {
    /// A member without partitions, which restores those that it gets in its own turns.
    pub fn new(stage: S, log: L) -> Self {
        Self::restoring(stage, log, 0)
    }

    /// A member without partitions, which restores those that it gets on so many threads.
    pub fn restoring(stage: S, log: L, threads: usize) -> Self {
        let (held, positions) = (BTreeMap::new(), BTreeMap::new());
        let restores = Restores::new(threads);
        Self { stage, log, held, out: Outputs::default(), positions, has_heard: false, restores }
    }

    /// The stage, for looking at.
    pub fn stage(&self) -> &S {
        &self.stage
    }

    /// The stage, to tell it the time.
    pub fn stage_mut(&mut self) -> &mut S {
        &mut self.stage
    }

    /// The log, for what only its owner can do with it.
    pub fn log(&mut self) -> &mut L {
        &mut self.log
    }

    /// One turn: takes what arrived, processes what can be processed, and commits it as one step.
    pub fn turn(&mut self, wait: Duration) -> Result<Progress, Error> {
        let mut progress = Progress::default();
        self.hear()?;
        // What is restored stays with the log until it can be worked on.
        let is_paused =
            |(p, held): &(&u32, &VecDeque<Record>)| held.len() >= HELD_MAX || self.restores.is_under_way(**p);
        let paused: Vec<u32> = self.held.iter().filter(is_paused).map(|(p, _)| *p).collect();
        match self.log.next(wait.min(self.wait_max()), &paused)? {
            Arrival::Assigned(partitions) => {
                progress.rebalanced = true;
                partitions.into_iter().try_for_each(|partition| self.assign(partition))?;
            }
            Arrival::Revoked(partitions) => {
                progress.rebalanced = true;
                partitions.into_iter().for_each(|partition| self.revoke(partition));
            }
            Arrival::Records(records) => {
                for record in records {
                    self.held.entry(record.partition).or_default().push_back(record);
                }
            }
            Arrival::Idle => {}
        }
        for (state, restored) in self.restores.advance()? {
            self.stage.adopt(restored.partition, state);
            progress.restored.push(restored);
        }
        progress.restoring = self.restores.restoring();
        self.hear()?;
        progress.records = self.process();
        if progress.records > 0 {
            progress.counts = self.commit()?;
        }
        Ok(progress)
    }

    fn hear(&mut self) -> Result<(), Error> {
        for topic in self.stage.broadcast() {
            let records = self.log.broadcast(*topic)?;
            records.iter().for_each(|record| self.stage.hear(record));
        }
        // The first time, a log hands over all that is there.
        if !std::mem::replace(&mut self.has_heard, true) {
            self.stage.heard_all();
        }
        Ok(())
    }

    fn wait_max(&self) -> Duration {
        if !self.restores.is_idle() {
            return RESTORING_WAIT;
        }
        let waiting = self.held.values().any(|held| !held.is_empty());
        if waiting { WAITING_WAIT } else { Duration::MAX }
    }

    fn assign(&mut self, partition: u32) -> Result<(), Error> {
        self.held.insert(partition, VecDeque::new());
        // A partition may come again without having been taken away: after a step that was aborted.
        self.stage.revoke(partition);
        match self.stage.state() {
            Some(topic) => {
                let from = self.log.restore(topic, partition)?;
                self.restores.begin(Job::new(topic, partition, from, self.stage.empty()));
            }
            None => self.stage.assign(partition),
        }
        Ok(())
    }

    fn revoke(&mut self, partition: u32) {
        self.held.remove(&partition);
        self.restores.cancel(partition);
        self.positions.retain(|(_, p), _| *p != partition);
        self.stage.revoke(partition);
    }

    fn process(&mut self) -> usize {
        let mut taken = 0;
        for (_, held) in self.held.iter_mut().filter(|(partition, _)| !self.restores.is_under_way(**partition)) {
            while let Some(record) = held.front() {
                if self.stage.process(record, &mut self.out) == Flow::Wait {
                    break;
                }
                self.positions.insert((record.topic, record.partition), record.offset + 1);
                held.pop_front();
                taken += 1;
            }
        }
        taken
    }

    fn commit(&mut self) -> Result<Counts, Error> {
        self.stage.flush(&mut self.out);
        let Outputs { records, counts } = std::mem::take(&mut self.out);
        let position = |((topic, partition), next)| Position { topic, partition, next };
        let positions = std::mem::take(&mut self.positions).into_iter().map(position).collect();
        match self.log.commit(Step { outputs: records, positions })? {
            Commit::Done => Ok(counts),
            Commit::Aborted => {
                let partitions: Vec<u32> = self.held.keys().copied().collect();
                partitions.into_iter().for_each(|partition| self.revoke(partition));
                Ok(Counts::default())
            }
        }
    }
}
