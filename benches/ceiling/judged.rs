//! How good risks are, on rows that they were not learned from.

use std::collections::BTreeMap;

use attrition_core::model::{Model, probability};
use attrition_learner::metrics::{ModelMetrics, recall_at};
use attrition_learner::rows::Rows;

/// Days in which an agent is not alerted again, as the desk has it.
const COOL_DOWN_DAYS: i32 = 28;

/// Figures of one model on one site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Judged {
    pub(crate) auc: f64,
    pub(crate) average_precision: f64,
    pub(crate) recall_top_tenth: f64,
    pub(crate) log_loss: f64,
    pub(crate) calibration_error: f64,
    /// Foretold and real share of each tenth, and its rows: errors of several sites are added before they are taken.
    pub(crate) deciles: Vec<(f64, f64, f64)>,
    pub(crate) red: f64,
    /// Share of the leavers alerted within the horizon before they gave notice, with the alerts that the bands allow.
    pub(crate) recall_at_budget: f64,
    /// Median days from the alert to notice, to a week.
    pub(crate) lead_days: f64,
}

/// The risks of rows by a model.
pub(crate) fn risks(model: &Model, rows: &Rows) -> Vec<f64> {
    let risk = |row: usize| probability(rows.logit(model, row));
    (0..rows.len()).map(risk).collect()
}

impl Judged {
    /// Figures of these risks.
    pub(crate) fn of(rows: &Rows, risks: &[f64]) -> Self {
        let metrics = ModelMetrics::measure(risks, &rows.leaves).expect("some leave and some stay");
        Self {
            auc: metrics.auc,
            average_precision: metrics.average_precision,
            recall_top_tenth: recall_at(risks, &rows.leaves, 0.1).expect("some leave"),
            log_loss: metrics.log_loss,
            calibration_error: metrics.calibration_error,
            deciles: metrics.deciles.iter().map(|d| (d.foretold, d.real, d.rows as f64)).collect(),
            ..Self::default()
        }
    }

    /// With what its alerts find: an agent is alerted when the risk reaches red, at most once in a cool-down.
    pub(crate) fn with_alerts(self, rows: &Rows, model: &Model) -> Self {
        let mut alerted: BTreeMap<u32, Vec<i32>> = BTreeMap::new();
        let mut last_before_notice: BTreeMap<u32, i32> = BTreeMap::new();
        for (row, risk) in risks(model, rows).into_iter().enumerate() {
            let (agent, day) = (rows.agents[row], rows.days[row].0);
            let alerts = alerted.entry(agent).or_default();
            if risk >= model.red && alerts.last().is_none_or(|last| day - last >= COOL_DOWN_DAYS) {
                alerts.push(day);
            }
            if rows.leaves[row] {
                last_before_notice.insert(agent, day);
            }
        }
        // Notice came in the week after the last cut-off that did not know of it: its middle is told.
        let lead = |(agent, last): (&u32, &i32)| {
            let before = alerted[agent].iter().filter(|day| **day <= *last && last + 4 - **day <= rows.horizon_days);
            before.min().map(|first| f64::from(last + 4 - first))
        };
        let mut leads: Vec<f64> = last_before_notice.iter().filter_map(lead).collect();
        leads.sort_by(f64::total_cmp);
        Self {
            recall_at_budget: leads.len() as f64 / last_before_notice.len() as f64,
            lead_days: leads.get(leads.len() / 2).copied().unwrap_or(f64::NAN),
            ..self
        }
    }
}
