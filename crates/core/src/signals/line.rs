//! The straight line through weekly values, and how sure its slope is.

/// A line fitted by least squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FittedLine {
    /// Weeks that have a value.
    pub weeks: u16,
    /// By how much the values rise a week.
    pub slope: f64,
    /// Standard error of the slope; infinite where two weeks leave nothing to tell it by.
    pub error: f64,
}

impl FittedLine {
    /// The line through the weeks that have a value, the last week first; `None` where they are fewer than two.
    pub fn through(values: &[Option<f64>]) -> Option<Self> {
        let points = || (0u8..).zip(values).filter_map(|(week, value)| value.map(|y| (-f64::from(week), y)));
        let (mut weeks, mut sum_x, mut sum_y) = (0, 0.0, 0.0);
        for (x, y) in points() {
            (weeks, sum_x, sum_y) = (weeks + 1, sum_x + x, sum_y + y);
        }
        if weeks < 2 {
            return None;
        }
        let n = f64::from(weeks);
        let (mean_x, mean_y) = (sum_x / n, sum_y / n);
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (x, y) in points() {
            let (x, y) = (x - mean_x, y - mean_y);
            (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
        }
        let slope = xy / xx;
        let beside_line = (yy - slope * xy).max(0.0);
        let error = if weeks > 2 { (beside_line / (n - 2.0) / xx).sqrt() } else { f64::INFINITY };
        Some(Self { weeks, slope, error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope_and_its_error() {
        let fitted = FittedLine::through(&[Some(6.0), None, Some(3.0), Some(1.0)]).expect("three weeks have a value");
        // By hand: x is 0, -2, -3 and y 6, 3, 1, so that xx is 14/3, xy 23/3 and yy 38/3.
        assert!((fitted.slope - 23.0 / 14.0).abs() < 1e-12, "{fitted:?}");
        assert!((fitted.error - (1.0f64 / 14.0 / (14.0 / 3.0)).sqrt()).abs() < 1e-9, "{fitted:?}");
        assert_eq!(fitted.weeks, 3);
    }

    #[test]
    fn two_weeks_make_a_line_that_nothing_is_known_of() {
        let fitted = FittedLine::through(&[Some(2.0), Some(1.0)]).expect("two points make a line");
        assert_eq!((fitted.slope, fitted.error), (1.0, f64::INFINITY));
        assert_eq!(FittedLine::through(&[None, Some(1.0), None]), None);
    }
}
