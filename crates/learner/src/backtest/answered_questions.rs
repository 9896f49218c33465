//! Questions of the test span with their answers.

use super::outcomes::Outcomes;
use super::questions::{PublishedBand, Questions};
use super::report::BacktestSpan;
use crate::rows::OmittedRows;
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::Outcome;

/// Rows with an answer, in order of time.
#[derive(Default)]
pub(super) struct AnsweredQuestions {
    pub(super) days: Vec<Date>,
    pub(super) agents: Vec<u32>,
    pub(super) risks: Vec<f64>,
    pub(super) bands: Vec<PublishedBand>,
    pub(super) leaves: Vec<bool>,
    /// Risk by tenure alone, as the past had it.
    pub(super) tenure_risks: Vec<f64>,
    /// Rows without an answer, by reason.
    pub(super) left_out: OmittedRows,
}

impl AnsweredQuestions {
    /// The answers to the questions of a span; `tenure` has the risk by tenure alone, by question.
    pub(super) fn new(questions: &Questions, known: &Outcomes<'_>, span: BacktestSpan, tenure: &[f64]) -> Self {
        let mut answered = Self::default();
        for question in (0..questions.len()).filter(|question| span.holds(questions.days[*question])) {
            let (agent, day) = (questions.agents[question], questions.days[question]);
            match known.outcome(agent, day) {
                Outcome::Leaves => answered.leaves.push(true),
                Outcome::Stays => answered.leaves.push(false),
                left_out => {
                    match left_out {
                        Outcome::Censored => answered.left_out.censored += 1,
                        Outcome::Leaving => answered.left_out.leaving += 1,
                        Outcome::Withdrawn => answered.left_out.withdrawn += 1,
                        Outcome::Leaves | Outcome::Stays | Outcome::NotOver => answered.left_out.not_over += 1,
                    }
                    continue;
                }
            }
            answered.days.push(day);
            answered.agents.push(agent);
            answered.risks.push(questions.risks[question]);
            answered.bands.push(questions.bands[question]);
            answered.tenure_risks.push(tenure[question]);
        }
        answered
    }

    /// Different agents of some rows.
    pub(super) fn agents_of(&self, rows: impl Iterator<Item = usize>) -> usize {
        rows.map(|row| self.agents[row]).collect::<std::collections::BTreeSet<u32>>().len()
    }
}
