//! Which alerts the figures about notices cover, so that nothing follows from them about alerts whose figures are hidden.

use serde::Serialize;

use super::apart::{ShareSide, agents, outcomes};
use super::{DAYS, Episode};

/// The alerts that precision, base rate and their tables by model are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrecisionScope {
    /// All alerts: those of which someone was told, and those that were over within imported days.
    All,
    /// Those of which someone was told.
    Told,
    /// Those that were over within imported days.
    History,
}

impl PrecisionScope {
    /// Both parts, where both may be known; otherwise the one whose number is shown: a figure of both less that part would be
    /// about too few people. Of two parts that are too small, those of which someone was told.
    pub(super) fn new(told: &[&Episode<'_>], history: &[&Episode<'_>]) -> Self {
        match (agents(told).is_enough(), agents(history).is_enough()) {
            (true, true) if are_outcomes_apart(told, history) => Self::All,
            (false, true) => Self::History,
            _ => Self::Told,
        }
    }

    /// The alerts of both parts that it covers.
    pub(super) fn select<'b, 'a>(self, told: &[&'b Episode<'a>], history: &[&'b Episode<'a>]) -> Vec<&'b Episode<'a>> {
        match self {
            Self::All => [told, history].concat(),
            Self::Told => told.to_vec(),
            Self::History => history.to_vec(),
        }
    }
}

/// Whether outcomes of imported days may be worked out by whoever knows those of the alerts that somebody was told of: wherever
/// these are shown, there are enough who left and who stayed, or nobody whose outcome is known.
fn are_outcomes_apart(told: &[&Episode<'_>], history: &[&Episode<'_>]) -> bool {
    let is_enough = |episodes: &[&Episode<'_>], at| outcomes(episodes, at).iter().all(ShareSide::is_enough);
    let is_nobody = |at: usize| history.iter().all(|episode| episode.fates[at].answer().is_none());
    (0..DAYS.len()).all(|at| is_enough(history, at) || is_nobody(at) || !is_enough(told, at))
}
