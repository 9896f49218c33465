//! How a signal was spread where a model was trained, to see whether people have become others since.

/// Cells of a signal's values: tenths of those who were trained on, fewer where many share one value.
pub const CELLS_MAX: usize = 10;
/// Cells of the score: of a twentieth each, from 0 to 1.
pub const SCORE_CELLS: usize = 20;

/// A signal in training: the cells that its values fall in, and how many fell in each.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where a cell ends and the next begins, in the signal's own unit, ascending: a value on an edge is in the cell above it.
    pub edges: Vec<f64>,
    /// Share of rows in each cell, then of those where the signal was missing; they add up to 1.
    pub shares: Vec<f64>,
}

impl Reference {
    /// Cells, the one of the missing among them.
    pub fn cells(&self) -> usize {
        self.edges.len() + 2
    }

    /// The cell of a value; `NaN` stands for missing.
    pub fn cell(&self, value: f64) -> usize {
        if value.is_nan() {
            return self.edges.len() + 1;
        }
        self.edges.partition_point(|edge| *edge <= value)
    }
}

/// The cell of a score.
pub fn score_cell(risk: f64) -> usize {
    ((risk * SCORE_CELLS as f64) as usize).min(SCORE_CELLS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_cell() {
        let reference = Reference { edges: vec![0.0, 2.5], shares: vec![0.25; 4] };
        let cells = [-1.0, 0.0, 2.4, 2.5, 1e9, f64::NAN].map(|value| reference.cell(value));
        assert_eq!((reference.cells(), cells), (4, [0, 1, 1, 2, 2, 3]));
        assert_eq!([0.0, 0.049, 0.05, 0.999, 1.0].map(score_cell), [0, 0, 1, 19, 19]);
    }
}
