//! The state behind behaviour: what signals of withdrawal have in common.
//!
//! Signals of form [`Recent`](attrition_core::signals::Form::Recent) are each a filter over time of one metric. When they move
//! together, a state moves them that none of them shows alone. One common factor is estimated from all rows, without looking
//! at who left (principal axis factoring), so it is as well known from ten leavers as from a thousand. Its score is a fixed
//! combination of the signals' columns (regression scores of one factor, Thomson 1951), so what it adds to the log-odds is
//! told signal by signal, as everything else.

use super::shape::Shape;
use crate::rows::Rows;
use attrition_core::signals::{SIGNALS, Sign};

/// Signals below which nothing can be called common.
const SIGNALS_MIN: usize = 3;
/// Rounds of principal axis factoring; it converges in about twenty.
const ROUNDS: usize = 100;
/// Share of a signal's variance that may be common: the rest must stay above 0.
const COMMON_MAX: f64 = 0.99;

/// Weights of the signals' linear columns in the score of the state (standard deviation about 1, rising with risk as the
/// catalogue expects it), by place in `shapes`; `None` where too few signals tell.
pub(super) fn state(data: &Rows, rows: usize, shapes: &[Shape]) -> Option<Vec<f64>> {
    let recent: Vec<usize> = (0..shapes.len()).filter(|i| SIGNALS[shapes[*i].signal].form.is_recent()).collect();
    if recent.len() < SIGNALS_MIN || rows == 0 {
        return None;
    }
    let column = |i: &usize| -> Vec<f64> {
        data.columns[shapes[*i].signal][..rows].iter().map(|value| shapes[*i].linear(*value)).collect()
    };
    let columns: Vec<Vec<f64>> = recent.iter().map(column).collect();
    let correlation = |i: usize, j: usize| {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
        let (a, b) = (&columns[i], &columns[j]);
        product(a, b) / (product(a, a) * product(b, b)).sqrt()
    };
    let n = recent.len();
    let matrix: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| correlation(i, j)).collect()).collect();
    let loadings = loadings(&matrix)?;
    let sign = if expected(&recent, shapes, &loadings) >= 0.0 { 1.0 } else { -1.0 };
    let precision = |l: f64| l / (1.0 - l * l);
    let all: f64 = 1.0 + loadings.iter().map(|l| l * precision(*l)).sum::<f64>();
    let mut weights = vec![0.0; shapes.len()];
    recent.iter().zip(&loadings).for_each(|(i, loading)| weights[*i] = sign * precision(*loading) / all);
    Some(weights)
}

/// Correlations of the signals with their common factor; `None` where they have none.
fn loadings(matrix: &[Vec<f64>]) -> Option<Vec<f64>> {
    let n = matrix.len();
    let mut common = vec![0.5; n];
    let mut loadings = vec![1.0; n];
    for _ in 0..ROUNDS {
        let reduced = |i: usize, j: usize| if i == j { common[i] } else { matrix[i][j] };
        // One step of the power method a round: communalities and axis settle together.
        let times: Vec<f64> = (0..n).map(|i| (0..n).map(|j| reduced(i, j) * loadings[j]).sum()).collect();
        let squared = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>();
        // The axis' eigenvalue is the length of what it is mapped to, and the sum of squared loadings.
        let eigenvalue = (squared(&times) / squared(&loadings)).sqrt();
        let scale = (eigenvalue / squared(&times)).sqrt();
        if !scale.is_finite() {
            return None;
        }
        let limit = COMMON_MAX.sqrt();
        loadings = times.iter().map(|x| (scale * x).clamp(-limit, limit)).collect();
        common = loadings.iter().map(|l| l * l).collect();
    }
    Some(loadings)
}

/// How far the factor rises with what the catalogue expects to raise the risk.
fn expected(recent: &[usize], shapes: &[Shape], loadings: &[f64]) -> f64 {
    let sign = |i: &usize| if SIGNALS[shapes[*i].signal].sign == Sign::Minus { -1.0 } else { 1.0 };
    recent.iter().zip(loadings).map(|(i, loading)| sign(i) * loading).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loadings_of_one_factor_are_found_again() {
        let real: [f64; 5] = [0.9, 0.8, 0.6, -0.5, 0.4];
        let entry = |i: usize, j: usize| if i == j { 1.0 } else { real[i] * real[j] };
        let matrix: Vec<Vec<f64>> = (0..5).map(|i| (0..5).map(|j| entry(i, j)).collect()).collect();
        let found = loadings(&matrix).expect("there is a factor");
        let apart = found.iter().zip(real).map(|(f, r)| (f - r).abs()).fold(0.0, f64::max);
        assert!(apart < 1e-3, "{found:?}");
    }
}
