//! Two models on the same rows: figures of each, and how much of the difference is chance.

mod verdict;

pub use verdict::{LEAVERS_MIN, Verdict};

use serde::Serialize;

use super::metrics::{Bootstrap, Estimate, ModelMetrics, RiskFigures};
use super::rows::Rows;
use attrition_contracts::models::artifact::{Artifact, Training};
use attrition_core::basics::date::Date;
use attrition_core::model::{Model, probability};

/// A model that is compared.
#[derive(Clone, Debug)]
pub struct Contender {
    /// The model, ready to score rows.
    pub model: Model,
    /// What it was trained on; `None` for one that was not trained.
    pub training: Option<Training>,
}

/// Two models on the same rows. Differences are those of the first to the second.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Figures of the first model.
    pub first: ComparedModel,
    /// Figures of the second model.
    pub second: ComparedModel,
    /// Number of rows that both models scored.
    pub rows: usize,
    /// Number of agents in these rows.
    pub agents: usize,
    /// Agents who gave notice within the horizon of one of their rows.
    pub leavers: usize,
    /// First cut-off of these rows, YYYY-MM-DD.
    pub from: String,
    /// Last cut-off of these rows, YYYY-MM-DD.
    pub until: String,
    /// Days ahead that both foretell.
    pub horizon_days: u32,
    /// Differences with what chance leaves open, by the paired bootstrap over agents; `null` where there are too few
    /// people who left to draw from.
    pub differences: Option<RiskFigures<Estimate>>,
}

/// One of two models.
#[derive(Clone, Debug, Serialize)]
pub struct ComparedModel {
    /// Id of the model.
    pub model: String,
    /// Its figures; `null` where nobody left, or everybody.
    pub figures: Option<Short>,
    /// The last cut-off of its training, where the end of that cut-off's horizon reaches into the rows: it has seen some
    /// of the answers.
    pub overlap: Option<String>,
}

/// The figures that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "as in `Metrics`")]
pub struct Short {
    pub auc: f64,
    pub average_precision: f64,
    pub brier: f64,
    pub log_loss: f64,
    pub calibration_error: f64,
    pub recall_top_tenth: f64,
}

/// Two models cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// They foretell different things.
    #[error("`{0}` looks {1} days ahead, `{2}` {3} days: they do not foretell the same")]
    Horizons(String, u32, String, u32),
    /// Nothing to compare them on.
    #[error("there is no row whose {0} days are over among the last {1} days")]
    NoRows(i32, i32),
}

impl Contender {
    /// The model of an artifact, if it can score.
    pub fn new(artifact: &Artifact) -> Result<Self, attrition_contracts::models::artifact::Error> {
        Ok(Self { model: artifact.model()?, training: artifact.training.clone() })
    }

    fn risks(&self, rows: &Rows, these: std::ops::Range<usize>) -> Vec<f64> {
        these.map(|row| probability(rows.logit(&self.model, row))).collect()
    }

    /// The last cut-off whose answers lie in a span that begins on `first`.
    fn overlap(&self, first: Date) -> Option<String> {
        let until = &self.training.as_ref()?.until;
        let last = Date::parse(until)? + self.model.horizon_days.cast_signed();
        (last >= first).then(|| until.clone())
    }

    fn side(&self, risks: &[f64], leaves: &[bool], first: Date) -> ComparedModel {
        let short = |m: ModelMetrics| Short {
            auc: m.auc,
            average_precision: m.average_precision,
            brier: m.brier,
            log_loss: m.log_loss,
            calibration_error: m.calibration_error,
            recall_top_tenth: m.recall_top_tenth,
        };
        let figures = ModelMetrics::measure(risks, leaves).map(short);
        ComparedModel { model: self.model.id.to_string(), figures, overlap: self.overlap(first) }
    }
}

/// The horizon that two models have in common.
pub fn horizon(first: &Model, second: &Model) -> Result<i32, Error> {
    if first.horizon_days == second.horizon_days {
        return Ok(first.horizon_days.cast_signed());
    }
    Err(Error::Horizons(first.id.to_string(), first.horizon_days, second.id.to_string(), second.horizon_days))
}

/// Compares two models of one horizon on the rows of the last `days` days whose horizon is over.
pub fn compare(rows: &Rows, days: i32, first: &Contender, second: &Contender) -> Result<Comparison, Error> {
    let last = rows.observed.1 - rows.horizon_days;
    let these = rows.first_on(last - days + 1)..rows.len();
    if these.is_empty() {
        return Err(Error::NoRows(rows.horizon_days, days));
    }
    let (agents, leaves) = (&rows.agents[these.clone()], &rows.leaves[these.clone()]);
    let (from, until) = (rows.days[these.start], rows.days[these.end - 1]);
    let (a, b) = (first.risks(rows, these.clone()), second.risks(rows, these.clone()));
    Ok(Comparison {
        first: first.side(&a, leaves, from),
        second: second.side(&b, leaves, from),
        rows: these.len(),
        agents: agents.iter().collect::<std::collections::BTreeSet<_>>().len(),
        leavers: rows.leavers_of(these),
        from: from.to_string(),
        until: until.to_string(),
        horizon_days: first.model.horizon_days,
        differences: Bootstrap::default().differences(agents, &a, &b, leaves),
    })
}
