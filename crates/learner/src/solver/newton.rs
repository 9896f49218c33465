//! Newton's method (iteratively reweighted least squares), begun on an eighth of the rows.

use super::cholesky::CholeskyFactor;
use super::pass::{Pass, Way};
use super::{Error, LogisticProblem, Solution};

/// Steps that a well-posed problem never needs: it takes about eight.
const STEPS_MAX: u32 = 60;
/// Halvings of a step before it is given up.
const HALVINGS_MAX: u32 = 30;
/// Blocks of which one begins: the start is wrong by the noise of its rows only, which saves about four full steps.
const START_EVERY: usize = 8;
/// Rows from which it pays to begin on a part.
const START_ROWS_MIN: usize = 40_000;
/// Squared Newton decrement under which the curvature stays as it is: what is left shrinks by its root with each step.
const CHORD: f64 = 1e-4;
/// Squared Newton decrement at which it is done: weights are then right to nine digits and more.
const DONE: f64 = 1e-18;

pub(super) fn solve(problem: &LogisticProblem<'_>, counts: Option<&[f64]>) -> Result<Solution, Error> {
    let (rows, columns) = problem.columns.dim();
    let count = |row: usize| counts.map_or(1.0, |counts| counts[row]);
    let sum = |of: bool| -> f64 { (0..rows).filter(|row| problem.leaves[*row] == of).map(count).sum() };
    let mut cold: Vec<f64> = (0..columns).map(|j| problem.towards(j)).collect();
    cold.push((sum(true) / sum(false)).ln());
    let way = Way { point: &cold, every: 1, curved: true, counts };
    let start = if rows >= START_ROWS_MIN {
        // A start from rows that have no answer of their own is no start; the full problem tells.
        descend(problem, &Way { every: START_EVERY, ..way }, 1e-3).ok().map(|found| found.0)
    } else {
        None
    };
    let point = start.as_deref().unwrap_or(&cold);
    let (mut point, gradient_max, steps) = descend(problem, &Way { point, ..way }, DONE)?;
    let intercept = point.pop().expect("the intercept comes last");
    Ok(Solution { weights: point, intercept, gradient_max, steps })
}

/// Newton steps from the point of a way until the squared decrement is small: the point, its largest slope, the steps it
/// took.
fn descend(problem: &LogisticProblem<'_>, way: &Way<'_>, done: f64) -> Result<(Vec<f64>, f64, u32), Error> {
    let mut point = way.point.to_vec();
    let mut pass = Pass::over(problem, way);
    let mut factor = None;
    for steps in 1..=STEPS_MAX {
        let gradient_max = pass.gradient.iter().fold(0.0, |max: f64, slope| max.max(slope.abs()));
        let not_reached = Error::NotReached { steps, gradient_max };
        if let Some(hessian) = pass.hessian.take() {
            factor = CholeskyFactor::factor(hessian);
        }
        let Some(factor) = &factor else { return Err(not_reached) };
        let mut step = pass.gradient.clone();
        factor.solve(&mut step);
        let decrement: f64 = step.iter().zip(&pass.gradient).map(|(s, g)| s * g).sum();
        if decrement <= done {
            return Ok((point, gradient_max, steps - 1));
        }
        let curved = decrement > CHORD;
        let mut share = 1.0;
        for halving in 0.. {
            let next: Vec<f64> = point.iter().zip(&step).map(|(at, step)| at - share * step).collect();
            let found = Pass::over(problem, &Way { point: &next, curved, ..*way });
            // Near the optimum the objective no longer tells points apart; the step is right there.
            let rounding = 1e-12 * pass.objective.abs();
            if found.objective <= pass.objective - 1e-4 * share * decrement + rounding {
                (point, pass) = (next, found);
                break;
            }
            if halving == HALVINGS_MAX {
                return Err(not_reached);
            }
            share /= 2.0;
        }
    }
    let gradient_max = pass.gradient.iter().fold(0.0, |max: f64, slope| max.max(slope.abs()));
    Err(Error::NotReached { steps: STEPS_MAX, gradient_max })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{noise, problem_of};
    use super::super::{LogisticProblem, Penalty, certify, solve};

    #[test]
    fn a_part_to_begin_with_changes_nothing() {
        let (columns, leaves) = noise(50_000, 6, 11);
        let problem = problem_of(&columns, &leaves, 1.0);
        let solution = solve(&problem).expect("it has an optimum");
        assert!(solution.gradient_max < 1e-6, "{solution:?}");
        certify(&problem, &solution).expect("linfa-logistic agrees");
    }

    #[test]
    fn a_strong_penalty_leaves_the_prior_weights() {
        let (columns, leaves) = noise(500, 3, 5);
        let towards = [0.5, -0.25, 1.0];
        let strong = Penalty { strength: 1e9, towards: Some(&towards) };
        let problem = LogisticProblem { penalty: strong, ..problem_of(&columns, &leaves, 1.0) };
        let solution = solve(&problem).expect("it has an optimum");
        assert!(solution.weights.iter().zip(towards).all(|(w, prior)| (w - prior).abs() < 1e-5), "{solution:?}");
        // The intercept is free: the mean risk is the share of leavers.
        let risk = |i: usize| {
            let z: f64 = (0..3).map(|j| columns[[i, j]] * solution.weights[j]).sum();
            1.0 / (1.0 + (-(z + solution.intercept)).exp())
        };
        let mean = (0..500).map(risk).sum::<f64>() / 500.0;
        let share = leaves.iter().filter(|leaves| **leaves).count() as f64 / 500.0;
        assert!((mean - share).abs() < 1e-9, "{mean} {share}");
    }
}
