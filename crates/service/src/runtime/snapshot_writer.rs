//! Local copies of the state: now and then, and at a clean stop.

use std::time::{Duration, Instant};

use attrition_pipeline::Stage;
use attrition_stream::{Causes, Error, SnapshotOutcome, StageLog, StageRunner};

/// Copies the partition whose copy is the oldest, if it is older than that.
pub(crate) fn copy_due<S: Stage, L: StageLog>(
    stage: &str,
    member: &mut StageRunner<S, L>,
    every: Duration,
) -> Result<bool, Error> {
    let begun = Instant::now();
    match member.keep_due(every)? {
        SnapshotOutcome::Nothing => return Ok(false),
        SnapshotOutcome::NoPlace => {}
        SnapshotOutcome::Written { partition, records } => {
            let seconds = begun.elapsed().as_secs_f64();
            tracing::info!(stage, partition, records, seconds, "a snapshot is written");
        }
        SnapshotOutcome::Failed(error) => {
            tracing::warn!(stage, error = %Causes(&error), "a snapshot is not written");
        }
    }
    Ok(true)
}

/// Copies what can be copied in that time; what is left is read from Kafka at the next start.
pub(crate) fn copy_all<S: Stage, L: StageLog>(
    stage: &str,
    member: &mut StageRunner<S, L>,
    within: Duration,
) -> Result<(), Error> {
    let begun = Instant::now();
    // What was copied since the stop began is not due again.
    while begun.elapsed() < within && copy_due(stage, member, begun.elapsed())? {}
    Ok(())
}
