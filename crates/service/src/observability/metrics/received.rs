//! What becomes of what comes over HTTP.

use attrition_core::basics::closed_set::closed_set;

/// What became of an event or of feedback that came over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Received {
    /// It is committed to the log.
    Accepted,
    /// It had been taken in before.
    Repeated,
    /// It is not well formed, or makes no sense.
    Refused,
    /// The log could not be written.
    Failed,
}

closed_set!(Received { Accepted => "accepted", Repeated => "repeated", Refused => "refused", Failed => "failed" });
