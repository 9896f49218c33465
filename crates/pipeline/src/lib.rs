//! The stages: source topics to journal, journal to scores, scores to alerts. Bytes in, bytes out; they have no I/O and read no
//! clock.
//!
//! A stage turns records into outputs and changes of state, and whatever log there is commits them in one step.

pub mod desk;
pub mod ingest;
pub mod registry;
pub mod score;

pub use attrition_stream::{
    Count, Counts, EventKind, EventOutcome, FeedbackOutcome, Flow, Outputs, PartitionState, RaisedBy, ScoreTime, Stage,
    Unreadable, UnreadableRecord,
};
