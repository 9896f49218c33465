//! The stages: bytes in, bytes out. They have no I/O and read no clock.
//!
//! A stage turns records into outputs and changes of state. A change of state is an output too, to a compacted topic; so
//! outputs, state and positions can be committed in one step, by whatever log there is.

mod counts;
pub mod desk;
pub mod ingest;
pub mod registry;
pub mod score;

pub use counts::Counts;

use crate::wire::record::{Output, Record};
use crate::wire::topic::Topic;

/// A stage of the pipeline, over the partitions that its member owns.
pub trait Stage {
    /// Name in positions, consumer groups and metrics.
    fn name(&self) -> &'static str;

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

    /// Begins with an empty partition; its state follows by [`Stage::restore`].
    fn assign(&mut self, partition: u32);

    /// Puts one record of the state topic back. A record that cannot be read is a finding for the caller to report.
    fn restore(&mut self, partition: u32, key: &[u8], value: &[u8]) -> Result<(), Unreadable>;

    /// The state of a partition is complete.
    fn restored(&mut self, partition: u32);

    /// Lets go of a partition and its state.
    fn revoke(&mut self, partition: u32);

    /// Takes in a record of a broadcast topic.
    fn hear(&mut self, record: &Record);

    /// Every broadcast topic has been read, each at least as far as it went when those before it were.
    fn heard_all(&mut self) {}

    /// Takes in a record of an assigned partition, or asks to be given it again when the broadcast topics have come further.
    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow;

    /// Hands over the state changes of all that was processed since the last call.
    fn flush(&mut self, out: &mut Outputs);
}

/// Whether a record was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It was.
    Taken,
    /// Not yet: the broadcast topics must come further first.
    Wait,
}

/// A record of the state topic that this version cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a state record cannot be read: it was written by another version, or its bytes are damaged")]
pub struct Unreadable;

/// What a step writes, and what it counted.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// Records to write.
    pub records: Vec<Output>,
    /// What happened, for the metrics.
    pub counts: Counts,
}
