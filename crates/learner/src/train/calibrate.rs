//! Platt scaling on later rows than those that gave the weights (Platt 1999), held near slope 1.

use ndarray::{Array2, ShapeBuilder};

use crate::solver::{self, LogisticProblem, Penalty, solve, solve_counted};
use attrition_contracts::models::artifact::Calibration;
use attrition_core::model::probability;

/// What keeps the slope at 1: as much as the rows of some ten leavers say.
const STRENGTH: f64 = 40.0;
/// The least slope: at 0 or below, risks would say nothing, or the contrary.
const SLOPE_MIN: f64 = 0.05;
/// Standard deviation of the log-odds of leaving from one time to another, beyond chance.
const DRIFT: f64 = 0.15;

/// How well a prior knows the level of another site, as a number of leavers: centres lose a third to two thirds of their
/// agents a year, so log-odds of sites are some ln(2) / 2 apart, and a level known from n leavers has the error 1 / sqrt(n).
const PRIOR_LEAVERS: f64 = 8.0;

/// What is known of the level beside the later rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct LevelEvidence {
    /// Agents who left and gave the weights, and so the level.
    pub(super) leavers: usize,
    /// Mean risk of the later rows by a prior.
    pub(super) prior: Option<f64>,
}

/// The scaling of log-odds that fits what really happened. `weight` is what a row counts for, less than 1 where the same
/// notice is seen from several cut-offs; `counts` tells how many rows each stands for, where some were not kept.
pub(super) fn platt(
    logits: &[f64],
    leaves: &[bool],
    counts: Option<&[f64]>,
    known: LevelEvidence,
    weight: f64,
) -> Result<Calibration, solver::Error> {
    let column = Array2::from_shape_vec((logits.len(), 1).f(), logits.to_vec()).expect("one column of all rows");
    let penalty = Penalty { strength: STRENGTH, towards: Some(&[1.0]) };
    let problem = LogisticProblem { columns: column.view(), leaves, penalty };
    let solution = counts.map_or_else(|| solve(&problem), |counts| solve_counted(&problem, counts))?;
    let count = |row: usize| counts.map_or(1.0, |counts| counts[row]);
    let sum = |value: &dyn Fn(usize) -> f64| (0..logits.len()).map(|row| count(row) * value(row)).sum::<f64>();
    let slope = solution.weights[0].max(SLOPE_MIN);
    // The level of the earlier rows, known as well as their leavers tell and as levels keep.
    let certainty = 1.0 / (1.0 / known.leavers.max(1) as f64 + DRIFT * DRIFT);
    let n = sum(&|_| 1.0);
    let kept = (1.0 - slope) * sum(&|row| logits[row]) / n;
    let foretold = |offset: f64| sum(&|row| probability(slope * logits[row] + offset));
    let around = |too_high: &dyn Fn(f64) -> bool| bisect(kept - 50.0, kept + 50.0, too_high);
    let of_prior = known.prior.map(|risk| around(&|offset| foretold(offset) > n * risk));
    let left = sum(&|row| f64::from(u8::from(leaves[row])));
    let too_high = |offset: f64| {
        let by_prior = of_prior.map_or(0.0, |level| PRIOR_LEAVERS * (offset - level));
        weight * (foretold(offset) - left) + certainty * (offset - kept) + by_prior > 0.0
    };
    Ok(Calibration { slope, offset: around(&too_high) })
}

/// Where a rising value passes 0.
fn bisect(mut low: f64, mut high: f64, too_high: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if too_high(middle) { high = middle } else { low = middle }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(leavers: usize) -> LevelEvidence {
        LevelEvidence { leavers, prior: None }
    }

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
        let found = platt(&logits, &leaves, None, by(10), 1.0).expect("it has an optimum");
        assert!((found.slope - 0.5).abs() < 0.01 && (found.offset + 1.0).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn risks_that_say_the_contrary_keep_nearly_the_share() {
        let logits: Vec<f64> = (0..1_000).map(|i| f64::from(i % 10) - 5.0).collect();
        let leaves: Vec<bool> = (0..1_000).map(|i| if i % 50 < 10 { i % 10 >= 8 } else { i % 10 < 2 }).collect();
        let found = platt(&logits, &leaves, None, by(1), 1.0).expect("it has an optimum");
        let mean = logits.iter().map(|z| probability(found.slope * z + found.offset)).sum::<f64>() / 1_000.0;
        // One leaver gave the level before, two hundred tell of it now.
        assert!(found.slope == SLOPE_MIN && (mean - 0.2).abs() < 0.002, "{found:?} {mean}");
    }

    #[test]
    fn a_sample_of_those_who_stay_is_scaled_as_all_of_them() {
        let logits: Vec<f64> = (0..4_000).map(|i| f64::from(i % 40) / 10.0 - 5.0).collect();
        let leaves: Vec<bool> = (0..4_000).map(|i| i % 40 >= 30 && i % 7 == 0 || i % 97 == 0).collect();
        let all = platt(&logits, &leaves, None, by(50), 0.2).expect("it has an optimum");
        // Every fourth of each risk who stays, for four.
        let kept: Vec<usize> = (0..4_000).filter(|i| leaves[*i] || i / 40 % 4 == 1).collect();
        let counts: Vec<f64> = kept.iter().map(|i| if leaves[*i] { 1.0 } else { 4.0 }).collect();
        let logits: Vec<f64> = kept.iter().map(|i| logits[*i]).collect();
        let leaves: Vec<bool> = kept.iter().map(|i| leaves[*i]).collect();
        let sampled = platt(&logits, &leaves, Some(&counts), by(50), 0.2).expect("it has an optimum");
        assert!((all.slope - sampled.slope).abs() < 0.03 && (all.offset - sampled.offset).abs() < 0.1, "{sampled:?}");
    }

    #[test]
    fn few_later_leavers_move_a_level_less_than_many() {
        let logits: Vec<f64> = (0..400).map(|i| f64::from(i % 20) / 10.0 - 4.0).collect();
        let leaves: Vec<bool> = (0..400).map(|i| i % 10 == 7).collect();
        let mean = |of: &dyn Fn(f64) -> f64| logits.iter().map(|z| probability(of(*z))).sum::<f64>() / 400.0;
        let level = |earlier: usize| {
            let found = platt(&logits, &leaves, None, by(earlier), 0.2).expect("it has an optimum");
            mean(&|z| found.slope * z + found.offset)
        };
        let (before, many, few) = (mean(&|z| z), level(1_000), level(10));
        assert!(before < many && many + 0.01 < few && few < 0.1, "{before} {many} {few}");
    }

    #[test]
    fn a_prior_tells_the_level_of_a_site_with_few_leavers_only() {
        let level = |leavers: usize, times: usize| {
            let logits: Vec<f64> = (0..400 * times).map(|i| f64::from(i as u32 % 20) / 10.0 - 4.0).collect();
            let leaves: Vec<bool> = (0..400 * times).map(|i| i % 50 == 7).collect();
            let offset = |prior| {
                platt(&logits, &leaves, None, LevelEvidence { leavers, prior }, 0.2).expect("it has an optimum").offset
            };
            offset(Some(0.2)) - offset(None)
        };
        assert!(level(5, 1) > 3.0 * level(1_000, 20) && level(1_000, 20) > 0.0, "{} {}", level(5, 1), level(1_000, 20));
    }
}
