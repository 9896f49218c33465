//! How a signal enters: the curve of its values, how lightly its columns are penalised, and what a prior says of them.
//!
//! The same as [`Term`](attrition_core::model::Term), which scores: a weight for each column here is a weight there.

use super::curve::{Curve, Knots, OmissionReason};
use attrition_contracts::models::artifact::{HingeData, MissingSignals, TermData};
use attrition_core::model::Transform;
use attrition_core::signals::{SIGNALS, Sign};

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
    curve: Curve,
    /// Factor on its columns.
    ease: f64,
    /// Weights of a prior, by column; 0 where there is none.
    prior: Vec<f64>,
}

impl Shape {
    /// The shape that values of a signal have; with a known term, whose log-odds count `slope` times, bent where that is.
    pub(super) fn new(
        signal: usize,
        column: &[f64],
        known_term: Option<(&TermData, f64)>,
        missing: MissingSignals,
    ) -> Result<Self, OmissionReason> {
        let (transform, knots) = match known_term {
            Some((term, _)) => {
                (Transform::from(term.transform), Knots::Given(term.hinges.iter().map(|hinge| hinge.knot).collect()))
            }
            None => (usual_transform(signal), usual_knots(signal)),
        };
        let curve = match (Curve::new(column, transform, knots)?, missing) {
            (curve, MissingSignals::Neutral) => curve,
            (curve, MissingSignals::Learned) => curve.marking_missing(),
        };
        let mut shape =
            Self { signal, prior: vec![0.0; curve.width()], curve, ease: ease(signal, known_term.is_some()) };
        if let Some((term, slope)) = known_term {
            shape.prior = shape.weights_of(term, slope);
        }
        Ok(shape)
    }

    /// Weights of a term, its log-odds times `slope`, in this shape's units. What its centre adds to every row alike, the
    /// intercept takes up.
    fn weights_of(&self, term: &TermData, slope: f64) -> Vec<f64> {
        let Curve { centre, scale, has_missing, .. } = self.curve;
        let per_unit = std::iter::once(term.weight).chain(term.hinges.iter().map(|hinge| hinge.weight));
        let at_centre = slope * term.weight * (centre - term.centre) / term.scale;
        let missing = has_missing.then_some(slope * term.missing - at_centre);
        per_unit.map(|weight| slope * weight * scale / term.scale).chain(missing).map(|w| w / self.ease).collect()
    }

    /// A value's place on the linear column; 0 where it is missing.
    pub(super) fn linear(&self, value: f64) -> f64 {
        if value.is_nan() { 0.0 } else { self.ease * self.curve.standardised(value) }
    }

    /// Weights of a prior, by column.
    pub(super) fn prior(&self) -> &[f64] {
        &self.prior
    }

    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.curve.width()
    }

    /// Calls `put` with the number of each column that is not 0 and its value.
    pub(super) fn fill(&self, value: f64, mut put: impl FnMut(usize, f64)) {
        self.curve.fill(value, |k, value| put(k, self.ease * value));
    }

    /// The term of an artifact with these weights, one for each column.
    pub(super) fn term(&self, weights: &[f64]) -> TermData {
        let Curve { transform, low, high, centre, scale, knots, has_missing, hinge_means, .. } = &self.curve;
        let weight = |k: usize| self.ease * weights[k];
        let hinge = |(k, knot): (usize, &f64)| HingeData { knot: *knot, weight: weight(1 + k) };
        // The mean of what the signal adds for those who have it: missing neither raises nor hides.
        let mean = || hinge_means.iter().enumerate().map(|(k, mean)| weight(1 + k) * mean).sum();
        TermData {
            transform: (*transform).into(),
            low: *low,
            high: *high,
            centre: *centre,
            scale: *scale,
            weight: weight(0),
            hinges: knots.iter().enumerate().map(hinge).collect(),
            missing: if *has_missing { weight(self.width() - 1) } else { mean() },
            reference: None,
        }
    }
}

fn usual_transform(signal: usize) -> Transform {
    if SIGNALS[signal].name == "tenure_days" { Transform::Ln1p } else { Transform::Identity }
}

fn usual_knots(signal: usize) -> Knots {
    match SIGNALS[signal].sign {
        Sign::EarlyPlusThenMinus => Knots::Within(TENURE_KNOTS.to_vec()),
        // At the median.
        Sign::UShaped => Knots::Quantiles(vec![0.5]),
        _ => Knots::Quantiles(Vec::new()),
    }
}

fn ease(signal: usize, is_known: bool) -> f64 {
    match (SIGNALS[signal].name, is_known) {
        ("tenure_days", true) => TENURE_EASE_KNOWN,
        ("tenure_days", false) => TENURE_EASE,
        _ => 1.0,
    }
}
