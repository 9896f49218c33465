//! Platt scaling on later rows than those that gave the weights (Platt 1999), held near slope 1.

use ndarray::{Array2, ShapeBuilder};

use crate::engine::model::probability;
use crate::offline::solver::{self, Penalty, Problem, solve};
use crate::wire::artifact::Calibration;

/// What keeps the slope at 1: as much as the rows of a few leavers say.
const STRENGTH: f64 = 5.0;
/// The least slope: at 0 or below, risks would say nothing, or the contrary.
const SLOPE_MIN: f64 = 0.05;

/// The scaling of log-odds that fits what really happened.
pub(super) fn platt(logits: &[f64], leaves: &[bool]) -> Result<Calibration, solver::Error> {
    let column = Array2::from_shape_vec((logits.len(), 1).f(), logits.to_vec()).expect("one column of all rows");
    let penalty = Penalty { strength: STRENGTH, towards: Some(&[1.0]) };
    let solution = solve(&Problem { columns: column.view(), leaves, penalty })?;
    let slope = solution.weights[0];
    if slope >= SLOPE_MIN {
        return Ok(Calibration { slope, offset: solution.intercept });
    }
    let share = leaves.iter().filter(|leaves| **leaves).count() as f64 / leaves.len() as f64;
    Ok(Calibration { slope: SLOPE_MIN, offset: offset(logits, SLOPE_MIN, share) })
}

/// The offset at which the mean risk is `share`, by bisection: the mean rises with it.
fn offset(logits: &[f64], slope: f64, share: f64) -> f64 {
    let (mut low, mut high) = (-50.0, 50.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        let mean = logits.iter().map(|logit| probability(slope * logit + middle)).sum::<f64>() / logits.len() as f64;
        if mean < share { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risks_that_are_twice_too_bold_are_made_half_as_bold() {
        // Real log-odds are half of what is said, over a grid of both.
        let (mut logits, mut leaves) = (Vec::new(), Vec::new());
        for said in -8..=8 {
            let real = probability(f64::from(said) / 2.0 - 1.0);
            for i in 0..2_000 {
                logits.push(f64::from(said));
                leaves.push(f64::from(i) + 0.5 < real * 2_000.0);
            }
        }
        let found = platt(&logits, &leaves).expect("it has an optimum");
        assert!((found.slope - 0.5).abs() < 0.01 && (found.offset + 1.0).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn risks_that_say_the_contrary_keep_the_share() {
        let logits: Vec<f64> = (0..1_000).map(|i| f64::from(i % 10) - 5.0).collect();
        let leaves: Vec<bool> = (0..1_000).map(|i| if i % 50 < 10 { i % 10 >= 8 } else { i % 10 < 2 }).collect();
        let found = platt(&logits, &leaves).expect("it has an optimum");
        let mean = logits.iter().map(|z| probability(found.slope * z + found.offset)).sum::<f64>() / 1_000.0;
        assert!(found.slope == SLOPE_MIN && (mean - 0.2).abs() < 1e-9, "{found:?} {mean}");
    }
}
