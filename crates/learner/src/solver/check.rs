//! What no solver can make sense of is refused first, in words.

use ndarray::Axis;

use super::{Error, LogisticProblem};

pub(super) fn check(problem: &LogisticProblem<'_>) -> Result<(), Error> {
    let (rows, columns) = problem.columns.dim();
    let contiguous = problem.columns.axis_iter(Axis(1)).all(|column| column.to_slice().is_some());
    let towards = problem.penalty.towards.is_none_or(|towards| towards.len() == columns);
    if problem.leaves.len() != rows || !contiguous || !towards {
        return Err(Error::Shape);
    }
    let strength = problem.penalty.strength;
    if !(strength.is_finite() && strength > 0.0) {
        return Err(Error::Penalty { strength });
    }
    let leavers = problem.leaves.iter().filter(|leaves| **leaves).count();
    if leavers == 0 || leavers == rows {
        return Err(Error::OneClass { leavers, rows });
    }
    (0..columns).try_for_each(|column| check_column(problem, column))
}

fn check_column(problem: &LogisticProblem<'_>, column: usize) -> Result<(), Error> {
    let values = problem.column(column);
    // Sums are enough: what is not finite stays so in them, and finite values of sane size do not overflow.
    if !sum(values).is_finite() || !problem.towards(column).is_finite() {
        return Err(Error::NotFinite { column });
    }
    let mut ranges = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    for (values, leaves) in values.chunks(LOOKED_AT).zip(problem.leaves.chunks(LOOKED_AT)) {
        for (value, leaves) in values.iter().zip(leaves) {
            let range = &mut ranges[usize::from(*leaves)];
            *range = (range.0.min(*value), range.1.max(*value));
        }
        // Ranges only grow: what overlaps and is more than a point will stay so.
        let [stay, leave] = ranges;
        if stay.0.max(leave.0) <= stay.1.min(leave.1) && stay.0.min(leave.0) < stay.1.max(leave.1) {
            return Ok(());
        }
    }
    let [stay, leave] = ranges;
    if stay.0.min(leave.0) == stay.1.max(leave.1) {
        return Err(Error::Constant { column });
    }
    Err(Error::Separable { column })
}

/// Rows after which to look whether the ranges overlap.
const LOOKED_AT: usize = 1_024;

/// Eight sums at once: one alone waits for each addition before the next.
fn sum(values: &[f64]) -> f64 {
    let eights = values.chunks_exact(8);
    let rest: f64 = eights.remainder().iter().sum();
    let mut sums = [0.0; 8];
    for eight in eights {
        (0..8).for_each(|k| sums[k] += eight[k]);
    }
    sums.iter().sum::<f64>() + rest
}
