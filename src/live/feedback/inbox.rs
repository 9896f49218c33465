//! The way into the desk inbox.

use crate::engine::desk::Feedback;
use crate::log::{Commit, Error, StageLog, Step};
use crate::wire::inbox::{self, Message};
use crate::wire::record::Output;
use crate::wire::topic::{Topic, partition_of};

/// The record of feedback: it goes to the desk of its site.
pub fn output(feedback: Feedback, site: &str, partitions: u32) -> Output {
    let message = Message::Feedback { site: site.into(), feedback: Box::new(feedback) };
    let key = site.as_bytes();
    Output::new(Topic::Desk, partition_of(key, partitions), key, inbox::write(&message))
}

/// Commits a record by a side that only writes.
pub fn commit(log: &mut dyn StageLog, output: Output) -> Result<(), Error> {
    match log.commit(Step { outputs: vec![output], positions: Vec::new() })? {
        Commit::Done => Ok(()),
        Commit::Aborted => Err(Error { doing: "the log aborted the step".to_owned(), source: None }),
    }
}
