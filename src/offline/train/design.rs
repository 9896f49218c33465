//! The columns that are learned from, and what is learned of them.

use std::collections::BTreeMap;

use ndarray::{Array2, ShapeBuilder};

use super::curve::LeftOut;
use super::shape::Shape;
use crate::engine::signals::SIGNALS;
use crate::offline::rows::Rows;
use crate::offline::solver::{self, Penalty, Problem, certify, solve};
use crate::wire::artifact::{Artifact, TermData};

/// How many times larger the column of a prior's log-odds is made, so that its penalty is the square of it lighter: how far
/// the prior as a whole is right takes few leavers to learn, each single weight takes many.
const PRIOR_EASE: f64 = 10.0;

/// Shapes of the signals that enter.
///
/// With a prior there is one column more, the last: the log-odds by the prior's weights. Its weight, near 1 without evidence,
/// is how far the prior is believed; the others are what the data say beyond it.
#[derive(Clone, Debug)]
pub(super) struct Design {
    shapes: Vec<Shape>,
    /// Weights of the prior, by column.
    prior: Option<Vec<f64>>,
    /// Names of signals that do not enter, with the reason.
    pub(super) left_out: Vec<(&'static str, LeftOut)>,
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
    pub(super) fn of(data: &Rows, rows: usize, wanted: impl Fn(&str) -> bool, prior: Option<&Artifact>) -> Self {
        let (mut shapes, mut left_out) = (Vec::new(), Vec::new());
        for (signal, column) in data.columns.iter().enumerate().filter(|(signal, _)| wanted(SIGNALS[*signal].name)) {
            let known =
                prior.and_then(|prior| Some((prior.signals.get(SIGNALS[signal].name)?, prior.calibration.slope)));
            match Shape::of(signal, &column[..rows], known) {
                Ok(shape) => shapes.push(shape),
                Err(reason) => left_out.push((SIGNALS[signal].name, reason)),
            }
        }
        let prior = prior.map(|_| shapes.iter().flat_map(|shape: &Shape| shape.prior().to_vec()).collect());
        Self { shapes, prior, left_out }
    }

    /// Columns of all its signals, without that of the prior.
    pub(super) fn width(&self) -> usize {
        self.shapes.iter().map(Shape::width).sum()
    }

    /// The columns of some rows, column-major.
    pub(super) fn matrix(&self, data: &Rows, rows: &[usize]) -> Array2<f64> {
        let width = self.width() + usize::from(self.prior.is_some());
        let mut values = vec![0.0; rows.len() * width];
        let mut first = 0;
        for shape in &self.shapes {
            let column = &data.columns[shape.signal];
            for (i, row) in rows.iter().enumerate() {
                shape.fill(column[*row], |k, value| values[(first + k) * rows.len() + i] = value);
            }
            first += shape.width();
        }
        if let Some(prior) = &self.prior {
            let (columns, last) = values.split_at_mut(rows.len() * self.width());
            for (column, weight) in columns.chunks_exact(rows.len().max(1)).zip(prior) {
                last.iter_mut().zip(column).for_each(|(sum, value)| *sum += PRIOR_EASE * weight * value);
            }
        }
        Array2::from_shape_vec((rows.len(), width).f(), values).expect("it has as many values")
    }

    /// The signal of a column; the prior's is told as the first signal that it knows.
    pub(super) fn signal(&self, column: usize) -> &'static str {
        let mut first = 0;
        let ends = self.shapes.iter().map(|shape| {
            first += shape.width();
            (first, shape.signal)
        });
        let of = ends.into_iter().find(|(end, _)| column < *end).expect("the column is of this design");
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

    /// Solves for the columns of this design, and certifies the solution. A column that says the same of all these rows, as
    /// a knot that nobody has reached, is left to the prior. In errors, columns are numbered as in the design.
    pub(super) fn fit(&self, columns: &Array2<f64>, leaves: &[bool], strength: f64) -> Result<Fitted, solver::Error> {
        let moves = |j: &usize| columns.column(*j).iter().any(|value| *value != columns[[0, *j]]);
        let kept: Vec<usize> = (0..columns.ncols()).filter(moves).collect();
        let mut narrow = Array2::zeros((0, 0).f());
        if kept.len() < columns.ncols() {
            narrow = Array2::zeros((columns.nrows(), kept.len()).f());
            kept.iter().enumerate().for_each(|(k, j)| narrow.column_mut(k).assign(&columns.column(*j)));
        }
        let used = if kept.len() < columns.ncols() { &narrow } else { columns };
        let believed = |j: &usize| if *j == self.width() { 1.0 / PRIOR_EASE } else { 0.0 };
        let towards: Option<Vec<f64>> = self.prior.as_ref().map(|_| kept.iter().map(believed).collect());
        let penalty = Penalty { strength, towards: towards.as_deref() };
        let problem = Problem { columns: used.view(), leaves, penalty };
        let solution = solve(&problem).map_err(|error| match error {
            solver::Error::Separable { column } => solver::Error::Separable { column: kept[column] },
            solver::Error::NotFinite { column } => solver::Error::NotFinite { column: kept[column] },
            other => other,
        })?;
        certify(&problem, &solution)?;
        let mut weights = vec![0.0; columns.ncols()];
        kept.iter().zip(solution.weights).for_each(|(j, weight)| weights[*j] = weight);
        if let Some(prior) = &self.prior {
            let belief = PRIOR_EASE * weights.pop().expect("the last column is the prior's");
            weights.iter_mut().zip(prior).for_each(|(weight, prior)| *weight += belief * prior);
        }
        Ok(Fitted { weights, intercept: solution.intercept })
    }
}

impl Fitted {
    /// Corrected for rows that were not kept: their learner has seen leaving too often.
    pub(super) fn corrected(self, data: &Rows) -> Self {
        Self { intercept: self.intercept + data.intercept_correction(), ..self }
    }

    /// Log-odds of rows, whose column of the prior is in the weights of the others already.
    pub(super) fn logits(&self, columns: &Array2<f64>) -> Vec<f64> {
        let mut logits = vec![self.intercept; columns.nrows()];
        for (column, weight) in columns.columns().into_iter().zip(&self.weights) {
            logits.iter_mut().zip(column).for_each(|(logit, value)| *logit += weight * value);
        }
        logits
    }
}
