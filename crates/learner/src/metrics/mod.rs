//! How good foretold risks are, by the people who really left.

mod bootstrap;
mod curves;
mod ranking;

pub use bootstrap::{Bootstrap, Drawn, Estimate, RiskFigures};
pub use curves::{CurvePoint, Curves, Tenth};
pub use ranking::{Ranking, auc, average_precision, recall_at};

/// Figures of one span of time. Rates and risks are shares, not percent.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelMetrics {
    /// Number of rows that the figures are about.
    pub rows: usize,
    /// Share of rows whose agent gives notice within the horizon.
    pub base_rate: f64,
    /// Area under the ROC curve: how often a leaver stands above a stayer.
    pub auc: f64,
    /// Average precision, the area under the precision-recall curve by steps.
    pub average_precision: f64,
    /// Mean squared error of the risk (Brier 1950).
    pub brier: f64,
    /// Mean negative log-likelihood, nats.
    pub log_loss: f64,
    /// Mean distance of foretold and real share over the deciles, by their rows.
    pub calibration_error: f64,
    /// Share of all leavers in the tenth of rows with the highest risk.
    pub recall_top_tenth: f64,
    /// How many times more leavers are in that tenth than in any tenth.
    pub lift_top_tenth: f64,
    /// Tenths of rows by risk, lowest first.
    pub deciles: Vec<Decile>,
}

/// A tenth of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decile {
    /// Number of rows in this tenth.
    pub rows: usize,
    /// Rows that they stand for.
    pub weight: f64,
    /// Mean risk that was foretold.
    pub foretold: f64,
    /// Share of these rows whose agent left within the horizon.
    pub real: f64,
}

impl ModelMetrics {
    /// Figures of risks (each between 0 and 1) and outcomes, row by row; `None` where nobody or everybody left.
    pub fn measure(risks: &[f64], leaves: &[bool]) -> Option<Self> {
        Self::counted(risks, leaves, None)
    }

    /// The same where rows stand for several: `weights` says for how many, by row.
    pub fn counted(risks: &[f64], leaves: &[bool], weights: Option<&[f64]>) -> Option<Self> {
        let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
        let ranking = Ranking::new(risks, leaves);
        let auc = ranking.auc(weight)?;
        let [mut all, mut left, mut brier, mut log_loss] = [0.0; 4];
        for (row, (risk, leaves)) in risks.iter().zip(leaves).enumerate() {
            let ([squared, log], weight) = (losses(*risk, *leaves), weight(row));
            (all, left) = (all + weight, left + if *leaves { weight } else { 0.0 });
            (brier, log_loss) = (brier + weight * squared, log_loss + weight * log);
        }
        let deciles = deciles(risks, leaves, weights);
        let share = |decile: &Decile| decile.weight * (decile.foretold - decile.real).abs();
        let calibration_error = deciles.iter().map(share).sum::<f64>() / all;
        let recall_top_tenth = ranking.recall_at(0.1, weight)?;
        Some(Self {
            rows: risks.len(),
            base_rate: left / all,
            auc,
            average_precision: ranking.average_precision(weight)?,
            brier: brier / all,
            log_loss: log_loss / all,
            calibration_error,
            recall_top_tenth,
            lift_top_tenth: recall_top_tenth / 0.1,
            deciles,
        })
    }
}

/// Squared error and negative log-likelihood of one risk.
fn losses(risk: f64, leaves: bool) -> [f64; 2] {
    let right = if leaves { risk } else { 1.0 - risk };
    // The smallest risk that counts: one certainty that fails must not be all that is seen.
    [(1.0 - right).powi(2), -right.max(1e-15).ln()]
}

fn deciles(risks: &[f64], leaves: &[bool], weights: Option<&[f64]>) -> Vec<Decile> {
    let decile = |rows: &Vec<usize>| {
        let [mut weight, mut foretold, mut real] = [0.0; 3];
        for row in rows {
            let of_row = weights.map_or(1.0, |weights| weights[*row]);
            weight += of_row;
            foretold += of_row * risks[*row];
            real += if leaves[*row] { of_row } else { 0.0 };
        }
        Decile { rows: rows.len(), weight, foretold: foretold / weight, real: real / weight }
    };
    tenths(risks, weights).iter().map(decile).collect()
}

/// The rows of each tenth by risk, lowest first. Rows of equal risk keep their order, so tenths are of one size.
fn tenths(risks: &[f64], weights: Option<&[f64]>) -> Vec<Vec<usize>> {
    let weight = |row: usize| weights.map_or(1.0, |weights| weights[row]);
    let mut order: Vec<usize> = (0..risks.len()).collect();
    order.sort_by(|a, b| risks[*a].total_cmp(&risks[*b]));
    let all: f64 = order.iter().map(|row| weight(*row)).sum();
    let mut tenths: Vec<Vec<usize>> = vec![Vec::new(); 10];
    let mut before = 0.0;
    for row in order {
        // A row belongs where its middle lies.
        let tenth = 10.0 * (before + weight(row) / 2.0) / all;
        tenths[(tenth as usize).min(9)].push(row);
        before += weight(row);
    }
    tenths.retain(|rows| !rows.is_empty());
    tenths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_stands_for_three_counts_as_three_rows() {
        let risks: Vec<f64> = (0..400).map(|i| f64::from(i * 37 % 400) / 400.0).collect();
        let leaves: Vec<bool> = (0..400).map(|i| i % 7 == 0 || risks[i] > 0.9).collect();
        let counts: Vec<f64> = leaves.iter().map(|leaves| if *leaves { 1.0 } else { 3.0 }).collect();
        let rows: Vec<usize> = (0..400).flat_map(|i| vec![i; counts[i] as usize]).collect();
        let repeated = ModelMetrics::measure(
            &rows.iter().map(|row| risks[*row]).collect::<Vec<_>>(),
            &rows.iter().map(|row| leaves[*row]).collect::<Vec<_>>(),
        );
        let (counted, repeated) =
            ModelMetrics::counted(&risks, &leaves, Some(&counts)).zip(repeated).expect("both classes");
        let figures =
            |m: &ModelMetrics| [m.base_rate, m.auc, m.average_precision, m.brier, m.log_loss, m.recall_top_tenth];
        let apart = figures(&counted).into_iter().zip(figures(&repeated)).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-12, "{counted:?} {repeated:?}");
        // A row on the bound of two tenths stays in one piece.
        assert!((counted.calibration_error - repeated.calibration_error).abs() < 0.01, "{counted:?} {repeated:?}");
    }

    #[test]
    fn figures_of_a_small_table_are_those_worked_out_by_hand() {
        let risks = [0.1, 0.4, 0.35, 0.8];
        let metrics = ModelMetrics::measure(&risks, &[false, false, true, true]).expect("both classes are there");
        // The example of scikit-learn's handbook: AUC 0.75, average precision 0.8333.
        assert!((metrics.auc - 0.75).abs() < 1e-12);
        assert!((metrics.average_precision - 5.0 / 6.0).abs() < 1e-12);
        let brier = (0.01 + 0.16 + 0.65f64.powi(2) + 0.04) / 4.0;
        assert!((metrics.brier - brier).abs() < 1e-12);
        let log_loss = -(0.9f64.ln() + 0.6f64.ln() + 0.35f64.ln() + 0.8f64.ln()) / 4.0;
        assert!((metrics.log_loss - log_loss).abs() < 1e-12);
        assert_eq!(metrics.base_rate, 0.5);
    }

    #[test]
    fn deciles_that_keep_their_word_have_no_error() {
        let risks: Vec<f64> = (0..1_000).map(|i| if i < 500 { 0.2 } else { 0.6 }).collect();
        let leaves: Vec<bool> = (0..1_000).map(|i| i % 5 < if i < 500 { 1 } else { 3 }).collect();
        let metrics = ModelMetrics::measure(&risks, &leaves).expect("both classes are there");
        assert!(metrics.calibration_error < 1e-12, "{metrics:?}");
        assert_eq!(metrics.deciles.len(), 10);
        assert!((metrics.lift_top_tenth - 1.5).abs() < 1e-12, "{metrics:?}");
    }

    #[test]
    fn one_class_has_no_figures() {
        assert_eq!(ModelMetrics::measure(&[0.1, 0.2], &[false, false]), None);
        assert_eq!(ModelMetrics::measure(&[0.1, 0.2], &[true, true]), None);
    }
}
