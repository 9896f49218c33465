//! Which partitions a member has, and what it has not been told yet, in the order in which it happened.

use std::collections::{BTreeSet, VecDeque};

use crate::{LogArrival, Position};
use attrition_contracts::records::record::Record;

/// Partitions as the client has them, and the arrivals that tell the member so.
#[derive(Default)]
pub(in crate::backend::kafka) struct Ownership {
    owned: BTreeSet<u32>,
    unsaid: VecDeque<LogArrival>,
}

impl Ownership {
    /// What the member is to be told next.
    pub(in crate::backend::kafka) fn next_arrival(&mut self) -> Option<LogArrival> {
        self.unsaid.pop_front()
    }

    /// Whether the member has been told everything.
    pub(in crate::backend::kafka) fn has_said_all(&self) -> bool {
        self.unsaid.is_empty()
    }

    /// Numbers of the partitions that the member has now.
    pub(in crate::backend::kafka) fn owned(&self) -> &BTreeSet<u32> {
        &self.owned
    }

    /// Records have come, if there are any; they are taken.
    pub(in crate::backend::kafka) fn came(&mut self, records: &mut Vec<Record>) {
        if records.is_empty() {
            return;
        }
        match self.unsaid.back_mut() {
            Some(LogArrival::Records(last)) => last.append(records),
            _ => self.unsaid.push_back(LogArrival::Records(std::mem::take(records))),
        }
    }

    /// The group has assigned these partitions to the member.
    pub(in crate::backend::kafka) fn assigned(&mut self, partitions: Vec<u32>) {
        self.owned.extend(&partitions);
        self.unsaid.push_back(LogArrival::Assigned(partitions));
    }

    /// Partitions have gone: another member may have them already, and what came of them is not said any more.
    pub(in crate::backend::kafka) fn gone(&mut self, partitions: Vec<u32>) {
        self.owned.retain(|partition| !partitions.contains(partition));
        for arrival in &mut self.unsaid {
            if let LogArrival::Records(records) = arrival {
                records.retain(|record| !partitions.contains(&record.partition));
            }
        }
        self.unsaid.push_back(LogArrival::Revoked(partitions));
    }

    /// All of them are lost; the client will say which.
    pub(in crate::backend::kafka) fn lost_all(&mut self) {
        self.owned.clear();
        self.unsaid.clear();
    }

    /// The member forgets what it has, and is given it again.
    pub(in crate::backend::kafka) fn begin_again(&mut self) {
        self.unsaid.clear();
        if !self.owned.is_empty() {
            self.unsaid.push_back(LogArrival::Assigned(self.owned.iter().copied().collect()));
        }
    }

    /// Whether each position is in a partition that the member has had since it read there. One that has gone, and may have
    /// come again, was another's meanwhile.
    pub(in crate::backend::kafka) fn covers(&self, positions: &[Position]) -> bool {
        let went = |partition: &u32| {
            let says = |arrival: &LogArrival| matches!(arrival, LogArrival::Revoked(gone) if gone.contains(partition));
            self.unsaid.iter().any(says)
        };
        positions.iter().all(|Position { partition, .. }| self.owned.contains(partition) && !went(partition))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attrition_contracts::records::record::Output;
    use attrition_contracts::records::topic::Topic;

    fn record(partition: u32) -> Record {
        Output::new(Topic::Journal, partition, [], *b"value").read_at(0)
    }

    fn position(partition: u32) -> Position {
        Position { topic: Topic::Journal, partition, next: 1 }
    }

    #[test]
    fn arrivals_are_said_in_order_without_the_records_of_what_has_gone() {
        let mut ownership = Ownership::default();
        ownership.assigned(vec![0, 1]);
        ownership.came(&mut vec![record(0), record(1)]);
        ownership.came(&mut vec![record(1)]);
        ownership.gone(vec![1]);
        assert!(matches!(ownership.next_arrival(), Some(LogArrival::Assigned(all)) if all == [0, 1]));
        assert!(matches!(ownership.next_arrival(), Some(LogArrival::Records(records)) if records == [record(0)]));
        assert!(matches!(ownership.next_arrival(), Some(LogArrival::Revoked(gone)) if gone == [1]));
        assert!(ownership.next_arrival().is_none() && ownership.has_said_all());
    }

    #[test]
    fn a_partition_that_went_voids_a_step_even_when_it_is_back() {
        let mut ownership = Ownership::default();
        ownership.assigned(vec![0, 1]);
        while ownership.next_arrival().is_some() {}
        assert!(ownership.covers(&[position(0), position(1)]) && !ownership.covers(&[position(2)]));
        ownership.gone(vec![1]);
        assert!(ownership.covers(&[position(0)]) && !ownership.covers(&[position(0), position(1)]));
        ownership.assigned(vec![1]);
        assert!(!ownership.covers(&[position(1)]), "it was another's meanwhile");
        ownership.begin_again();
        assert!(matches!(ownership.next_arrival(), Some(LogArrival::Assigned(all)) if all == [0, 1]));
        assert!(ownership.covers(&[position(1)]));
        ownership.lost_all();
        assert!(!ownership.covers(&[position(0)]) && ownership.has_said_all());
    }
}
