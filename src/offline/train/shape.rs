//! How a signal's values become columns: clipped, standardised, bent at knots, marked where missing.
//!
//! The same as [`Term`](crate::engine::model::Term), which scores: a weight for each column here is a weight there.

use crate::engine::model::Transform;
use crate::engine::signals::{SIGNALS, Sign};
use crate::wire::artifact::{HingeData, TermData};

/// Share of the values that is clipped at each end: what lies beyond was too rare to learn from.
const CLIPPED: f64 = 0.005;
/// Share of the rows that must miss a signal for the missing to get a weight of its own, and that must have it to count.
const SHARE_MIN: f64 = 0.01;
/// Where the curve of tenure may bend, days: training, probation, first and second year.
const TENURE_KNOTS: [f64; 6] = [30.0, 60.0, 90.0, 180.0, 365.0, 730.0];

/// How many times larger the columns of tenure are made for the learner, so that its penalty is the square of it lighter:
/// the curve of tenure is strong everywhere and known from every row, where each sign of behaviour is weak.
const TENURE_EASE: f64 = 10.0;
/// The same where a prior knows the curve.
const TENURE_EASE_KNOWN: f64 = 3.0;

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
    /// Factor on its columns.
    ease: f64,
    /// Weights of a prior, by column; 0 where there is none.
    prior: Vec<f64>,
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
    /// The shape that values of a signal have; with a known term, whose log-odds count `slope` times, bent where that is.
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
        let transform = known_term.map_or_else(|| usual_transform(signal), |(term, _)| Transform::from(term.transform));
        let knots = match known_term {
            Some((term, _)) => term.hinges.iter().map(|hinge| hinge.knot).collect(),
            None => usual_knots(signal, known[known.len() / 2]).into_iter().filter(|k| low < *k && *k < high).collect(),
        };
        let (ease, prior) = (ease(signal, known_term.is_some()), Vec::new());
        let mut shape = Self { signal, transform, low, high, centre: 0.0, scale: 1.0, knots, has_missing, ease, prior };
        let n = known.len() as f64;
        let mean = known.iter().map(|value| shape.standardised(*value)).sum::<f64>() / n;
        let variance = known.iter().map(|value| (shape.standardised(*value) - mean).powi(2)).sum::<f64>() / n;
        (shape.centre, shape.scale) = (mean, variance.sqrt());
        shape.prior =
            known_term.map_or_else(|| vec![0.0; shape.width()], |(term, slope)| shape.weights_of(term, slope));
        Ok(shape)
    }

    /// Weights of a term, its log-odds times `slope`, in this shape's units. What its centre adds to every row alike, the
    /// intercept takes up.
    fn weights_of(&self, term: &TermData, slope: f64) -> Vec<f64> {
        let per_unit = std::iter::once(term.weight).chain(term.hinges.iter().map(|hinge| hinge.weight));
        let at_centre = slope * term.weight * (self.centre - term.centre) / term.scale;
        let missing = self.has_missing.then_some(slope * term.missing - at_centre);
        per_unit.map(|weight| slope * weight * self.scale / term.scale).chain(missing).map(|w| w / self.ease).collect()
    }

    /// A value's place on the linear column; 0 where it is missing.
    pub(super) fn linear(&self, value: f64) -> f64 {
        if value.is_nan() { 0.0 } else { self.ease * self.standardised(value) }
    }

    /// Weights of a prior, by column.
    pub(super) fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        1 + self.knots.len() + usize::from(self.has_missing)
    }

    /// Calls `put` with the number of each column that is not 0 and its value.
    pub(super) fn fill(&self, value: f64, mut put: impl FnMut(usize, f64)) {
        if value.is_nan() {
            if self.has_missing {
                put(self.width() - 1, self.ease);
            }
            return;
        }
        let z = self.standardised(value);
        put(0, self.ease * z);
        for (k, knot) in self.knots.iter().enumerate() {
            put(1 + k, self.ease * (z - self.position(*knot)).max(0.0));
        }
    }

    /// The term of an artifact with these weights, one for each column.
    pub(super) fn term(&self, weights: &[f64]) -> TermData {
        let weight = |k: usize| self.ease * weights[k];
        let hinge = |(k, knot): (usize, &f64)| HingeData { knot: *knot, weight: weight(1 + k) };
        TermData {
            transform: self.transform.into(),
            low: self.low,
            high: self.high,
            centre: self.centre,
            scale: self.scale,
            weight: weight(0),
            hinges: self.knots.iter().enumerate().map(hinge).collect(),
            missing: if self.has_missing { weight(self.width() - 1) } else { 0.0 },
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

fn usual_transform(signal: usize) -> Transform {
    if SIGNALS[signal].name == "tenure_days" { Transform::Ln1p } else { Transform::Identity }
}

fn usual_knots(signal: usize, median: f64) -> Vec<f64> {
    match SIGNALS[signal].sign {
        Sign::EarlyPlusThenMinus => TENURE_KNOTS.to_vec(),
        Sign::UShaped => vec![median],
        _ => Vec::new(),
    }
}

fn ease(signal: usize, is_known: bool) -> f64 {
    match (SIGNALS[signal].name, is_known) {
        ("tenure_days", true) => TENURE_EASE_KNOWN,
        ("tenure_days", false) => TENURE_EASE,
        _ => 1.0,
    }
}
