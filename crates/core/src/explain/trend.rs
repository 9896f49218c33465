//! Whether a trend is one: it must fill the time that its sentence speaks of, and be neither one week's doing nor chance.

use crate::signals::{Evidence, FittedLine, Form};

/// A slope is told from so many of its standard errors on. Of agents whose scores are chance alone, three would give the
/// sentence to one in seventy, two to one in twenty.
const ERRORS_MIN: f64 = 3.0;

/// Part of the slope that must be left without any single week.
const LEFT_MIN: f64 = 0.5;

/// Whether what a slope is fitted to has risen, or fallen, for as long as the sentence says.
pub(super) fn is_true(form: &Form, rises: bool, evidence: &Evidence) -> bool {
    let Form::Slope(metric, weeks, _) = form else { return false };
    let values = metric.weekly(evidence, *weeks);
    evidence.history_days() >= 7 * u32::from(*weeks) && is_trend(&values[..usize::from(*weeks)], rises)
}

/// The same of weekly values, the last week first.
fn is_trend(values: &[Option<f64>], rises: bool) -> bool {
    let along = |slope: f64| if rises { slope } else { -slope };
    let Some(line) = FittedLine::through(values).filter(|line| along(line.slope) > 0.0) else { return false };
    is_filled(values)
        && line.slope.abs() >= ERRORS_MIN * line.error
        && slopes_without_each_week(values).all(|slope| along(slope) >= LEFT_MIN * along(line.slope))
}

/// Whether there are values in the first and in the last quarter of the weeks.
fn is_filled(values: &[Option<f64>]) -> bool {
    let quarter = values.len() / 4;
    [&values[..quarter], &values[values.len() - quarter..]].iter().all(|weeks| weeks.iter().any(Option::is_some))
}

fn slopes_without_each_week(values: &[Option<f64>]) -> impl Iterator<Item = f64> {
    let with_value = (0..values.len()).filter(|week| values[*week].is_some());
    with_value.map(|week| {
        let mut rest = values.to_vec();
        rest[week] = None;
        FittedLine::through(&rest).map_or(f64::NAN, |line| line.slope)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether these scores have been falling, oldest first; 0 is a week without one.
    fn falls<const N: usize>(scores: [f64; N]) -> bool {
        let values: Vec<Option<f64>> = scores.iter().rev().map(|score| (*score > 0.0).then_some(*score)).collect();
        is_trend(&values, false)
    }

    #[test]
    fn a_trend_fills_its_time() {
        assert!(falls([90.0, 88.0, 87.0, 84.0, 83.0, 80.0, 79.0, 76.0]));
        assert!(falls([0.0, 88.0, 87.0, 0.0, 83.0, 80.0, 79.0, 0.0]), "weeks without a value are passed over");
        assert!(!falls([0.0, 0.0, 0.0, 0.0, 83.0, 80.0, 79.0, 76.0]), "four weeks are not eight");
        assert!(!falls([90.0, 88.0, 87.0, 84.0, 83.0, 80.0, 0.0, 0.0]), "nothing is known of the last weeks");
        assert!(!falls([76.0, 79.0, 80.0, 83.0, 84.0, 87.0, 88.0, 90.0]), "it rises");
        assert!(!falls([85.0; 8]), "nothing happens");
    }

    #[test]
    fn one_week_makes_no_trend() {
        assert!(!falls([85.0, 85.0, 85.0, 85.0, 85.0, 85.0, 85.0, 70.0]));
        assert!(!falls([99.0, 85.0, 85.0, 85.0, 85.0, 85.0, 85.0, 85.0]));
        assert!(!falls([90.0, 90.0, 90.0, 70.0]));
    }

    #[test]
    fn chance_makes_no_trend() {
        assert!(!falls([88.0, 83.0, 87.0, 84.0, 82.0, 86.0, 83.0, 82.0]));
    }
}
