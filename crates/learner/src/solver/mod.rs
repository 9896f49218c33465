//! L2 logistic regression: Newton steps find the optimum, linfa-logistic, started there, certifies it.
//!
//! Minimised over weights `w` and intercept `b`, with y = 1 for who leaves:
//!
//! ```text
//! sum_i [ ln(1 + exp(z_i)) - y_i z_i ] + strength / 2 * sum_j (w_j - towards_j)^2,   z_i = x_i . w + b
//! ```
//!
//! The intercept is not penalised. `strength` is `1 / C` of scikit-learn and `alpha` of linfa.

mod certificate;
mod check;
mod cholesky;
mod newton;
mod pass;

pub use certificate::certify;

use ndarray::ArrayView2;

/// What is to be solved.
#[derive(Clone, Copy, Debug)]
pub struct LogisticProblem<'a> {
    /// Rows x columns, each column contiguous (column-major, or rows cut out of it).
    pub columns: ArrayView2<'a, f64>,
    /// Who leaves, by row.
    pub leaves: &'a [bool],
    /// What keeps weights small.
    pub penalty: Penalty<'a>,
}

/// What keeps weights small, or near what is known already.
#[derive(Clone, Copy, Debug)]
pub struct Penalty<'a> {
    /// Half of it is the price of a squared unit of weight; above 0.
    pub strength: f64,
    /// Weights that cost nothing, by column; zero where there are none.
    pub towards: Option<&'a [f64]>,
}

/// The weights and the intercept at the optimum, and how they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Log-odds per unit, by column.
    pub weights: Vec<f64>,
    /// Log-odds where every column is 0.
    pub intercept: f64,
    /// Largest absolute slope of the objective there: 0 but for rounding.
    pub gradient_max: f64,
    /// Newton steps over all rows.
    pub steps: u32,
}

/// There is no optimum, or none that means anything. Columns are told by their number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Sizes differ, or columns are not contiguous.
    #[error("the matrix must be column-major, with a label for each row and a prior weight for each column")]
    Shape,
    /// What rows stand for is missing or makes no sense.
    #[error("each row must stand for a number of rows above 0")]
    Counts,
    /// The penalty is no positive number.
    #[error("the penalty must be a number above 0, not {strength}")]
    Penalty {
        /// The strength of the penalty that was given.
        strength: f64,
    },
    /// Nobody left, or everybody.
    #[error("{leavers} of {rows} rows are of people who leave: it takes both who leaves and who stays")]
    OneClass {
        /// Number of rows whose agent leaves.
        leavers: usize,
        /// Number of all rows.
        rows: usize,
    },
    /// A value or a prior weight is infinite or not a number.
    #[error("column {column} has a value or a prior weight that is not finite")]
    NotFinite {
        /// Index of the column.
        column: usize,
    },
    /// A column says the same of everyone.
    #[error("column {column} has the same value in every row: leave it out")]
    Constant {
        /// Index of the column.
        column: usize,
    },
    /// A column alone tells all leavers from all others.
    #[error("column {column} alone separates who leaves from who stays: likely it is known only afterwards")]
    Separable {
        /// Index of the column.
        column: usize,
    },
    /// The optimum was not reached.
    #[error("no optimum after {steps} steps, slope {gradient_max:e}: together, the columns may separate who leaves")]
    NotReached {
        /// Number of Newton steps that were made.
        steps: u32,
        /// Largest absolute slope at the end.
        gradient_max: f64,
    },
    /// linfa-logistic refuses the data.
    #[error("linfa-logistic refuses what was solved: {0}")]
    Refused(String),
    /// linfa-logistic, started at the solution, ends at another one.
    #[error("linfa-logistic, started at the optimum, moved by {moved:e}: this is not the optimum")]
    NotCertified {
        /// Largest move of a weight or of the intercept.
        moved: f64,
    },
}

/// Solves a problem. [`certify`] proves the solution.
pub fn solve(problem: &LogisticProblem<'_>) -> Result<Solution, Error> {
    check::check(problem)?;
    newton::solve(problem, None)
}

/// Solves a problem each row of which stands for so many rows, a number above 0: what is summed over the rows is summed over
/// all of them.
pub fn solve_counted(problem: &LogisticProblem<'_>, counts: &[f64]) -> Result<Solution, Error> {
    check::check(problem)?;
    if counts.len() != problem.leaves.len() || !counts.iter().all(|count| count.is_finite() && *count > 0.0) {
        return Err(Error::Counts);
    }
    newton::solve(problem, Some(counts))
}

impl LogisticProblem<'_> {
    /// Values of a column.
    fn column(&self, j: usize) -> &[f64] {
        self.columns.index_axis(ndarray::Axis(1), j).to_slice().expect("checked: columns are contiguous")
    }

    fn towards(&self, j: usize) -> f64 {
        self.penalty.towards.map_or(0.0, |towards| towards[j])
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, ShapeBuilder, s};

    use super::*;

    /// Column-major noise, and leavers (about one in six) that the first column drives.
    pub(super) fn noise(rows: usize, columns: usize, seed: u64) -> (Array2<f64>, Vec<bool>) {
        let mut state = seed;
        // Knuth's 64-bit linear congruential generator, upper bits.
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let x = Array2::from_shape_simple_fn((rows, columns).f(), || 3.4 * uniform() - 1.7);
        let leaves = (0..rows).map(|i| uniform() < 1.0 / (1.0 + (2.0 - x[[i, 0]]).exp())).collect();
        (x, leaves)
    }

    pub(super) fn problem_of<'a>(columns: &'a Array2<f64>, leaves: &'a [bool], strength: f64) -> LogisticProblem<'a> {
        LogisticProblem { columns: columns.view(), leaves, penalty: Penalty { strength, towards: None } }
    }

    #[test]
    fn the_optimum_is_flat_and_says_what_drives() {
        let (columns, leaves) = noise(4_000, 4, 1);
        let solution = solve(&problem_of(&columns, &leaves, 1.0)).expect("it has an optimum");
        assert!(solution.gradient_max < 1e-7, "{solution:?}");
        assert!((solution.weights[0] - 1.0).abs() < 0.2, "{solution:?}");
        assert!(solution.weights[1..].iter().all(|weight| weight.abs() < 0.2), "{solution:?}");
    }

    #[test]
    fn rows_cut_out_are_solved_as_rows_of_their_own() {
        let (columns, leaves) = noise(900, 3, 2);
        let cut =
            LogisticProblem { columns: columns.slice(s![..600, ..]), ..problem_of(&columns, &leaves[..600], 2.0) };
        let mut own = Array2::zeros((600, 3).f());
        own.assign(&cut.columns);
        assert_eq!(solve(&cut), solve(&problem_of(&own, &leaves[..600], 2.0)));
    }

    #[test]
    fn a_row_that_stands_for_three_counts_as_three_rows() {
        let (columns, leaves) = noise(300, 3, 4);
        let counts: Vec<f64> = (0..300).map(|i| if i % 4 == 0 { 3.0 } else { 1.0 }).collect();
        let rows: Vec<usize> = (0..300).flat_map(|i| vec![i; counts[i] as usize]).collect();
        let mut repeated = Array2::zeros((rows.len(), 3).f());
        repeated.assign(&columns.select(ndarray::Axis(0), &rows));
        let repeats: Vec<bool> = rows.iter().map(|row| leaves[*row]).collect();
        let counted = solve_counted(&problem_of(&columns, &leaves, 1.0), &counts).expect("it has an optimum");
        let repeated = solve(&problem_of(&repeated, &repeats, 1.0)).expect("it has an optimum");
        let apart = counted.weights.iter().zip(&repeated.weights).map(|(a, b)| (a - b).abs());
        assert!(apart.fold((counted.intercept - repeated.intercept).abs(), f64::max) < 1e-9);
        assert_eq!(solve_counted(&problem_of(&columns, &leaves, 1.0), &counts[1..]), Err(Error::Counts));
        let none = vec![0.0; 300];
        assert_eq!(solve_counted(&problem_of(&columns, &leaves, 1.0), &none), Err(Error::Counts));
    }

    #[test]
    fn what_has_no_meaning_is_refused_in_words() {
        let (good, leaves) = noise(200, 2, 7);
        let refused = |columns: &Array2<f64>, leaves: &[bool], strength, told: &str| {
            let error = solve(&problem_of(columns, leaves, strength)).expect_err("it must be refused");
            assert!(error.to_string().contains(told), "{error}");
        };
        let with = |value: &dyn Fn(usize) -> f64| {
            let mut columns = good.clone();
            (0..200).for_each(|i| columns[[i, 1]] = value(i));
            columns
        };
        refused(&good, &[false; 200], 1.0, "0 of 200 rows");
        refused(&good, &leaves[1..], 1.0, "column-major");
        refused(&good, &leaves, 0.0, "penalty");
        refused(&good, &leaves, f64::NAN, "penalty");
        refused(&with(&|i| if i == 9 { f64::NAN } else { i as f64 }), &leaves, 1.0, "column 1 has a value");
        refused(&with(&|_| 4.0), &leaves, 1.0, "column 1 has the same value");
        refused(&with(&|i| f64::from(u8::from(leaves[i]))), &leaves, 1.0, "column 1 alone separates");
        refused(&Array2::from_shape_fn((200, 2), |(i, j)| (i + j) as f64), &leaves, 1.0, "column-major");
    }
}
