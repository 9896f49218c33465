//! Who is shown a log from its beginning, to learn from it or to judge by it.

use super::Step;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// What is shown a log from its beginning: org ahead of the journal, the journal's partitions in step by day.
pub trait Listener {
    /// Told first: how many partitions the journal has.
    fn begin(&mut self, partitions: u32);

    /// Takes in a record of org. All of org may come before the journal: what was known when is in the records.
    fn process_broadcast(&mut self, record: &Record);

    /// Takes in a record of the journal; `false` once no record of any partition is wanted any more.
    fn process(&mut self, record: &Record) -> bool;
}

/// Shows what a step writes to org, then what it writes to the journal; `false` once no more is wanted.
pub fn show(listener: &mut impl Listener, step: Step) -> bool {
    let records: Vec<Record> = step.outputs.into_iter().map(|output| output.read_at(0)).collect();
    records.iter().filter(|record| record.topic == Topic::Org).for_each(|record| listener.process_broadcast(record));
    records.iter().filter(|record| record.topic == Topic::Journal).all(|record| listener.process(record))
}
