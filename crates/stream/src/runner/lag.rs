//! How far behind a member is: for measuring alone.

use std::collections::BTreeMap;

use crate::Stage;
use crate::runner::clock::now_ms;
use crate::{Error, StageLog, StageRunner};

/// How far behind a partition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// Number of the partition.
    pub partition: u32,
    /// Records that are there and not processed; `None` where the log does not know yet what is there.
    pub records: Option<u64>,
    /// Since when the oldest of them is there, milliseconds since 1970-01-01 UTC; `None` at the end. Where the oldest was not
    /// read yet, this is the last time at which it cannot have been there.
    pub since_ms: Option<u64>,
    /// Since when nothing can be read for a transaction that somebody has left open, milliseconds since 1970-01-01 UTC.
    pub transaction_since_ms: Option<u64>,
}

impl<S: Stage, L: StageLog> StageRunner<S, L> {
    /// How far behind each partition is.
    pub fn lags(&mut self) -> Result<Vec<Lag>, Error> {
        let (unread, now_ms) = (self.log.unread()?, now_ms());
        let open = self.log.open_transactions();
        let partitions = self.held.partitions();
        self.through.retain(|partition, _| partitions.contains(partition));
        let mut lags = Vec::with_capacity(partitions.len());
        for partition in partitions {
            let (held, unread) = (self.held.len(partition), unread.get(&partition));
            let records = unread.map(|unread| held as u64 + unread);
            // One that has just come was at its end for all that is known.
            let through = self.through.entry(partition).or_insert(now_ms);
            if records == Some(0) && !self.restores.is_under_way(partition) {
                *through = now_ms;
            }
            let first = self.held.front(partition).map(|record| record.time_ms).filter(|time_ms| *time_ms > 0);
            // Nothing of what is restored is processed, and of what nobody has looked at anything may wait.
            let waits = records != Some(0) || self.restores.is_under_way(partition);
            let since_ms = waits.then(|| first.unwrap_or(*through).min(now_ms));
            let transaction_since_ms = open.get(&partition).copied();
            lags.push(Lag { partition, records, since_ms, transaction_since_ms });
        }
        Ok(lags)
    }

    /// How many partitions are the member's.
    pub fn partitions(&self) -> usize {
        self.held.partitions().len()
    }

    /// How many people the state is about that is at work, and how many bytes it has.
    pub fn state_size(&self) -> (usize, usize) {
        let partitions = self.held.partitions();
        let kept = partitions.iter().filter_map(|partition| self.stage.state_of(*partition));
        kept.fold((0, 0), |(people, bytes), state| {
            (people + crate::PartitionState::people(state), bytes + crate::PartitionState::bytes(state))
        })
    }
}

/// When each partition was at its end last, or the last record that was processed came, milliseconds since 1970-01-01 UTC: what
/// is not processed came later.
pub(crate) type Through = BTreeMap<u32, u64>;
