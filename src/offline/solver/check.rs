//! What no solver can make sense of is refused first, in words.

use ndarray::Axis;

use super::{Error, Problem};

pub(super) fn check(problem: &Problem<'_>) -> Result<(), Error> {
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

fn check_column(problem: &Problem<'_>, column: usize) -> Result<(), Error> {
    let values = problem.column(column);
    // One sum is enough: what is not finite stays so in it, and finite values of sane size do not overflow.
    if !values.iter().sum::<f64>().is_finite() || !problem.towards(column).is_finite() {
        return Err(Error::NotFinite { column });
    }
    let mut ranges = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    for (value, leaves) in values.iter().zip(problem.leaves) {
        let range = &mut ranges[usize::from(*leaves)];
        *range = (range.0.min(*value), range.1.max(*value));
    }
    let [stay, leave] = ranges;
    if stay.0.min(leave.0) == stay.1.max(leave.1) {
        return Err(Error::Constant { column });
    }
    if stay.1 < leave.0 || leave.1 < stay.0 {
        return Err(Error::Separable { column });
    }
    Ok(())
}
