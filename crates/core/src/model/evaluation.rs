//! What the model makes of an agent as of a day.

use std::ops::Range;

use crate::model::{Band, Model, probability};
use crate::signals::Evidence;
use crate::signals::{self, COUNT};

/// Signals, contributions and risk of one agent as of a day.
#[derive(Clone, Debug)]
pub struct RiskEvaluation {
    /// What the signals were computed from.
    pub evidence: Evidence,
    /// Values in the order of the catalogue; `NaN` is missing.
    pub values: [f64; COUNT],
    /// Contributions to the log-odds.
    pub contributions: [f64; COUNT],
    /// What the level of the agent's site adds to the log-odds.
    pub site_level: f64,
    /// Log-odds of giving notice within the horizon.
    pub logit: f64,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Band of the risk.
    pub band: Band,
}

impl RiskEvaluation {
    /// Evaluates what is known.
    pub fn new(evidence: Evidence, model: &Model) -> Self {
        let (values, contributions) = ([f64::NAN; COUNT], [0.0; COUNT]);
        let site_level = model.site_level(evidence.org.site_year);
        let (logit, risk, band) = (0.0, 0.0, Band::Unknown);
        let mut evaluation = Self { evidence, values, contributions, site_level, logit, risk, band };
        evaluation.refresh(0..COUNT, model);
        evaluation
    }

    /// Computes again what depends on these signals, once the evidence of no other has changed.
    pub fn refresh(&mut self, which: Range<usize>, model: &Model) {
        signals::refresh(&mut self.values, &self.evidence, which.clone());
        for i in which {
            self.contributions[i] = model.terms[i].contribution(self.values[i]);
        }
        self.logit = model.logit(self.site_level, &self.contributions);
        self.risk = probability(self.logit);
        self.band = if self.evidence.is_enough() { model.band(self.risk, self.site_level) } else { Band::Unknown };
    }
}
