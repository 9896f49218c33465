//! The columns that are learned from, and what is learned of them.

use std::collections::BTreeMap;

use ndarray::{Array2, ShapeBuilder};

use super::shape::{LeftOut, Shape};
use crate::engine::signals::SIGNALS;
use crate::offline::rows::Rows;
use crate::offline::solver::{self, Penalty, Problem, certify, solve};
use crate::wire::artifact::{Artifact, TermData};

/// Shapes of the signals that enter.
#[derive(Clone, Debug)]
pub(super) struct Design {
    shapes: Vec<Shape>,
    /// Weights that are known already, by column; `None` without a prior.
    towards: Option<Vec<f64>>,
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
    /// Shapes of those signals that `wanted` names, as the first `rows` rows have them; of signals that a prior knows, the
    /// prior's, with its weights to be pulled towards.
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
        let towards = prior.map(|_| shapes.iter().flat_map(|shape: &Shape| shape.towards().to_vec()).collect());
        Self { shapes, towards, left_out }
    }

    /// Columns of all its signals.
    pub(super) fn width(&self) -> usize {
        self.shapes.iter().map(Shape::width).sum()
    }

    /// The columns of some rows, column-major.
    pub(super) fn matrix(&self, data: &Rows, rows: &[usize]) -> Array2<f64> {
        let mut values = vec![0.0; rows.len() * self.width()];
        let mut first = 0;
        for shape in &self.shapes {
            let column = &data.columns[shape.signal];
            for (i, row) in rows.iter().enumerate() {
                shape.fill(column[*row], |k, value| values[(first + k) * rows.len() + i] = value);
            }
            first += shape.width();
        }
        Array2::from_shape_vec((rows.len(), self.width()).f(), values).expect("it has as many values")
    }

    /// The signal of a column.
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
    /// a knot that nobody has reached, keeps the weight that is known. In errors, columns are numbered as in the design.
    pub(super) fn fit(&self, columns: &Array2<f64>, leaves: &[bool], strength: f64) -> Result<Fitted, solver::Error> {
        let moves = |j: &usize| columns.column(*j).iter().any(|value| *value != columns[[0, *j]]);
        let kept: Vec<usize> = (0..columns.ncols()).filter(moves).collect();
        let mut narrow = Array2::zeros((0, 0).f());
        if kept.len() < columns.ncols() {
            narrow = Array2::zeros((columns.nrows(), kept.len()).f());
            kept.iter().enumerate().for_each(|(k, j)| narrow.column_mut(k).assign(&columns.column(*j)));
        }
        let used = if kept.len() < columns.ncols() { &narrow } else { columns };
        let towards: Option<Vec<f64>> = self.towards.as_ref().map(|all| kept.iter().map(|j| all[*j]).collect());
        let penalty = Penalty { strength, towards: towards.as_deref() };
        let problem = Problem { columns: used.view(), leaves, penalty };
        let solution = solve(&problem).map_err(|error| match error {
            solver::Error::Separable { column } => solver::Error::Separable { column: kept[column] },
            solver::Error::NotFinite { column } => solver::Error::NotFinite { column: kept[column] },
            other => other,
        })?;
        certify(&problem, &solution)?;
        let mut weights = self.towards.clone().unwrap_or_else(|| vec![0.0; columns.ncols()]);
        kept.iter().for_each(|j| weights[*j] = 0.0);
        // What the other columns add to every row alike, the intercept that was solved for holds already.
        let alike: f64 = weights.iter().zip(columns.row(0)).map(|(weight, value)| weight * value).sum();
        kept.iter().zip(solution.weights).for_each(|(j, weight)| weights[*j] = weight);
        Ok(Fitted { weights, intercept: solution.intercept - alike })
    }
}

impl Fitted {
    /// Log-odds of rows.
    pub(super) fn logits(&self, columns: &Array2<f64>) -> Vec<f64> {
        let mut logits = vec![self.intercept; columns.nrows()];
        for (column, weight) in columns.columns().into_iter().zip(&self.weights) {
            logits.iter_mut().zip(column).for_each(|(logit, value)| *logit += weight * value);
        }
        logits
    }
}
