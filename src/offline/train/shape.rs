//! How a signal's values become columns: clipped, standardised, bent at knots, marked where missing.
//!
//! The same as [`Term`](crate::engine::model::Term), which scores: a weight for each column here is a weight there.

use crate::engine::model::Transform;
use crate::engine::signals::{SIGNALS, Sign};
use crate::wire::artifact::{HingeData, TermData, TransformData};

/// Share of the values that is clipped at each end: what lies beyond was too rare to learn from.
const CLIPPED: f64 = 0.005;
/// Share of the rows that must miss a signal for the missing to get a weight of its own, and that must have it to count.
const SHARE_MIN: f64 = 0.01;
/// Where the curve of tenure may bend, days: training, probation, first and second year.
const TENURE_KNOTS: [f64; 6] = [30.0, 60.0, 90.0, 180.0, 365.0, 730.0];

/// How one signal enters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    /// Place in the catalogue.
    pub(super) signal: usize,
    transform: Transform,
    low: f64,
    high: f64,
    centre: f64,
    scale: f64,
    /// In the signal's own unit.
    knots: Vec<f64>,
    has_missing: bool,
    /// Weights that are known already, by column; 0 where none is.
    towards: Vec<f64>,
}

/// What the values alone say of a shape.
#[derive(Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
    has_missing: bool,
}

/// Why a signal does not enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Missing in nearly every row.
    Missing,
    /// The same in every row.
    Constant,
}

impl Shape {
    /// The shape that values of a signal have. A known term, its weights times `slope`, is taken as it is but for its range.
    pub(super) fn of(signal: usize, column: &[f64], known_term: Option<(&TermData, f64)>) -> Result<Self, LeftOut> {
        let mut known: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
        if (known.len() as f64) < SHARE_MIN * column.len() as f64 || known.is_empty() {
            return Err(LeftOut::Missing);
        }
        known.sort_by(f64::total_cmp);
        let (first, last) = (known[0], known[known.len() - 1]);
        if first == last {
            return Err(LeftOut::Constant);
        }
        let at = |share: f64| known[(share * (known.len() - 1) as f64).round() as usize];
        let (mut low, mut high) = (at(CLIPPED), at(1.0 - CLIPPED));
        if low >= high {
            // A rare flag: nearly all values are one.
            (low, high) = (first, last);
        }
        let missing = column.len() - known.len();
        let has_missing = missing as f64 >= SHARE_MIN * column.len() as f64;
        let range = Range { low, high, has_missing };
        Ok(match known_term {
            Some((term, slope)) => Self::of_term(signal, term, slope, range),
            None => Self::of_values(signal, &known, range),
        })
    }

    /// `known` is sorted.
    fn of_values(signal: usize, known: &[f64], range: Range) -> Self {
        let Range { low, high, has_missing } = range;
        let transform = if SIGNALS[signal].name == "tenure_days" { Transform::Ln1p } else { Transform::Identity };
        let wanted = match SIGNALS[signal].sign {
            Sign::EarlyPlusThenMinus => TENURE_KNOTS.to_vec(),
            Sign::UShaped => vec![known[known.len() / 2]],
            _ => Vec::new(),
        };
        let knots = wanted.into_iter().filter(|knot| low < *knot && *knot < high).collect();
        let towards = Vec::new();
        let mut shape = Self { signal, transform, low, high, centre: 0.0, scale: 1.0, knots, has_missing, towards };
        let n = known.len() as f64;
        let mean = known.iter().map(|value| shape.standardised(*value)).sum::<f64>() / n;
        let variance = known.iter().map(|value| (shape.standardised(*value) - mean).powi(2)).sum::<f64>() / n;
        (shape.centre, shape.scale) = (mean, variance.sqrt());
        shape.towards = vec![0.0; shape.width()];
        shape
    }

    fn of_term(signal: usize, term: &TermData, slope: f64, range: Range) -> Self {
        let Range { low, high, has_missing } = range;
        let transform = match term.transform {
            TransformData::Identity => Transform::Identity,
            TransformData::Ln1p => Transform::Ln1p,
        };
        let hinges = term.hinges.iter().map(|hinge| hinge.weight);
        let missing = has_missing.then_some(term.missing);
        let towards = std::iter::once(term.weight).chain(hinges).chain(missing).map(|weight| slope * weight).collect();
        let knots = term.hinges.iter().map(|hinge| hinge.knot).collect();
        Self { signal, transform, low, high, centre: term.centre, scale: term.scale, knots, has_missing, towards }
    }

    /// Weights that are known already, by column.
    pub(super) fn towards(&self) -> &[f64] {
        &self.towards
    }

    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        1 + self.knots.len() + usize::from(self.has_missing)
    }

    /// Calls `put` with the number of each column that is not 0 and its value.
    pub(super) fn fill(&self, value: f64, mut put: impl FnMut(usize, f64)) {
        if value.is_nan() {
            if self.has_missing {
                put(self.width() - 1, 1.0);
            }
            return;
        }
        let z = self.standardised(value);
        put(0, z);
        for (k, knot) in self.knots.iter().enumerate() {
            put(1 + k, (z - self.position(*knot)).max(0.0));
        }
    }

    /// The term of an artifact with these weights, one for each column.
    pub(super) fn term(&self, weights: &[f64]) -> TermData {
        let hinge = |(knot, weight): (&f64, &f64)| HingeData { knot: *knot, weight: *weight };
        TermData {
            transform: match self.transform {
                Transform::Identity => TransformData::Identity,
                Transform::Ln1p => TransformData::Ln1p,
            },
            low: self.low,
            high: self.high,
            centre: self.centre,
            scale: self.scale,
            weight: weights[0],
            hinges: self.knots.iter().zip(&weights[1..]).map(hinge).collect(),
            missing: if self.has_missing { weights[self.width() - 1] } else { 0.0 },
        }
    }

    /// Of a value of the signal: what lies beyond the range counts as its end.
    fn standardised(&self, value: f64) -> f64 {
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
