//! What the stages count and whoever keeps the roster should read once in words.

use crate::stages::Counts;

/// Whether it was said since the process began.
#[derive(Debug, Default)]
pub(super) struct Warned {
    of_work_after_end: bool,
}

impl Warned {
    /// Says what a turn has counted for the first time.
    pub(super) fn turn(&mut self, counts: &Counts) {
        let days = counts.of("work_after_end", "");
        if days > 0 && !self.of_work_after_end {
            self.of_work_after_end = true;
            tracing::warn!(
                days,
                "someone works after the last day of their employment: was a separation withdrawn or corrected and not told? \
                 `explain` says of whom it is asked, the metric work_after_end_total counts on"
            );
        }
    }
}
