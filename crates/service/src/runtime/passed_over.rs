//! Events without effect are told of once: what comes too late, and what a later record has replaced already.

use std::collections::BTreeSet;

use attrition_pipeline::{Count, Counts, EventKind, EventOutcome};

/// What was told already, by kind and outcome.
#[derive(Default)]
pub(crate) struct PassedOver(BTreeSet<(EventKind, EventOutcome)>);

impl PassedOver {
    /// Looks at what a turn of a stage counted. How many there are is counted in `events_total` and seen in the status.
    pub(crate) fn after_turn(&mut self, counts: &Counts) {
        for (count, _) in counts.iter() {
            let Count::Event(kind, outcome) = count else { continue };
            let is_told = matches!(outcome, EventOutcome::Late | EventOutcome::Superseded | EventOutcome::Unmatched);
            if !is_told || !self.0.insert((kind, outcome)) {
                continue;
            }
            let kind = kind.code();
            match outcome {
                EventOutcome::Late => tracing::warn!(
                    kind,
                    "events come too late to count: older than 90 days or, of tickets and ratings, than `score.dedup_days`"
                ),
                EventOutcome::Superseded => {
                    tracing::info!(kind, "records come after later ones of the same thing, and change nothing");
                }
                EventOutcome::Unmatched => tracing::warn!(
                    "a separation ends no employment that is known, or takes nothing back: is its `subject` or `notice_date` right?"
                ),
                EventOutcome::Accepted | EventOutcome::Corrected | EventOutcome::Answered | EventOutcome::Duplicate => {
                }
            }
        }
    }
}
