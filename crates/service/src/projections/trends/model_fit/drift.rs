//! Whether people still are those that the model was trained on: signals and scores against the training distribution.

use std::collections::BTreeMap;

use crate::observability::metrics::model_health::ModelHealth;
use crate::projections::trends::day::cross_section::Cut;
use attrition_core::model::drift::psi;
use attrition_core::model::{SCORE_CELLS, score_cell};
use attrition_core::signals::SIGNALS;

/// Agents below whose number no drift is told: by chance alone, the index of 11 cells is 10 / agents on average, and 0.1
/// is what practice calls a change.
pub const AGENTS_MIN: u32 = 100;

/// Tells it of a day.
pub(in crate::projections::trends) fn fill(cut: &Cut<'_>, to: &ModelHealth) {
    let mut sites: BTreeMap<&str, [u32; SCORE_CELLS]> = BTreeMap::new();
    for row in cut.rows.iter().filter(|row| row.is_judged()) {
        sites.entry(cut.folding.site(row.place.0)).or_insert([0; SCORE_CELLS])[score_cell(row.risk)] += 1;
    }
    let mut all = [0; SCORE_CELLS];
    for (site, cells) in &sites {
        all.iter_mut().zip(cells).for_each(|(sum, count)| *sum += count);
        // There are enough agents at the site, and may be too few who can be judged.
        if cells.iter().sum::<u32>() < cut.history.min {
            continue;
        }
        for (cell, count) in cells.iter().enumerate() {
            to.score_bins.with_label_values(&[*site, &upper_edge(cell)]).set(f64::from(*count));
        }
    }
    let Some(seen) = cut.history.closes.seen(cut.day).filter(|seen| seen.agents >= AGENTS_MIN) else { return };
    let Some(model) = cut.history.models.get(&seen.model) else { return };
    if let Some(drift) = model.score_shares.as_deref().and_then(|shares| psi(shares, &all)) {
        to.drift_psi.with_label_values(&["score"]).set(drift);
    }
    for ((signal, seen), term) in SIGNALS.iter().zip(&seen.signals).zip(&*model.terms) {
        let Some(reference) = &term.reference else { continue };
        let Some(drift) = psi(&reference.shares, &seen.cells) else { continue };
        to.drift_psi.with_label_values(&[signal.name]).set(drift);
        let (all, missing) = (seen.cells.iter().sum::<u32>(), seen.cells.last().copied().unwrap_or(0));
        to.signal_missing_ratio.with_label_values(&[signal.name]).set(f64::from(missing) / f64::from(all));
        let trained = reference.shares.last().copied().unwrap_or(0.0);
        to.signal_missing_ratio_trained.with_label_values(&[signal.name]).set(trained);
    }
}

/// The upper edge of a cell of the score, as its label.
fn upper_edge(cell: usize) -> String {
    format!("{:.2}", (cell + 1) as f64 / SCORE_CELLS as f64)
}
