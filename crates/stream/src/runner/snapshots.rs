//! A member keeps copies of its state, where its log has a place for them.

use std::time::{Duration, Instant};

use crate::{Commit, Error, StageLog, StageRunner};
use crate::{PartitionState, Stage};

/// What came of a wish to keep copies.
#[derive(Debug)]
pub enum SnapshotOutcome {
    /// No partition was due.
    Nothing,
    /// The log has no place for a copy of the partition, or lost the partition.
    NoPlace,
    /// The state of a partition was written, so many records of it.
    Written {
        /// Number of the partition.
        partition: u32,
        /// Number of records in the snapshot.
        records: u64,
    },
    /// It could not be written. The copy is worth having, and not worth stopping for.
    Failed(Error),
}

impl<S: Stage, L: StageLog> StageRunner<S, L> {
    /// Keeps a copy of the partition that has gone without for the longest, if that is so long; none of a partition that has
    /// not changed since it came. Between turns only: then everything that was processed is committed.
    pub fn keep_due(&mut self, every: Duration) -> Result<SnapshotOutcome, Error> {
        let Some(topic) = self.stage.state() else { return Ok(SnapshotOutcome::Nothing) };
        let changed = |partition: &u32| self.committed.keys().any(|(_, p)| p == partition);
        let due = self.kept.iter().filter(|(partition, since)| since.elapsed() >= every && changed(partition));
        let Some((&partition, _)) = due.min_by_key(|(_, since)| **since) else { return Ok(SnapshotOutcome::Nothing) };
        self.kept.insert(partition, Instant::now());
        let place = match self.log.copy(topic, partition) {
            Ok(Some(place)) => place,
            Ok(None) => return Ok(SnapshotOutcome::NoPlace),
            Err(error) => return Ok(SnapshotOutcome::Failed(error)),
        };
        // Only who owns the partition can commit: had another member written to the state before the place was asked for,
        // this would be refused, and the copy would lack what that member wrote.
        let at = self.committed.iter().filter(|((_, p), _)| *p == partition).map(|(key, next)| (*key, *next)).collect();
        if self.commit_at(Vec::new(), at)? != Commit::Done {
            return Ok(SnapshotOutcome::NoPlace);
        }
        let Some(state) = self.stage.state_of(partition) else { return Ok(SnapshotOutcome::NoPlace) };
        let written = place.write(&mut |put| state.each(put));
        Ok(written.map_or_else(SnapshotOutcome::Failed, |records| SnapshotOutcome::Written { partition, records }))
    }
}
