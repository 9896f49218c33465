//! What the stages count and whoever keeps the roster should read once in words.

use attrition_pipeline::{Count, Counts};

/// Whether it was said since the process began.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    of_work_after_end: bool,
}

impl Warnings {
    /// Says what a turn has counted for the first time.
    pub(crate) fn after_turn(&mut self, counts: &Counts) {
        if counts.total(|count| count == Count::WorkAfterEnd) > 0 && !self.of_work_after_end {
            self.of_work_after_end = true;
            // Without a number: that of the first step would look like the whole.
            tracing::warn!(
                "someone works after the last day of their employment: was a separation withdrawn or corrected and not told? \
                 This is said once; `status` and the metric work_after_end_total count the days, and `explain` says of whom it \
                 is asked"
            );
        }
    }
}
