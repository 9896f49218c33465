//! Events without effect are told of once: what comes too late, and what a later record has replaced already.

use std::collections::BTreeSet;

use crate::stages::Counts;

/// What was told already, by kind and outcome.
#[derive(Default)]
pub(crate) struct PassedOver(BTreeSet<(&'static str, &'static str)>);

impl PassedOver {
    /// Looks at what a turn of a stage counted. How many there are is counted in `events_total` and seen in the status.
    pub(crate) fn turn(&mut self, counts: &Counts) {
        for (_, kind, outcome, _) in counts.iter().filter(|count| count.0 == "events") {
            let is_new = matches!(outcome, "late" | "superseded" | "unmatched") && self.0.insert((kind, outcome));
            match outcome {
                "late" if is_new => tracing::warn!(
                    kind,
                    "events come too late to count: older than 90 days or, of tickets and ratings, than `score.dedup_days`"
                ),
                "superseded" if is_new => {
                    tracing::info!(kind, "records come after later ones of the same thing, and change nothing");
                }
                "unmatched" if is_new => tracing::warn!(
                    "a separation ends no employment that is known, or takes nothing back: is its `subject` or `notice_date` right?"
                ),
                _ => {}
            }
        }
    }
}
