//! Records that were read and wait to be processed, within a limit.

use std::collections::{BTreeMap, VecDeque};

use attrition_contracts::records::record::Record;

/// Records that wait, by partition.
pub(crate) struct InputBuffer {
    partitions: BTreeMap<u32, VecDeque<Record>>,
    bytes: usize,
    bytes_max: usize,
    is_full: bool,
}

impl InputBuffer {
    /// Holds so many bytes before it asks for a pause.
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { partitions: BTreeMap::new(), bytes: 0, bytes_max, is_full: false }
    }

    /// A partition comes, with nothing.
    pub(crate) fn begin(&mut self, partition: u32) {
        self.end(partition);
        self.partitions.insert(partition, VecDeque::new());
    }

    /// A partition goes, with what it holds.
    pub(crate) fn end(&mut self, partition: u32) {
        let gone = self.partitions.remove(&partition).unwrap_or_default();
        self.bytes -= gone.iter().map(Record::bytes).sum::<usize>();
    }

    /// Numbers of the partitions that are assigned, also of those without a record.
    pub(crate) fn partitions(&self) -> Vec<u32> {
        self.partitions.keys().copied().collect()
    }

    /// Adds a record at the end of its partition.
    pub(crate) fn push(&mut self, record: Record) {
        self.bytes += record.bytes();
        self.partitions.entry(record.partition).or_default().push_back(record);
    }

    /// The next record of a partition.
    pub(crate) fn front(&self, partition: u32) -> Option<&Record> {
        self.partitions.get(&partition)?.front()
    }

    /// How many records of a partition wait.
    pub(crate) fn len(&self, partition: u32) -> usize {
        self.partitions.get(&partition).map_or(0, VecDeque::len)
    }

    /// Removes the next record of a partition, if there is one.
    pub(crate) fn pop(&mut self, partition: u32) {
        let record = self.partitions.get_mut(&partition).and_then(VecDeque::pop_front);
        self.bytes -= record.map_or(0, |record| record.bytes());
    }

    /// Bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Partitions of which no more is wanted for now: when all is full, those that hold something, until half of it is
    /// gone. To pause costs what the client has fetched ahead, so it does not come and go by the record.
    pub(crate) fn paused(&mut self) -> Vec<u32> {
        self.is_full = self.bytes >= if self.is_full { self.bytes_max / 2 } else { self.bytes_max };
        let holding = self.partitions.iter().filter(|(_, held)| self.is_full && !held.is_empty());
        holding.map(|(partition, _)| *partition).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attrition_contracts::records::record::Output;
    use attrition_contracts::records::topic::Topic;

    #[test]
    fn the_limit_pauses_who_holds_until_half_is_gone() {
        let record = |partition, offset| Output::new(Topic::Journal, partition, [], *b"value").read_at(offset);
        let mut held = InputBuffer::new(10 * record(0, 0).bytes());
        [0, 1, 2].into_iter().for_each(|partition| held.begin(partition));
        (0..9).for_each(|offset| held.push(record(0, offset)));
        assert!(held.paused().is_empty());
        held.push(record(2, 0));
        assert_eq!(held.paused(), [0, 2]);
        (0..4).for_each(|_| held.pop(0));
        assert_eq!(held.paused(), [0, 2], "not yet");
        (0..2).for_each(|_| held.pop(0));
        assert!(held.paused().is_empty());
        held.end(0);
        held.end(2);
        assert_eq!((held.bytes(), held.partitions()), (0, vec![1]));
    }
}
