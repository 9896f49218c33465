//! The atomic step: outputs, state changes and input positions are committed together or not at all.
//!
//! Three logs keep that one contract: [`memory`](backend::memory), [`embedded`](backend::embedded) (one SQLite file) and [`kafka`](backend::kafka) (a transaction). A
//! [`StageRunner`] drives a stage over any of them.
//!
//! ```
//! use attrition_contracts::records::record::Output;
//! use attrition_contracts::records::topic::Topic;
//! use attrition_stream::backend::local::Store;
//! use attrition_stream::backend::memory::Memory;
//! use attrition_stream::{Position, Step};
//!
//! let mut log = Memory::new(4);
//! let scored = Output::new(Topic::Scores, 2, *b"anna", *b"{}");
//! let done = Position { topic: Topic::Journal, partition: 2, next: 7 };
//! // What came of a record, and that it has been read, are there together or not at all.
//! log.commit("score", Step { outputs: vec![scored], positions: vec![done] })?;
//! assert_eq!(log.records(Topic::Scores, 2).len(), 1);
//! assert_eq!(log.positions("score")?, [done]);
//! # Ok::<(), attrition_stream::Error>(())
//! ```

pub mod backend;
pub mod backoff;
mod error;
pub mod listener;
pub mod runner;
#[cfg(feature = "kafka")]
pub mod snapshot;
mod stage;

pub use error::{Causes, Error, Remedy};
pub use runner::counts::{Count, Counts, EventKind, EventOutcome, FeedbackOutcome, RaisedBy, ScoreTime};
pub use runner::end_offsets::EndOffsets;
pub use runner::lag::Lag;
pub use runner::restore::{Put, Restore, Restored, RestoringPartition};
pub use runner::snapshots::SnapshotOutcome;
pub use runner::stage_runner::{StageRunner, TurnProgress};
pub use runner::step_ages::{Ages, Committed};
pub use stage::{Flow, Outputs, PartitionState, Stage, Unreadable, UnreadableRecord};

use std::collections::BTreeMap;
use std::time::Duration;

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;

/// What a log tells the member that owns some of its partitions.
#[derive(Debug)]
pub enum LogArrival {
    /// These partitions are the member's from now on; it restores their state before it works.
    Assigned(Vec<u32>),
    /// These partitions are no longer the member's. What it has not committed of them is void.
    Revoked(Vec<u32>),
    /// Records of assigned partitions, in order within each.
    Records(Vec<Record>),
    /// No record and no rebalance came within the wait.
    Idle,
}

/// Where a stage is in a partition of an input topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Role of the input topic.
    pub topic: Topic,
    /// Partition of the input topic.
    pub partition: u32,
    /// Offset of the next record to process.
    pub next: u64,
}

/// What a member commits.
#[derive(Debug, Default)]
pub struct Step {
    /// Records to write; those to compacted topics are changes of state.
    pub outputs: Vec<Output>,
    /// Where the stage is after them.
    pub positions: Vec<Position>,
}

/// What became of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// All of it is there for good.
    Done,
    /// Nothing of it is: the member's state is void, and its partitions come again by [`LogArrival::Assigned`].
    Aborted,
    /// Nothing of it is, or all of it, and it is over in any case: the partitions come again as they are committed.
    Unknown,
}

/// Hands over every key of a state with its value.
pub type StateVisitor<'a> = dyn FnMut(&mut dyn FnMut(&[u8], &[u8])) + 'a;

/// A place for a copy of a state. A member that has lost the partition without knowing must not write it: a step of the
/// partition must be committed after the place was asked for, and before it is written.
pub trait SnapshotWriter {
    /// Writes the state that `each` hands over; returns the records in it.
    fn write(self: Box<Self>, each: &mut StateVisitor<'_>) -> Result<u64, Error>;
}

/// One stage's side of a log.
pub trait StageLog {
    /// Waits up to `wait` for something to happen. Records of `paused` partitions are held back.
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error>;

    /// Commits outputs, changes of state and positions of a step together, or nothing of it.
    fn commit(&mut self, step: Step) -> Result<Commit, Error>;

    /// Begins to read the state of a partition back: what is committed of it when it was assigned.
    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error>;

    /// Where a copy of the state of a partition can be kept beside the log, so that the next restore needs only what came
    /// later: for the state that is committed now. `None` where none is wanted, or a restore is as fast without.
    fn copy(&mut self, _state: Topic, _partition: u32) -> Result<Option<Box<dyn SnapshotWriter>>, Error> {
        Ok(None)
    }

    /// New records of a broadcast topic since the last call, all that are there at the first.
    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error>;

    /// How many records stand in each partition beyond those that were handed over, over all inputs; without those
    /// of which the log does not know without asking anybody.
    fn unread(&mut self) -> Result<BTreeMap<u32, u64>, Error> {
        Ok(BTreeMap::new())
    }

    /// Since when partitions wait for a transaction that somebody has left open, milliseconds since 1970-01-01 UTC, as far as
    /// the log knows without asking anybody.
    fn open_transactions(&self) -> BTreeMap<u32, u64> {
        BTreeMap::new()
    }

    /// Whether every record before these ends has been handed over: a day may only be closed after its events. A partition
    /// that is not among them is noted with its end now. Not so while the member has no partitions.
    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error>;
}

impl StageLog for Box<dyn StageLog + Send> {
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        (**self).next(wait, paused)
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        (**self).commit(step)
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        (**self).restore(state, partition)
    }

    fn copy(&mut self, state: Topic, partition: u32) -> Result<Option<Box<dyn SnapshotWriter>>, Error> {
        (**self).copy(state, partition)
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        (**self).broadcast(topic)
    }

    fn unread(&mut self) -> Result<BTreeMap<u32, u64>, Error> {
        (**self).unread()
    }

    fn open_transactions(&self) -> BTreeMap<u32, u64> {
        (**self).open_transactions()
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        (**self).is_past(ends)
    }
}
