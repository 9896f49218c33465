//! "More time away from work than usual": when it is true.

use crate::signals::Evidence;
use crate::windows::span::{B, W};

/// Scheduled shifts that the last four weeks, and the time before them, must have.
const SHIFTS_MIN: [f64; 2] = [8.0, 16.0];

/// Whether the agent missed a greater share of scheduled shifts in the last four weeks than in the nine weeks before, even if one
/// shift less had been missed. Planned and protected leave are in neither.
pub(super) fn has_risen(evidence: &Evidence) -> bool {
    let share = |span, min, less: f64| {
        let scheduled = evidence.spans.sum(span, |totals| u64::from(totals.scheduled));
        let absent = evidence.spans.sum(span, |totals| u64::from(totals.absent));
        (scheduled >= min).then(|| (absent - less) / scheduled)
    };
    let [now_min, before_min] = SHIFTS_MIN;
    let (now, before) = (share(W(28), now_min, 1.0), share(B(28, 90), before_min, 0.0));
    now.zip(before).is_some_and(|(now, before)| now > before)
}
