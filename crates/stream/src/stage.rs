//! A stage: bytes in, bytes out. It has no I/O and reads no clock.
//!
//! It turns records into outputs and changes of state. A change of state is an output too, to a compacted topic; so
//! outputs, state and positions can be committed in one step, by whatever log there is.

use crate::{Count, Counts};
use attrition_contracts::incoming::dead_letter;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;

/// A stage of the pipeline, over the partitions that its member owns.
pub trait Stage {
    /// What the stage keeps of one partition.
    type State: PartitionState;

    /// Name in positions, consumer groups and metrics.
    fn name(&self) -> StageName;

    /// Topics that are read by assigned partitions.
    fn inputs(&self) -> &'static [Topic];

    /// The topics of which every member reads all, in this order, from the beginning at every start.
    fn broadcast(&self) -> &'static [Topic] {
        &[]
    }

    /// The compacted topic that holds the state.
    fn state(&self) -> Option<Topic> {
        None
    }

    /// The state of a partition of which nothing is known yet.
    fn empty(&self) -> Self::State;

    /// Owns a partition from now on, with the state that was read back for it.
    fn adopt(&mut self, partition: u32, state: Self::State);

    /// Owns a partition from now on, with nothing known of it.
    fn assign(&mut self, partition: u32) {
        let empty = self.empty();
        self.adopt(partition, empty);
    }

    /// The state of a partition that is owned.
    fn state_of(&self, partition: u32) -> Option<&Self::State>;

    /// The last business day that is closed in all partitions that are owned, as far as the stage knows of days.
    fn closed(&self) -> Option<Date> {
        None
    }

    /// Lets go of a partition and its state.
    fn revoke(&mut self, partition: u32);

    /// Takes in a record of a broadcast topic.
    fn process_broadcast(&mut self, record: &Record);

    /// Hands over the records of broadcast topics that could not be read since the last call.
    fn take_unreadable(&mut self) -> Vec<UnreadableRecord> {
        Vec::new()
    }

    /// Every broadcast topic has been read, each at least as far as it went when those before it were.
    fn broadcasts_read(&mut self) {}

    /// Takes in a record of an assigned partition, or asks to be given it again when the broadcast topics have come further.
    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow;

    /// Hands over the state changes of all that was processed since the last call.
    fn flush(&mut self, out: &mut Outputs);
}

/// What a stage keeps of one partition. It is read back on a thread of its own, beside the work on other partitions.
pub trait PartitionState: Send + 'static {
    /// Puts one record of the state topic back; `None` deletes its key. Of several records of a key the last counts. A
    /// record that cannot be read is a finding for the caller to report.
    fn restore(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Unreadable>;

    /// The state is complete.
    fn restored(&mut self);

    /// Hands over every key with its value, as the state topic would hold them, in a fixed order. Everything that was
    /// processed must have been flushed.
    fn each(&self, put: &mut dyn FnMut(&[u8], &[u8]));

    /// How many people it is about.
    fn people(&self) -> usize;

    /// How many bytes it has, about: those of its keys and values, where nothing better is known. Everything that was
    /// processed must have been flushed.
    fn bytes(&self) -> usize {
        let mut bytes = 0;
        self.each(&mut |key, value| bytes += key.len() + value.len());
        bytes
    }
}

/// The state of a stage that has none.
impl PartitionState for () {
    fn restore(&mut self, _key: &[u8], _value: Option<&[u8]>) -> Result<(), Unreadable> {
        Ok(())
    }

    fn restored(&mut self) {}

    fn each(&self, _put: &mut dyn FnMut(&[u8], &[u8])) {}

    fn people(&self) -> usize {
        0
    }
}

/// Whether a record was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The record was processed.
    Taken,
    /// Not yet: the broadcast topics must come further first.
    Wait,
}

/// A record of the state topic that this version cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state record cannot be read: it was written by another version, or its bytes are damaged")]
pub struct Unreadable;

/// A record of the service's own topics that its reader could not read, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct UnreadableRecord {
    /// The record as it was read, with its topic, partition and offset.
    pub record: Record,
    /// What is wrong with it, without any value.
    pub why: String,
}

/// What a step writes, and what it counted.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// Records to write, each with its topic and partition.
    pub records: Vec<Output>,
    /// What happened, for the metrics.
    pub counts: Counts,
    /// Alerts that were raised.
    pub raised: u64,
    /// Events by which someone was scored again; closes of days are none.
    pub events: u64,
    /// Records that became dead letters because they could not be read.
    pub unreadable: Vec<UnreadableRecord>,
}

impl Outputs {
    /// Makes a dead letter of a record of the service's own topics that cannot be read: with its position it is one step.
    pub fn refuse(&mut self, record: &Record, why: impl Into<String>) {
        let why = why.into();
        let refusal = Code::Unreadable.because(why.clone());
        self.counts.add(Count::DeadLetter(refusal.code));
        // They are so few that one partition has them all.
        self.records.push(dead_letter::write(record, record.topic.role(), &refusal, 1));
        self.unreadable.push(UnreadableRecord { record: record.clone(), why });
    }
}
