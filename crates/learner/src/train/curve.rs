//! How values become columns: clipped, transformed, standardised, bent at knots; where they are missing, as the mean of the
//! others.

use attrition_core::model::Transform;

/// Share of the values that is clipped at each end: what lies beyond was too rare to learn from.
const CLIPPED: f64 = 0.005;
/// Share of the rows that must miss a value for the missing to get a weight of its own, and that must have one to count.
const SHARE_MIN: f64 = 0.01;

/// The columns of one variable: its standardised value, a hinge for each knot, and, where that is wanted and enough are missing,
/// a mark of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    pub(super) transform: Transform,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) centre: f64,
    pub(super) scale: f64,
    /// In the variable's own unit.
    pub(super) knots: Vec<f64>,
    /// Mean of each hinge's column over the values that are there: what a missing value counts as. That of the linear column is 0.
    pub(super) hinge_means: Vec<f64>,
    missing_share: f64,
    /// Whether a missing value has a column, and so a weight, of its own.
    pub(super) has_missing: bool,
}

/// Where a curve bends.
#[derive(Clone, Debug, PartialEq)]
pub enum Knots {
    /// At these values, wherever the data lie.
    Given(Vec<f64>),
    /// At those of these values that lie within the range of the data.
    Within(Vec<f64>),
    /// At those of these quantiles of the data, shares of 1 in rising order, that lie within its range.
    Quantiles(Vec<f64>),
}

/// Why a variable does not enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OmissionReason {
    /// Missing in nearly every row.
    Missing,
    /// The same in every row.
    Constant,
}

impl Curve {
    /// The curve that values have; `NaN` is missing.
    pub fn new(column: &[f64], transform: Transform, knots: Knots) -> Result<Self, OmissionReason> {
        let mut known: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
        if (known.len() as f64) < SHARE_MIN * column.len() as f64 || known.is_empty() {
            return Err(OmissionReason::Missing);
        }
        known.sort_by(f64::total_cmp);
        let (first, last) = (known[0], known[known.len() - 1]);
        if first == last {
            return Err(OmissionReason::Constant);
        }
        let at = |share: f64| known[(share * (known.len() - 1) as f64).round() as usize];
        let (mut low, mut high) = (at(CLIPPED), at(1.0 - CLIPPED));
        if low >= high {
            // A rare flag: nearly all values are one.
            (low, high) = (first, last);
        }
        let within =
            |knots: Vec<f64>| -> Vec<f64> { knots.into_iter().filter(|knot| low < *knot && *knot < high).collect() };
        let knots: Vec<f64> = match knots {
            Knots::Given(knots) => knots,
            Knots::Within(knots) => within(knots),
            Knots::Quantiles(shares) => {
                let mut knots = within(shares.into_iter().map(at).collect());
                knots.dedup();
                knots
            }
        };
        let n = known.len() as f64;
        let missing_share = 1.0 - n / column.len() as f64;
        let (hinge_means, has_missing) = (Vec::new(), false);
        let mut curve =
            Self { transform, low, high, centre: 0.0, scale: 1.0, knots, hinge_means, missing_share, has_missing };
        let mean = known.iter().map(|value| curve.standardised(*value)).sum::<f64>() / n;
        let variance = known.iter().map(|value| (curve.standardised(*value) - mean).powi(2)).sum::<f64>() / n;
        (curve.centre, curve.scale) = (mean, variance.sqrt());
        let mean_beyond = |knot: &f64| known.iter().map(|value| curve.beyond(*knot, *value)).sum::<f64>() / n;
        curve.hinge_means = curve.knots.iter().map(mean_beyond).collect();
        Ok(curve)
    }

    /// The same with a mark of what is missing, where that is often enough to learn from.
    #[must_use]
    pub fn marking_missing(self) -> Self {
        Self { has_missing: self.missing_share >= SHARE_MIN, ..self }
    }

    /// Columns that it takes.
    pub fn width(&self) -> usize {
        1 + self.knots.len() + usize::from(self.has_missing)
    }

    /// Calls `put` with the number of each column that is not 0 and its value.
    pub fn fill(&self, value: f64, mut put: impl FnMut(usize, f64)) {
        if value.is_nan() {
            if self.has_missing {
                put(self.width() - 1, 1.0);
            } else {
                self.hinge_means.iter().enumerate().for_each(|(k, mean)| put(1 + k, *mean));
            }
            return;
        }
        put(0, self.standardised(value));
        for (k, knot) in self.knots.iter().enumerate() {
            put(1 + k, self.beyond(*knot, value));
        }
    }

    /// How far a value lies beyond a knot.
    fn beyond(&self, knot: f64, value: f64) -> f64 {
        (self.standardised(value) - self.position(knot)).max(0.0)
    }

    /// Of a value: what lies beyond the range counts as its end.
    pub(super) fn standardised(&self, value: f64) -> f64 {
        self.position(value.max(self.low).min(self.high))
    }

    /// Of a knot, which may lie beyond the range.
    fn position(&self, value: f64) -> f64 {
        let transformed = match self.transform {
            Transform::Identity => value,
            Transform::Ln1p => value.max(0.0).ln_1p(),
        };
        (transformed - self.centre) / self.scale
    }
}
