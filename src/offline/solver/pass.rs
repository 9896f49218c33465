//! One pass over the rows: loss, gradient and, where it is wanted, the Gram matrix, block by block.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ShapeBuilder};

use super::Problem;

/// Rows of a block: with forty columns it takes 170 KB, which stays in the second-level cache.
const BLOCK_ROWS: usize = 512;

/// The objective at a point. The intercept comes last.
pub(super) struct Pass {
    /// Its value.
    pub(super) objective: f64,
    /// Its slope.
    pub(super) gradient: Vec<f64>,
    /// Its curvature: `X^T W X` and the penalty.
    pub(super) hessian: Option<Array2<f64>>,
}

/// Where and how to pass.
pub(super) struct Way<'a> {
    /// Weights, then intercept.
    pub(super) point: &'a [f64],
    /// Every so-manieth block only: an objective of that share, penalty included.
    pub(super) every: usize,
    /// Whether the Gram matrix is wanted.
    pub(super) curved: bool,
}

impl Pass {
    pub(super) fn over(problem: &Problem<'_>, way: &Way<'_>) -> Self {
        let (rows, columns) = problem.columns.dim();
        let mut block = Block::of(columns);
        let (mut objective, mut gradient) = (0.0, vec![0.0; columns + 1]);
        let mut hessian = way.curved.then(|| Array2::zeros((columns + 1, columns + 1)));
        for first in (0..rows).step_by(BLOCK_ROWS * way.every) {
            let last = rows.min(first + BLOCK_ROWS);
            block.score(problem, first..last, way.point);
            objective += block.loss(&problem.leaves[first..last]);
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
    /// Log-odds, then residuals.
    z: Vec<f64>,
    /// Square roots of the weights `p (1 - p)`.
    root: Vec<f64>,
    /// Weighted values, column-major, a column of ones last.
    weighted: Vec<f64>,
}

impl Block {
    fn of(columns: usize) -> Self {
        Self { z: vec![], root: vec![], weighted: vec![0.0; BLOCK_ROWS * (columns + 1)] }
    }

    fn score(&mut self, problem: &Problem<'_>, rows: std::ops::Range<usize>, point: &[f64]) {
        let (intercept, weights) = point.split_last().expect("the intercept is always there");
        self.z.clear();
        self.z.resize(rows.len(), *intercept);
        for (j, weight) in weights.iter().enumerate() {
            let column = &problem.column(j)[rows.clone()];
            self.z.iter_mut().zip(column).for_each(|(z, x)| *z += weight * x);
        }
    }

    /// The loss; log-odds become residuals `p - y`.
    fn loss(&mut self, leaves: &[bool]) -> f64 {
        self.root.clear();
        let mut loss = 0.0;
        for (z, leaves) in self.z.iter_mut().zip(leaves) {
            let y = f64::from(u8::from(*leaves));
            // By the size of z, so that nothing overflows and small chances keep their digits.
            let e = (-z.abs()).exp();
            loss += z.max(0.0) + e.ln_1p() - y * *z;
            let p = if *z >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
            self.root.push(e.sqrt() / (1.0 + e));
            *z = p - y;
        }
        loss
    }

    fn slope(&self, problem: &Problem<'_>, rows: std::ops::Range<usize>, gradient: &mut [f64]) {
        let columns = gradient.len() - 1;
        for (j, slope) in gradient.iter_mut().enumerate().take(columns) {
            *slope += dot(&problem.column(j)[rows.clone()], &self.z);
        }
        gradient[columns] += self.z.iter().sum::<f64>();
    }

    fn curve(&mut self, problem: &Problem<'_>, rows: std::ops::Range<usize>, hessian: &mut Array2<f64>) {
        let (n, columns) = (rows.len(), hessian.nrows() - 1);
        for j in 0..columns {
            let column = &problem.column(j)[rows.clone()];
            let weighted = &mut self.weighted[j * n..(j + 1) * n];
            weighted.iter_mut().zip(column).zip(&self.root).for_each(|((to, x), root)| *to = x * root);
        }
        self.weighted[columns * n..(columns + 1) * n].copy_from_slice(&self.root);
        let values = &self.weighted[..n * (columns + 1)];
        let block = ArrayView2::from_shape((n, columns + 1).f(), values).expect("it has as many values");
        general_mat_mul(1.0, &block.t(), &block, 1.0, hessian);
    }
}

/// Four sums at once: one alone waits for each addition before the next.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(x, y)| x * y).sum();
    let mut sums = [0.0; 4];
    for (x, y) in a4.zip(b4) {
        (0..4).for_each(|k| sums[k] += x[k] * y[k]);
    }
    sums.iter().sum::<f64>() + rest
}
