//! A reader of the IBM HR attrition set, and the columns that the learner's curves make of it. For tests only: the set holds
//! attributes that no model of ours may see.

use std::collections::BTreeSet;

use attrition_core::model::Transform;
use attrition_learner::metrics::auc;
use attrition_learner::solver::{LogisticProblem, Penalty, solve};
use attrition_learner::train::{Curve, Knots};
use ndarray::{Array1, Array2, ShapeBuilder};

use crate::centres::chance::Chance;
use crate::paths::project;

/// Folds of a repeat.
const FOLDS: usize = 5;
const REPEATS: usize = 10;

/// The set: a row a person, a column an input.
pub struct Set {
    /// What the learner is given, a column an input.
    pub columns: Vec<Column>,
    /// Whether each person left, in the order of the rows.
    pub leaves: Vec<bool>,
}

/// One variable, or one value of a text.
pub struct Column {
    values: Vec<f64>,
    transform: Transform,
    is_number: bool,
    /// The last value of a text: the others say it.
    pub is_last: bool,
}

/// Reads it. Spans of time are seen by their logarithm, as the learner sees tenure.
pub fn read() -> Set {
    let path = project().join("tests/data/ibm_hr_attrition.csv");
    let text = std::fs::read_to_string(path).expect("the data are there");
    let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let names: Vec<String> = csv.headers().expect("it has a header").iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("a row is a row")).collect();
    let label = names.iter().position(|name| name == "Attrition").expect("the label is there");
    let leaves = rows.iter().map(|row| &row[label] == "Yes").collect();
    let mut columns = Vec::new();
    for j in (0..names.len()).filter(|j| *j != label && names[*j] != "EmployeeNumber") {
        let numbers: Option<Vec<f64>> = rows.iter().map(|row| row[j].parse().ok()).collect();
        if let Some(values) = numbers {
            let transform = if names[j].contains("Year") { Transform::Ln1p } else { Transform::Identity };
            columns.push(Column { values, transform, is_number: true, is_last: false });
            continue;
        }
        let texts: BTreeSet<&str> = rows.iter().map(|row| &row[j]).collect();
        for (text, left) in texts.iter().zip((0..texts.len()).rev()) {
            let values = rows.iter().map(|row| f64::from(u8::from(&row[j] == *text))).collect();
            columns.push(Column { values, transform: Transform::Identity, is_number: false, is_last: left == 0 });
        }
    }
    columns.retain(|column: &Column| column.values.iter().any(|value| *value != column.values[0]));
    Set { columns, leaves }
}

/// The columns of some rows, as curves of other rows have them, bent at quantiles.
pub fn matrix(columns: &[&Column], curves_of: &[usize], rows: &[usize], bent_at: &[f64]) -> Array2<f64> {
    let mut values = Vec::new();
    for column in columns {
        let known: Vec<f64> = curves_of.iter().map(|row| column.values[*row]).collect();
        let quantiles = if column.is_number { bent_at.to_vec() } else { Vec::new() };
        let curve = Curve::new(&known, column.transform, Knots::Quantiles(quantiles)).expect("it varies");
        let first = values.len();
        values.resize(first + curve.width() * rows.len(), 0.0);
        for (i, row) in rows.iter().enumerate() {
            curve.fill(column.values[*row], |k, value| values[first + k * rows.len() + i] = value);
        }
    }
    let width = values.len() / rows.len();
    Array2::from_shape_vec((rows.len(), width).f(), values).expect("it has as many values")
}

/// Rows learned from and rows tried on, of ten times five folds with the leavers spread evenly.
pub fn folds(leaves: &[bool]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut chance = Chance(5);
    let mut folds = Vec::new();
    for _ in 0..REPEATS {
        let mut order: Vec<usize> = (0..leaves.len()).collect();
        chance.shuffle(&mut order);
        order.sort_by_key(|row| leaves[*row]);
        for fold in 0..FOLDS {
            let tried = |place: &usize| place % FOLDS == fold;
            let rows =
                |of: bool| (0..order.len()).filter(|place| tried(place) == of).map(|place| order[place]).collect();
            folds.push((rows(false), rows(true)));
        }
    }
    folds
}

/// Mean area under the ROC curve over the folds.
pub fn mean_auc(set: &Set, strength: f64, bent_at: &[f64]) -> f64 {
    let columns: Vec<&Column> = set.columns.iter().collect();
    let folds = folds(&set.leaves);
    let of_fold = |(learned, tried): &(Vec<usize>, Vec<usize>)| {
        let leaves = |rows: &[usize]| rows.iter().map(|row| set.leaves[*row]).collect::<Vec<bool>>();
        let (x, y) = (matrix(&columns, learned, learned, bent_at), leaves(learned));
        let penalty = Penalty { strength, towards: None };
        let solution = solve(&LogisticProblem { columns: x.view(), leaves: &y, penalty }).expect("it has an optimum");
        let log_odds = matrix(&columns, learned, tried, bent_at).dot(&Array1::from(solution.weights));
        auc(log_odds.as_slice().expect("it is one piece"), &leaves(tried)).expect("some leave and some stay")
    };
    folds.iter().map(of_fold).sum::<f64>() / folds.len() as f64
}
