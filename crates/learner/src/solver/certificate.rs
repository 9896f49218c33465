//! linfa-logistic, started at the optimum, must stay there.
//!
//! It knows no prior weights: a solution pulled towards some has only its own slope as proof.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, ArrayView1};

use super::{Error, LogisticProblem, Solution};

/// How far linfa-logistic may move: it stops at a slope, not at a point.
const MOVED_MAX: f64 = 1e-6;

/// Certifies a solution of a problem; without prior weights, by a second implementation.
pub fn certify(problem: &LogisticProblem<'_>, solution: &Solution) -> Result<(), Error> {
    if problem.penalty.towards.is_some() {
        return Ok(());
    }
    let leavers = problem.leaves.iter().filter(|leaves| **leaves).count();
    let stayers = problem.leaves.len() - leavers;
    // linfa-logistic calls the more frequent class positive; of two equal ones, that of the first row.
    let leaving = leavers > stayers || (leavers == stayers && problem.leaves[0]);
    let sign = if leaving { 1.0 } else { -1.0 };
    let start: Array1<f64> = solution.weights.iter().chain([&solution.intercept]).map(|x| sign * x).collect();
    let dataset = DatasetBase::new(problem.columns, ArrayView1::from(problem.leaves));
    // Per row a slope of 1e-10: a sum over rows carries their rounding.
    let tolerance = 1e-4f64.min(1e-10 * problem.leaves.len() as f64).max(1e-7);
    let learner = LogisticRegression::default()
        .alpha(problem.penalty.strength)
        .with_intercept(true)
        .max_iterations(20)
        .gradient_tolerance(tolerance)
        .initial_params(start);
    let fitted = learner.fit(&dataset).map_err(|error| Error::Refused(error.to_string()))?;
    if fitted.labels().pos.class != leaving {
        return Err(Error::Refused("it takes the other class for the positive one".to_owned()));
    }
    let weights = fitted.params().iter().zip(&solution.weights).map(|(theirs, ours)| (sign * theirs - ours).abs());
    let moved = weights.fold((sign * fitted.intercept() - solution.intercept).abs(), f64::max);
    if moved <= MOVED_MAX { Ok(()) } else { Err(Error::NotCertified { moved }) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{noise, problem_of};
    use super::super::{Solution, solve};
    use super::*;

    #[test]
    fn rare_leavers_frequent_leavers_and_equal_classes_are_oriented() {
        for (flip, first) in [(false, true), (false, false), (true, true), (true, false)] {
            let (columns, mut leaves) = noise(400, 3, 3);
            leaves.iter_mut().for_each(|leaves| *leaves ^= flip);
            leaves[0] = first;
            let problem = problem_of(&columns, &leaves, 1.0);
            certify(&problem, &solve(&problem).expect("it has an optimum")).expect("linfa-logistic agrees");
        }
        for first in [true, false] {
            let (columns, _) = noise(400, 3, 4);
            let leaves: Vec<bool> = (0..400).map(|i| (i % 2 == 0) == first).collect();
            let problem = problem_of(&columns, &leaves, 1.0);
            certify(&problem, &solve(&problem).expect("it has an optimum")).expect("linfa-logistic agrees");
        }
    }

    #[test]
    fn another_point_is_not_certified() {
        let (columns, leaves) = noise(400, 3, 6);
        let problem = problem_of(&columns, &leaves, 1.0);
        let solution = solve(&problem).expect("it has an optimum");
        let wrong = Solution { intercept: solution.intercept + 0.01, ..solution };
        assert!(matches!(certify(&problem, &wrong), Err(Error::NotCertified { .. })));
    }
}
