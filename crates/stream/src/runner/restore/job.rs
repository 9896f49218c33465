//! One partition on its way back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use super::{Restore, Restored, RestoringPartition};
use crate::PartitionState;
use crate::{Error, Remedy};
use attrition_contracts::records::topic::Topic;

/// A restore: where the records come from, and what they are put into.
pub(crate) struct Job<T> {
    pub(super) partition: u32,
    pub(super) begun: Instant,
    pub(super) shared: Arc<RestoreJob>,
    topic: Topic,
    from: Box<dyn Restore>,
    state: T,
}

/// What the member and the thread that restores tell each other.
pub(super) struct RestoreJob {
    pub(super) partition: u32,
    cancelled: AtomicBool,
    ended: AtomicBool,
    records: AtomicU64,
    left: AtomicU64,
}

impl<T: PartitionState> Job<T> {
    pub(crate) fn new(topic: Topic, partition: u32, from: Box<dyn Restore>, state: T) -> Self {
        let (records, left) = (AtomicU64::new(0), AtomicU64::new(from.left()));
        let (cancelled, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        let shared = Arc::new(RestoreJob { partition, cancelled, ended, records, left });
        Self { partition, begun: Instant::now(), shared, topic, from, state }
    }

    /// Restores a piece; says whether any may be left.
    pub(super) fn step(&mut self) -> Result<bool, Error> {
        let (mut records, mut unreadable, state) = (0, Ok(()), &mut self.state);
        let more = self.from.read(&mut |key, value| {
            records += 1;
            if unreadable.is_ok() {
                unreadable = state.restore(key, value);
            }
        })?;
        unreadable.map_err(|error| {
            let doing = format!("failed to restore partition {} of `{}`", self.partition, self.topic.role());
            Error::new(Remedy::RestoreBackup, doing).because(error)
        })?;
        self.shared.records.fetch_add(records, Ordering::Relaxed);
        self.shared.left.store(self.from.left(), Ordering::Relaxed);
        Ok(more)
    }

    pub(super) fn complete(mut self) -> (T, Restored) {
        self.state.restored();
        let restored = Restored {
            partition: self.partition,
            records: self.shared.records.load(Ordering::Relaxed),
            people: self.state.people(),
            time: self.begun.elapsed(),
            source: self.from.source(),
        };
        (self.state, restored)
    }
}

impl RestoreJob {
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Release);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    pub(super) fn progress(&self, partition: u32, since: Instant) -> RestoringPartition {
        let (records, left) = (self.records.load(Ordering::Relaxed), self.left.load(Ordering::Relaxed));
        RestoringPartition { partition, records, left, since }
    }
}
