//! A log that is only written to: for an importer whose events go on elsewhere.

use std::time::Duration;

use crate::{Commit, EndOffsets, Error, LogArrival, Put, Restore, StageLog, Step};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// Takes what is written, and is never read from.
pub trait Sink {
    /// Takes the outputs and positions of a step; it cannot fail.
    fn take(&mut self, step: Step);
}

impl<T: Sink> StageLog for T {
    fn next(&mut self, _wait: Duration, _paused: &[u32]) -> Result<LogArrival, Error> {
        Ok(LogArrival::Idle)
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        self.take(step);
        Ok(Commit::Done)
    }

    fn restore(&mut self, _: Topic, _: u32) -> Result<Box<dyn Restore>, Error> {
        Ok(Box::new(Nothing))
    }

    fn broadcast(&mut self, _topic: Topic) -> Result<Vec<Record>, Error> {
        Ok(Vec::new())
    }

    fn is_past(&mut self, _ends: &mut EndOffsets) -> Result<bool, Error> {
        Ok(true)
    }
}

/// What a log that is never read from restores.
struct Nothing;

impl Restore for Nothing {
    fn read(&mut self, _put: &mut Put<'_>) -> Result<bool, Error> {
        Ok(false)
    }

    fn left(&self) -> u64 {
        0
    }
}
