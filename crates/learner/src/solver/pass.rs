//! One pass over the rows: loss, gradient and, where it is wanted, the Gram matrix, block by block.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ShapeBuilder, s};

use super::LogisticProblem;

/// Rows of a block: with forty columns it takes 170 KB, which stays in the second-level cache.
const BLOCK_ROWS: usize = 512;
/// Rows of the Gram matrix that are computed at once, each up to its diagonal: nearly half of the work is spared.
const PANEL: usize = 16;
/// Columns of which the log-odds are summed at once: each sum is loaded and stored less often.
const AT_ONCE: usize = 4;

/// The objective at a point. The intercept comes last.
pub(super) struct Pass {
    /// The value of the objective.
    pub(super) objective: f64,
    /// The gradient of the objective.
    pub(super) gradient: Vec<f64>,
    /// Its curvature: `X^T W X` and the penalty; only the lower triangle counts.
    pub(super) hessian: Option<Array2<f64>>,
}

/// Where and how to pass.
pub(super) struct Way<'a> {
    /// Weights by column, then the intercept.
    pub(super) point: &'a [f64],
    /// Every so-manieth block only: an objective of that share, penalty included.
    pub(super) every: usize,
    /// Whether the Gram matrix is wanted.
    pub(super) curved: bool,
    /// How many rows each row stands for; one, where there are none.
    pub(super) counts: Option<&'a [f64]>,
}

impl Pass {
    pub(super) fn over(problem: &LogisticProblem<'_>, way: &Way<'_>) -> Self {
        let (rows, columns) = problem.columns.dim();
        let mut block = Block::new(columns);
        let (mut objective, mut gradient) = (0.0, vec![0.0; columns + 1]);
        let mut hessian = way.curved.then(|| Array2::zeros((columns + 1, columns + 1)));
        for first in (0..rows).step_by(BLOCK_ROWS * way.every) {
            let last = rows.min(first + BLOCK_ROWS);
            block.score(problem, first..last, way.point);
            objective += block.loss(&problem.leaves[first..last], way.counts.map(|counts| &counts[first..last]));
            block.slope(problem, first..last, &mut gradient);
            if let Some(hessian) = &mut hessian {
                block.curve(problem, first..last, hessian);
            }
        }
        let strength = problem.penalty.strength / way.every as f64;
        for j in 0..columns {
            let away = way.point[j] - problem.towards(j);
            objective += 0.5 * strength * away * away;
            gradient[j] += strength * away;
            if let Some(hessian) = &mut hessian {
                hessian[[j, j]] += strength;
            }
        }
        Self { objective, gradient, hessian }
    }
}

/// Buffers of a block.
struct Block {
    /// Log-odds of the block's rows, which their residuals then replace.
    z: Vec<f64>,
    /// Square roots of the weights `p (1 - p)`, each for as many rows as its row stands for; so are losses and residuals.
    root: Vec<f64>,
    /// Weighted values, column-major, a column of ones last.
    weighted: Vec<f64>,
}

impl Block {
    fn new(columns: usize) -> Self {
        Self { z: vec![], root: vec![], weighted: vec![0.0; BLOCK_ROWS * (columns + 1)] }
    }

    fn score(&mut self, problem: &LogisticProblem<'_>, rows: std::ops::Range<usize>, point: &[f64]) {
        let (intercept, weights) = point.split_last().expect("the intercept is always there");
        self.z.clear();
        self.z.resize(rows.len(), *intercept);
        let mut columns = (0..weights.len()).map(|j| &problem.column(j)[rows.clone()]);
        for weights in weights.chunks(AT_ONCE) {
            if let [a, b, c, d] = *weights {
                let mut next = || columns.next().expect("each weight has a column");
                let (p, q, r, s) = (next(), next(), next(), next());
                for ((((z, p), q), r), s) in self.z.iter_mut().zip(p).zip(q).zip(r).zip(s) {
                    *z += (a * p + b * q) + (c * r + d * s);
                }
            } else {
                for (weight, column) in weights.iter().zip(&mut columns) {
                    self.z.iter_mut().zip(column).for_each(|(z, x)| *z += weight * x);
                }
            }
        }
    }

    /// The loss; log-odds become residuals `p - y`.
    fn loss(&mut self, leaves: &[bool], counts: Option<&[f64]>) -> f64 {
        self.root.clear();
        let mut loss = 0.0;
        for (row, (z, leaves)) in self.z.iter_mut().zip(leaves).enumerate() {
            let count = counts.map_or(1.0, |counts| counts[row]);
            let y = f64::from(u8::from(*leaves));
            // By the size of z, so that nothing overflows and small chances keep their digits.
            let e = (-z.abs()).exp();
            loss += count * (z.max(0.0) + e.ln_1p() - y * *z);
            let p = if *z >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
            self.root.push((count * e).sqrt() / (1.0 + e));
            *z = count * (p - y);
        }
        loss
    }

    fn slope(&self, problem: &LogisticProblem<'_>, rows: std::ops::Range<usize>, gradient: &mut [f64]) {
        let columns = gradient.len() - 1;
        for (j, slope) in gradient.iter_mut().enumerate().take(columns) {
            *slope += dot(&problem.column(j)[rows.clone()], &self.z);
        }
        gradient[columns] += self.z.iter().sum::<f64>();
    }

    fn curve(&mut self, problem: &LogisticProblem<'_>, rows: std::ops::Range<usize>, hessian: &mut Array2<f64>) {
        let (n, columns) = (rows.len(), hessian.nrows() - 1);
        for j in 0..columns {
            let column = &problem.column(j)[rows.clone()];
            let weighted = &mut self.weighted[j * n..(j + 1) * n];
            weighted.iter_mut().zip(column).zip(&self.root).for_each(|((to, x), root)| *to = x * root);
        }
        self.weighted[columns * n..(columns + 1) * n].copy_from_slice(&self.root);
        let values = &self.weighted[..n * (columns + 1)];
        let block = ArrayView2::from_shape((n, columns + 1).f(), values).expect("it has as many values");
        for first in (0..=columns).step_by(PANEL) {
            let last = (first + PANEL).min(columns + 1);
            let panel = block.slice(s![.., first..last]);
            let mut part = hessian.slice_mut(s![first..last, ..last]);
            general_mat_mul(1.0, &panel.t(), &block.slice(s![.., ..last]), 1.0, &mut part);
        }
    }
}

/// Eight sums at once: one alone waits for each addition before the next.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    let mut sums = [0.0; 8];
    for (x, y) in a8.zip(b8) {
        (0..8).for_each(|k| sums[k] += x[k] * y[k]);
    }
    sums.iter().sum::<f64>() + rest
}
