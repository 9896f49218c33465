//! Whether the later rows, by which a model is judged, are like the earlier ones that gave its weights.
//!
//! A model says little about values that it has never seen: a signal far beyond its earlier range counts as the end of that
//! range, and one that is missing counts as missing. So whoever trains is told.

use serde::Serialize;

use crate::rows::Rows;
use attrition_core::signals::SIGNALS;

/// Share of the earlier values that lies below the range, and above it: a model clips at the same quantiles.
const BEYOND: f64 = 0.005;
/// Share of the later rows from which on they are unlike: of like rows it is one in a hundred.
const UNLIKE_MIN: f64 = 0.2;

/// A signal whose later values are unlike the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Unlike {
    /// Name of the signal.
    pub signal: &'static str,
    /// In which way the values are unlike.
    pub how: How,
    /// Share of the later rows.
    pub share: f64,
}

/// How values are unlike others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// They lie beyond the range of the others.
    OutOfRange,
    /// They are missing, and most of the others are not.
    Missing,
}

impl Unlike {
    /// The difference as a sentence, without a full stop.
    pub fn text(&self) -> String {
        let how = match self.how {
            How::OutOfRange => "lies beyond its earlier range",
            How::Missing => "is missing, as it was not before,",
        };
        let share = (self.share * 100.0).round();
        format!(
            "`{}` {how} in {share:.0} % of the later rows: the figures of later rows say little about it",
            self.signal
        )
    }
}

/// The signals of a model whose values in the rows from `later` on are unlike those before `earlier`.
pub(super) fn unlike(data: &Rows, earlier: usize, later: usize, enters: impl Fn(&str) -> bool) -> Vec<Unlike> {
    let signals = SIGNALS.iter().zip(&data.columns).filter(|(signal, _)| enters(signal.name));
    signals.filter_map(|(signal, column)| of_column(signal.name, &column[..earlier], &column[later..])).collect()
}

fn of_column(signal: &'static str, earlier: &[f64], later: &[f64]) -> Option<Unlike> {
    let missing = |column: &[f64]| share(column, |value| value.is_nan());
    let more = missing(later) - missing(earlier);
    if more >= UNLIKE_MIN {
        return Some(Unlike { signal, how: How::Missing, share: missing(later) });
    }
    let mut known: Vec<f64> = earlier.iter().copied().filter(|value| !value.is_nan()).collect();
    known.sort_by(f64::total_cmp);
    let beyond = (BEYOND * known.len() as f64) as usize;
    let (low, high) = (*known.get(beyond)?, *known.get(known.len().checked_sub(1 + beyond)?)?);
    let share = share(later, |value| **value < low || **value > high);
    (share >= UNLIKE_MIN).then_some(Unlike { signal, how: How::OutOfRange, share })
}

fn share(column: &[f64], is: impl Fn(&&f64) -> bool) -> f64 {
    if column.is_empty() { 0.0 } else { column.iter().filter(is).count() as f64 / column.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(range: std::ops::Range<i32>) -> Vec<f64> {
        range.map(f64::from).collect()
    }

    #[test]
    fn values_beyond_the_range_of_before_are_told() {
        let earlier = numbers(0..1_000);
        assert_eq!(of_column("tenure_days", &earlier, &earlier), None);
        let unlike = of_column("tenure_days", &earlier, &numbers(600..1_600)).expect("most lie beyond");
        assert_eq!((unlike.how, (unlike.share * 100.0).round()), (How::OutOfRange, 61.0));
        assert!(unlike.text().contains("`tenure_days` lies beyond its earlier range in 61 %"), "{}", unlike.text());
    }

    #[test]
    fn values_that_are_missing_and_were_not_before_are_told() {
        let (there, gone) = (numbers(0..100), vec![f64::NAN; 50]);
        let later = [&there[..50], &gone[..]].concat();
        assert_eq!(of_column("csat_recent", &there, &later).map(|unlike| unlike.how), Some(How::Missing));
        // What was missing before is no news, and a column without a value has no range.
        assert_eq!(of_column("csat_recent", &gone, &gone), None);
    }
}
