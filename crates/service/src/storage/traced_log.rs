//! A span for each step of a stage, and in it one for its commit: from the arrival of records to what became of them.
//!
//! Told of a step are sizes and outcomes, never a record. Turns in which nothing came make no span.

use std::collections::BTreeMap;
use std::time::Duration;

use tracing::Span;
use tracing::field::Empty;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::{Commit, EndOffsets, Error, LogArrival, Restore, SnapshotWriter, StageLog, Step};

/// A stage's side of a log, with its spans.
pub(crate) struct TracedLog<L> {
    log: L,
    stage: String,
    /// The step that is under way.
    step: Option<Span>,
}

impl<L> TracedLog<L> {
    /// The side of this stage.
    pub(crate) fn new(stage: &str, log: L) -> Self {
        Self { log, stage: stage.to_owned(), step: None }
    }

    fn begin(&self, read: usize) -> Span {
        tracing::info_span!(parent: None, "step", stage = self.stage, read, outcome = Empty)
    }
}

impl<L: StageLog> StageLog for TracedLog<L> {
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        self.step = None;
        let arrival = self.log.next(wait, paused)?;
        if let LogArrival::Records(records) = &arrival {
            self.step = Some(self.begin(records.len()));
        }
        Ok(arrival)
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        // What waited for a broadcast topic, or was left of a long step, is processed when nothing new has come.
        let under_way = self.step.take().unwrap_or_else(|| self.begin(0));
        let (outputs, partitions) = (step.outputs.len(), step.positions.len());
        let commit = tracing::info_span!(parent: &under_way, "commit", outputs, partitions, outcome = Empty);
        let committed = commit.in_scope(|| self.log.commit(step));
        let outcome = match &committed {
            Ok(Commit::Done) => "committed",
            Ok(Commit::Aborted) => "aborted",
            Ok(Commit::Unknown) => "unknown",
            Err(_) => "failed",
        };
        commit.record("outcome", outcome);
        under_way.record("outcome", outcome);
        committed
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        self.log.restore(state, partition)
    }

    fn copy(&mut self, state: Topic, partition: u32) -> Result<Option<Box<dyn SnapshotWriter>>, Error> {
        self.log.copy(state, partition)
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        self.log.broadcast(topic)
    }

    fn unread(&mut self) -> Result<BTreeMap<u32, u64>, Error> {
        self.log.unread()
    }

    fn open_transactions(&self) -> BTreeMap<u32, u64> {
        self.log.open_transactions()
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        self.log.is_past(ends)
    }
}
