//! A member drives one stage over one log.

use std::collections::BTreeMap;
use std::time::Duration;

use super::held::Held;
use super::{Arrival, Commit, Error, Position, StageLog, Step};
use crate::stages::{Counts, Flow, Outputs, Stage};
use crate::wire::topic::Topic;

/// Bytes of records that a member holds by default before it pauses.
const HELD_MAX: usize = 24 << 20;

/// Records of one step: what has waited for long is not committed all at once, which could take longer than a transaction
/// may.
const STEP_MAX: usize = 20_000;

/// A stage, its log, and the records that wait.
pub struct Member<S, L> {
    stage: S,
    log: L,
    held: Held,
    out: Outputs,
    positions: BTreeMap<(Topic, u32), u64>,
    has_heard: bool,
    /// The last step ended before what could be processed did.
    is_cut: bool,
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
}

impl<S: Stage, L: StageLog> Member<S, L> {
    /// A member without partitions.
    pub fn new(stage: S, log: L) -> Self {
        let (held, positions) = (Held::new(HELD_MAX), BTreeMap::new());
        Self { stage, log, held, out: Outputs::default(), positions, has_heard: false, is_cut: false }
    }

    /// The same, that pauses its input when it holds so many bytes of records which cannot be processed yet.
    #[must_use]
    pub fn holding(mut self, bytes_max: usize) -> Self {
        self.held = Held::new(bytes_max);
        self
    }

    /// Bytes of records that were read and are not processed.
    pub fn held_bytes(&self) -> usize {
        self.held.bytes()
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
        let wait = match self.held.bytes() {
            _ if self.is_cut => Duration::ZERO,
            0 => wait,
            _ => wait.min(Duration::from_millis(10)),
        };
        let paused = self.held.paused();
        match self.log.next(wait, &paused)? {
            Arrival::Assigned(partitions) => {
                progress.rebalanced = true;
                for partition in partitions {
                    self.assign(partition)?;
                }
            }
            Arrival::Revoked(partitions) => {
                progress.rebalanced = true;
                partitions.into_iter().for_each(|partition| self.revoke(partition));
            }
            Arrival::Records(records) => {
                records.into_iter().for_each(|record| self.held.push(record));
            }
            Arrival::Idle => {}
        }
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

    fn assign(&mut self, partition: u32) -> Result<(), Error> {
        self.held.begin(partition);
        self.stage.assign(partition);
        if let Some(topic) = self.stage.state() {
            let (stage, mut unreadable) = (&mut self.stage, Ok(()));
            self.log.restore(topic, partition, &mut |key, value| {
                if unreadable.is_ok() {
                    unreadable = stage.restore(partition, key, value);
                }
            })?;
            unreadable.map_err(|error| {
                Error::new(format!("failed to restore partition {partition} of `{}`", topic.role()), error)
            })?;
        }
        self.stage.restored(partition);
        Ok(())
    }

    fn revoke(&mut self, partition: u32) {
        self.held.end(partition);
        self.positions.retain(|(_, p), _| *p != partition);
        self.stage.revoke(partition);
    }

    fn process(&mut self) -> usize {
        let mut taken = 0;
        for partition in self.held.partitions() {
            while taken < STEP_MAX
                && let Some(record) = self.held.front(partition)
            {
                if self.stage.process(record, &mut self.out) == Flow::Wait {
                    break;
                }
                self.positions.insert((record.topic, record.partition), record.offset + 1);
                self.held.pop(partition);
                taken += 1;
            }
        }
        self.is_cut = taken == STEP_MAX;
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
                self.held.partitions().into_iter().for_each(|partition| self.revoke(partition));
                Ok(Counts::default())
            }
        }
    }
}
