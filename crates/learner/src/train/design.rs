//! The columns that are learned from, and what is learned of them.

use std::collections::BTreeMap;

use ndarray::{Array2, ShapeBuilder, s};

use super::TrainingOptions;
use super::curve::OmissionReason;
use super::shape::Shape;
use super::state;
use crate::rows::Rows;
use crate::solver::{self, LogisticProblem, Penalty, Solution, certify, solve};
use attrition_contracts::models::artifact::TermData;
use attrition_core::signals::SIGNALS;

/// Half of it is the price of a squared unit of a guide's weight, whatever the penalty of the others: how far a guide as a
/// whole is right is believed to within 0.4, and every notice is seen from some four cut-offs: 30 / 7 / 0.4^2.
const GUIDE_STRENGTH: f64 = 27.0;

/// Log-odds that a prior expects of a standard deviation of the state: r .29 of absence with leaving, carried to signs like it
/// (grade B keeps 0.4), as models/README.md derives its weights: 0.4 * 2 r / sqrt(1 - r^2).
const STATE_EXPECTED: f64 = 0.24;

/// Shapes of the signals that enter, and what guides their weights.
///
/// For each guide there is one column more, at the end. Its weight says how far the guide is followed; the weights of the
/// signals say what the data know beyond it.
#[derive(Clone, Debug)]
pub(super) struct Design {
    shapes: Vec<Shape>,
    guides: Vec<FixedCombination>,
    /// Names of signals that do not enter, with the reason.
    pub(super) left_out: Vec<(&'static str, OmissionReason)>,
}

/// A fixed combination of columns: the log-odds by a prior's weights, or the state behind behaviour.
#[derive(Clone, Debug)]
struct FixedCombination {
    /// Weight of each column in the combination.
    weights: Vec<f64>,
    /// How far it is followed without evidence.
    towards: f64,
}

/// Weights of a design's columns.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    pub(super) weights: Vec<f64>,
    pub(super) intercept: f64,
}

impl Design {
    /// Shapes of those signals that `wanted` names, as the first `rows` rows have them; signals that a prior knows bend where
    /// the prior's do.
    pub(super) fn new(data: &Rows, rows: usize, wanted: impl Fn(&str) -> bool, wish: &TrainingOptions) -> Self {
        let prior = wish.prior.as_ref();
        let (mut shapes, mut left_out) = (Vec::new(), Vec::new());
        for (signal, column) in data.columns.iter().enumerate().filter(|(signal, _)| wanted(SIGNALS[*signal].name)) {
            let known =
                prior.and_then(|prior| Some((prior.signals.get(SIGNALS[signal].name)?, prior.calibration.slope)));
            match Shape::new(signal, &column[..rows], known, wish.missing) {
                Ok(shape) => shapes.push(shape),
                Err(reason) => left_out.push((SIGNALS[signal].name, reason)),
            }
        }
        let mut guides = Vec::new();
        if prior.is_some() {
            let weights = shapes.iter().flat_map(|shape: &Shape| shape.prior().to_vec()).collect();
            guides.push(FixedCombination { weights, towards: 1.0 });
        }
        if !wish.plain
            && let Some(state) = state::state(data, rows, &shapes)
        {
            let by_column = |(shape, weight): (&Shape, f64)| {
                std::iter::once(weight).chain(std::iter::repeat_n(0.0, shape.width() - 1))
            };
            let weights = shapes.iter().zip(state).flat_map(by_column).collect();
            guides.push(FixedCombination { weights, towards: prior.map_or(0.0, |_| STATE_EXPECTED) });
        }
        Self { shapes, guides, left_out }
    }

    /// Columns of all its signals, without those of the guides.
    pub(super) fn width(&self) -> usize {
        self.shapes.iter().map(Shape::width).sum()
    }

    /// The columns of some rows, column-major.
    pub(super) fn matrix(&self, data: &Rows, rows: &[usize]) -> Array2<f64> {
        let width = self.width() + self.guides.len();
        let mut values = vec![0.0; rows.len() * width];
        let mut first = 0;
        for shape in &self.shapes {
            let column = &data.columns[shape.signal];
            for (i, row) in rows.iter().enumerate() {
                shape.fill(column[*row], |k, value| values[(first + k) * rows.len() + i] = value);
            }
            first += shape.width();
        }
        let (columns, guided) = values.split_at_mut(rows.len() * self.width());
        let length = rows.len().max(1);
        for (guided, guide) in guided.chunks_exact_mut(length).zip(&self.guides) {
            for (column, weight) in
                columns.chunks_exact(length).zip(&guide.weights).filter(|(_, weight)| **weight != 0.0)
            {
                guided.iter_mut().zip(column).for_each(|(sum, value)| *sum += weight * value);
            }
        }
        Array2::from_shape_vec((rows.len(), width).f(), values).expect("it has as many values")
    }

    /// The signal of a column; a guide's is told as the first signal that it weighs.
    pub(super) fn signal(&self, column: usize) -> &'static str {
        let column = match column.checked_sub(self.width()) {
            Some(guide) => self.guides[guide].weights.iter().position(|weight| *weight != 0.0).unwrap_or_default(),
            None => column,
        };
        let mut first = 0;
        let mut ends = self.shapes.iter().map(|shape| {
            first += shape.width();
            (first, shape.signal)
        });
        let of = ends.find(|(end, _)| column < *end).expect("the column is of this design");
        SIGNALS[of.1].name
    }

    /// Terms of an artifact.
    pub(super) fn terms(&self, weights: &[f64]) -> BTreeMap<String, TermData> {
        let mut rest = weights;
        let term = |shape: &Shape| {
            let (own, others) = rest.split_at(shape.width());
            rest = others;
            (SIGNALS[shape.signal].name.to_owned(), shape.term(own))
        };
        self.shapes.iter().map(term).collect()
    }

    /// The same as [`Self::fit`], and a second implementation certifies it.
    pub(super) fn fit_certified(
        &self,
        columns: &mut Array2<f64>,
        leaves: &[bool],
        strength: f64,
    ) -> Result<Fitted, solver::Error> {
        self.fit_by(columns, leaves, strength, certify)
    }

    /// Solves for the columns of this design. A column that says the same of all these rows, as
    /// a knot that nobody has reached, is left to the prior. In errors, columns are numbered as in the design.
    pub(super) fn fit(
        &self,
        columns: &mut Array2<f64>,
        leaves: &[bool],
        strength: f64,
    ) -> Result<Fitted, solver::Error> {
        self.fit_by(columns, leaves, strength, |_, _| Ok(()))
    }

    fn fit_by(
        &self,
        columns: &mut Array2<f64>,
        leaves: &[bool],
        strength: f64,
        certify: impl Fn(&LogisticProblem<'_>, &Solution) -> Result<(), solver::Error>,
    ) -> Result<Fitted, solver::Error> {
        let ease = ease(strength);
        self.scale_guides(columns, ease);
        let fitted = self.fit_eased(columns, leaves, (strength, ease), certify);
        self.scale_guides(columns, 1.0 / ease);
        fitted
    }

    /// Makes the columns of guides larger, and so their penalty lighter by the square of it.
    fn scale_guides(&self, columns: &mut Array2<f64>, ease: f64) {
        columns.slice_mut(s![.., self.width()..]).mapv_inplace(|value| ease * value);
    }

    fn fit_eased(
        &self,
        columns: &Array2<f64>,
        leaves: &[bool],
        (strength, ease): (f64, f64),
        certify: impl Fn(&LogisticProblem<'_>, &Solution) -> Result<(), solver::Error>,
    ) -> Result<Fitted, solver::Error> {
        let moves = |j: &usize| columns.column(*j).iter().any(|value| *value != columns[[0, *j]]);
        let kept: Vec<usize> = (0..columns.ncols()).filter(moves).collect();
        let mut narrow = Array2::zeros((0, 0).f());
        if kept.len() < columns.ncols() {
            narrow = Array2::zeros((columns.nrows(), kept.len()).f());
            kept.iter().enumerate().for_each(|(k, j)| narrow.column_mut(k).assign(&columns.column(*j)));
        }
        let used = if kept.len() < columns.ncols() { &narrow } else { columns };
        let pulled = self.guides.iter().any(|guide| guide.towards != 0.0);
        let followed = |j: &usize| j.checked_sub(self.width()).map_or(0.0, |guide| self.guides[guide].towards / ease);
        let towards: Option<Vec<f64>> = pulled.then(|| kept.iter().map(followed).collect());
        let penalty = Penalty { strength, towards: towards.as_deref() };
        let problem = LogisticProblem { columns: used.view(), leaves, penalty };
        let solution = solve(&problem).map_err(|error| match error {
            solver::Error::Separable { column } => solver::Error::Separable { column: kept[column] },
            solver::Error::NotFinite { column } => solver::Error::NotFinite { column: kept[column] },
            other => other,
        })?;
        certify(&problem, &solution)?;
        let mut weights = vec![0.0; columns.ncols()];
        kept.iter().zip(solution.weights).for_each(|(j, weight)| weights[*j] = weight);
        let guided = weights.split_off(self.width());
        for (guide, followed) in self.guides.iter().zip(guided) {
            weights.iter_mut().zip(&guide.weights).for_each(|(weight, own)| *weight += ease * followed * own);
        }
        Ok(Fitted { weights, intercept: solution.intercept })
    }
}

impl Fitted {
    /// Corrected for rows that were not kept: their learner has seen leaving too often.
    pub(super) fn corrected(self, data: &Rows) -> Self {
        Self { intercept: self.intercept + data.intercept_correction(), ..self }
    }

    /// Log-odds of rows; the columns of guides are in the weights of the others already.
    pub(super) fn logits(&self, columns: &Array2<f64>) -> Vec<f64> {
        let mut logits = vec![self.intercept; columns.nrows()];
        for (column, weight) in columns.columns().into_iter().zip(&self.weights) {
            logits.iter_mut().zip(column).for_each(|(logit, value)| *logit += weight * value);
        }
        logits
    }
}

/// The power of two that makes a guide's penalty nearest to its own: scaling by it, and back, is exact.
fn ease(strength: f64) -> f64 {
    (strength / GUIDE_STRENGTH).sqrt().log2().round().exp2()
}
