//! Names of the stages that a process can run.

use attrition_core::basics::closed_set::closed_set;

/// A stage of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageName {
    /// Events become records of the journal.
    Ingest,
    /// Records of the journal become scores.
    Score,
    /// Scores become alerts and letters.
    Desk,
    /// Alerts and letters become messages, and are sent.
    Deliver,
    /// Scores and alerts become figures over time.
    Trends,
}

closed_set!(StageName {
    Ingest => "ingest",
    Score => "score",
    Desk => "desk",
    Deliver => "deliver",
    Trends => "trends",
});

impl StageName {
    /// Names of stages in a line.
    pub fn line(stages: &[Self], between: &str) -> String {
        stages.iter().map(|stage| stage.code()).collect::<Vec<_>>().join(between)
    }
}
