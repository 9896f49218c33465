//! How signals and scores are spread over the training rows: what drift is measured against.

use std::collections::BTreeMap;

use crate::rows::Rows;
use attrition_contracts::models::artifact::{ReferenceData, TermData};
use attrition_core::model::{CELLS_MAX, Reference, SCORE_CELLS, score_cell};
use attrition_core::signals::position;

/// Terms with the spread of their signals over all rows, each as often as it stands for.
pub(super) fn with_references(data: &Rows, mut terms: BTreeMap<String, TermData>) -> BTreeMap<String, TermData> {
    for (name, term) in &mut terms {
        let signal = position(name).expect("terms are of signals of the catalogue");
        term.reference = Some(reference(&data.columns[signal], |row| data.weight(row)));
    }
    terms
}

/// Share of the risks of calibrated rows in each cell of the score; each counts so often, or once.
pub(super) fn score_shares(risks: &[f64], counts: Option<&[f64]>) -> Vec<f64> {
    let mut shares = vec![0.0; SCORE_CELLS];
    for (row, risk) in risks.iter().enumerate() {
        shares[score_cell(*risk)] += counts.map_or(1.0, |counts| counts[row]);
    }
    to_one(shares)
}

fn reference(column: &[f64], weight: impl Fn(usize) -> f64) -> ReferenceData {
    let edges = edges(column);
    let counted = Reference { shares: vec![0.0; edges.len() + 2], edges };
    let mut shares = counted.shares.clone();
    for (row, value) in column.iter().enumerate() {
        shares[counted.cell(*value)] += weight(row);
    }
    ReferenceData { edges: counted.edges, shares: to_one(shares) }
}

/// Tenths of the values that are there; where many share one, fewer, and that one has a cell of its own.
fn edges(column: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let Some(least) = values.first().copied() else { return Vec::new() };
    let mut edges: Vec<f64> = (1..CELLS_MAX).map(|k| values[k * values.len() / CELLS_MAX]).collect();
    // Where the least is shared by more than a tenth, it ends where the next value begins.
    if edges[0] == least {
        edges[0] = values[values.partition_point(|value| *value == least).min(values.len() - 1)];
        edges.sort_unstable_by(f64::total_cmp);
    }
    edges.dedup();
    edges.retain(|edge| *edge > least);
    edges
}

fn to_one(mut shares: Vec<f64>) -> Vec<f64> {
    let all: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= all);
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_of_what_is_there_and_a_cell_for_the_missing() {
        let column: Vec<f64> = (0..100).map(f64::from).chain([f64::NAN; 25]).collect();
        let made = reference(&column, |_| 1.0);
        assert_eq!(made.edges, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]);
        assert_eq!(made.shares[..10], [0.08; 10]);
        assert_eq!(made.shares[10], 0.2);
    }

    #[test]
    fn a_value_that_many_share_has_a_cell_of_its_own() {
        let column: Vec<f64> = [0.0; 70].into_iter().chain((1..=30).map(f64::from)).collect();
        let made = reference(&column, |_| 1.0);
        assert_eq!(made.edges[0], 1.0, "{:?}", made.edges);
        assert_eq!(made.shares[0], 0.7);
        let same = reference(&[3.0; 10], |_| 1.0);
        assert_eq!((same.edges, same.shares), (vec![], vec![1.0, 0.0]));
    }
}
