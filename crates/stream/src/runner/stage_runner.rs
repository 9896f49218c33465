//! A member drives one stage over one log.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::runner::input_buffer::InputBuffer;
use crate::runner::lag::Through;
use crate::runner::restore::{Job, Restores};
use crate::{Ages, Commit, Committed, Error, LogArrival, Position, Restored, RestoringPartition, StageLog, Step};
use crate::{Counts, Flow, Outputs, Stage, UnreadableRecord};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;

/// Bytes of records that a member holds by default before it pauses.
const HELD_MAX: usize = 24 << 20;

/// Records of one step: what has waited for long is not committed all at once, which could take longer than a transaction
/// may.
const STEP_MAX: usize = 20_000;

/// How long a member with records that wait for the broadcast waits for others.
const WAITING_WAIT: Duration = Duration::from_millis(10);

/// How long a member that restores waits for records: a partition that is complete goes to work at once.
const RESTORING_WAIT: Duration = Duration::from_millis(10);

/// A stage, its log, and the records that wait.
pub struct StageRunner<S: Stage, L> {
    pub(crate) stage: S,
    pub(crate) log: L,
    pub(crate) held: InputBuffer,
    out: Outputs,
    positions: BTreeMap<(Topic, u32), u64>,
    has_heard: bool,
    /// The last step ended before what could be processed did.
    is_cut: bool,
    pub(crate) restores: Restores<S::State>,
    /// Where the stage is in the partitions of which it has committed something since they came.
    pub(crate) committed: BTreeMap<(Topic, u32), u64>,
    /// When a copy of the state of a partition was kept last, or the partition came.
    pub(crate) kept: BTreeMap<u32, Instant>,
    pub(crate) through: Through,
    /// When the events had come that were processed and are not committed, and what raised alerts.
    ages: Ages,
    raised: Ages,
    /// Steps that were not told of yet.
    commits: Vec<Committed>,
}

/// What a turn did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TurnProgress {
    /// Records processed and committed.
    pub records: usize,
    /// Counts of what was processed in the turn.
    pub counts: Counts,
    /// When the events among them had come by which someone was scored again.
    pub ages: Ages,
    /// When those had come that raised alerts, once for each alert.
    pub raised: Ages,
    /// How long it took to process and commit them.
    pub worked: Duration,
    /// Steps since the last turn.
    pub commits: Vec<Committed>,
    /// Whether partitions came or went.
    pub rebalanced: bool,
    /// Partitions that were restored, and are at work now.
    pub restored: Vec<Restored>,
    /// Partitions that are still being restored.
    pub restoring: Vec<RestoringPartition>,
    /// Records that became dead letters because they could not be read.
    pub unreadable: Vec<UnreadableRecord>,
    /// Records of broadcast topics that could not be read.
    pub unheard: Vec<UnreadableRecord>,
}

impl<S: Stage, L: StageLog> StageRunner<S, L> {
    /// A member without partitions, which restores those that it gets in its own turns.
    pub fn new(stage: S, log: L) -> Self {
        Self::restoring(stage, log, 0)
    }

    /// A member without partitions, which restores those that it gets on so many threads.
    pub fn restoring(stage: S, log: L, threads: usize) -> Self {
        let (held, positions) = (InputBuffer::new(HELD_MAX), BTreeMap::new());
        let restores = Restores::new(threads);
        let (committed, kept) = (BTreeMap::new(), BTreeMap::new());
        Self {
            stage,
            log,
            held,
            out: Outputs::default(),
            positions,
            has_heard: false,
            is_cut: false,
            restores,
            committed,
            kept,
            through: Through::new(),
            ages: Ages::default(),
            raised: Ages::default(),
            commits: Vec::new(),
        }
    }

    /// The same, that pauses its input when it holds so many bytes of records which cannot be processed yet.
    #[must_use]
    pub fn holding(mut self, bytes_max: usize) -> Self {
        self.held = InputBuffer::new(bytes_max);
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
    pub fn turn(&mut self, wait: Duration) -> Result<TurnProgress, Error> {
        let mut progress = TurnProgress::default();
        self.process_broadcasts()?;
        // What is restored stays with the log until it can be worked on.
        let mut paused = self.held.paused();
        paused.extend(self.held.partitions().into_iter().filter(|partition| self.restores.is_under_way(*partition)));
        let arrival = self.log.next(wait.min(self.wait_max()), &paused)?;
        let begun = Instant::now();
        match arrival {
            LogArrival::Assigned(partitions) => {
                progress.rebalanced = true;
                partitions.into_iter().try_for_each(|partition| self.assign(partition))?;
            }
            LogArrival::Revoked(partitions) => {
                progress.rebalanced = true;
                partitions.into_iter().for_each(|partition| self.revoke(partition));
            }
            LogArrival::Records(records) => {
                records.into_iter().for_each(|record| self.held.push(record));
            }
            LogArrival::Idle => {}
        }
        for (state, restored) in self.restores.advance()? {
            self.stage.adopt(restored.partition, state);
            self.kept.insert(restored.partition, Instant::now());
            progress.restored.push(restored);
        }
        progress.restoring = self.restores.restoring();
        self.process_broadcasts()?;
        progress.records = self.process();
        if progress.records > 0 && self.commit(&mut progress)? {
            progress.worked = begun.elapsed();
        }
        progress.commits = std::mem::take(&mut self.commits);
        progress.unheard = self.stage.take_unreadable();
        Ok(progress)
    }

    fn process_broadcasts(&mut self) -> Result<(), Error> {
        for topic in self.stage.broadcast() {
            let records = self.log.broadcast(*topic)?;
            records.iter().for_each(|record| self.stage.process_broadcast(record));
        }
        // The first time, a log hands over all that is there.
        if !std::mem::replace(&mut self.has_heard, true) {
            self.stage.broadcasts_read();
        }
        Ok(())
    }

    fn wait_max(&self) -> Duration {
        match self.held.bytes() {
            _ if self.is_cut => Duration::ZERO,
            _ if !self.restores.is_idle() => RESTORING_WAIT,
            0 => Duration::MAX,
            _ => WAITING_WAIT,
        }
    }

    fn assign(&mut self, partition: u32) -> Result<(), Error> {
        self.held.begin(partition);
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
        self.held.end(partition);
        self.restores.cancel(partition);
        self.positions.retain(|(_, p), _| *p != partition);
        self.committed.retain(|(_, p), _| *p != partition);
        self.kept.remove(&partition);
        self.stage.revoke(partition);
    }

    fn process(&mut self) -> usize {
        let mut taken = 0;
        let at_work = |partition: &u32| !self.restores.is_under_way(*partition);
        for partition in self.held.partitions().into_iter().filter(at_work) {
            let mut through = 0;
            while taken < STEP_MAX
                && let Some(record) = self.held.front(partition)
            {
                let (written, raised, events) = (self.out.records.len(), self.out.raised, self.out.events);
                if self.stage.process(record, &mut self.out) == Flow::Wait {
                    break;
                }
                // What comes of a record is as old as that is.
                self.out.records[written..].iter_mut().for_each(|output| output.time_ms = record.time_ms);
                self.ages.add(record.time_ms, self.out.events - events);
                self.raised.add(record.time_ms, self.out.raised - raised);
                through = through.max(record.time_ms);
                self.positions.insert((record.topic, record.partition), record.offset + 1);
                self.held.pop(partition);
                taken += 1;
            }
            if let Some(at) = self.through.get_mut(&partition) {
                *at = through.max(*at);
            }
        }
        self.is_cut = taken == STEP_MAX;
        taken
    }

    /// Commits what was processed, and tells what it was; whether it is committed.
    fn commit(&mut self, progress: &mut TurnProgress) -> Result<bool, Error> {
        self.stage.flush(&mut self.out);
        let Outputs { records, counts, unreadable, .. } = std::mem::take(&mut self.out);
        let positions = std::mem::take(&mut self.positions);
        let (ages, raised) = (std::mem::take(&mut self.ages), std::mem::take(&mut self.raised));
        let is_done = self.commit_at(records, positions)? == Commit::Done;
        if is_done {
            (progress.counts, progress.ages, progress.raised) = (counts, ages, raised);
            progress.unreadable = unreadable;
        }
        Ok(is_done)
    }

    pub(crate) fn commit_at(&mut self, outputs: Vec<Output>, at: BTreeMap<(Topic, u32), u64>) -> Result<Commit, Error> {
        let position = |(&(topic, partition), &next)| Position { topic, partition, next };
        let step = Step { outputs, positions: at.iter().map(position).collect() };
        let begun = Instant::now();
        let outcome = self.log.commit(step)?;
        self.commits.push(Committed { outcome, time: begun.elapsed() });
        match outcome {
            Commit::Done => self.committed.extend(at),
            Commit::Aborted | Commit::Unknown => {
                self.held.partitions().into_iter().for_each(|partition| self.revoke(partition));
            }
        }
        Ok(outcome)
    }
}
