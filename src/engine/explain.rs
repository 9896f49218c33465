//! Why a risk is what it is: the reasons that a supervisor is told. Their words are made at the boundary.

use std::collections::BTreeSet;

use super::agent::Evaluation;
use super::model::Model;
use super::signals::{Comparison, SIGNALS, Side, Signal, Telling};

/// Reasons that an alert shows: more than four are not read.
pub const REASONS_MAX: usize = 4;

/// Contributions below this many log-odds are not worth a supervisor's time: they move a risk of 10 % by under 1 %.
const CONTRIBUTION_MIN: f64 = 0.1;

/// One reason of an alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Name of the signal, or `time_away`.
    pub signal: &'static str,
    /// Log-odds that it adds.
    pub contribution: f64,
    /// Where it stands in Herzberg's two factors.
    pub side: Side,
    /// How it is now, in the unit of the figures behind the signal (of a change of logarithms: seconds, or tickets an
    /// hour); `None` for time away, which is told without figures.
    pub now: Option<f64>,
    /// The agent's own normal, in the same unit, where there is one.
    pub normal: Option<f64>,
}

/// The name under which whatever may hold sick leave is told.
pub const TIME_AWAY: &str = "time_away";

/// The strongest reasons, one about each thing.
pub fn reasons(evaluation: &Evaluation, model: &Model) -> Vec<Reason> {
    let mut reasons = all_reasons(evaluation, model);
    let mut told = BTreeSet::new();
    reasons.retain(|reason: &Reason| told.insert(about(reason)));
    reasons.truncate(REASONS_MAX);
    reasons
}

/// Every reason, strongest first: present, risk-raising, of the expected sign. Whatever may hold sick leave is summed into
/// "time away", without figures.
pub fn all_reasons(evaluation: &Evaluation, model: &Model) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut away = 0.0;
    for (i, signal) in SIGNALS.iter().enumerate() {
        let (value, contribution) = (evaluation.values[i], evaluation.contributions[i]);
        if value.is_nan() || contribution <= 0.0 || !signal.sign.expects(value > usual(model, i)) {
            continue;
        }
        if signal.telling == Telling::TimeAway {
            away += contribution;
        } else if contribution >= CONTRIBUTION_MIN
            && let Some(comparison) = signal.form.comparison(&evaluation.evidence)
            && !eases(signal, comparison)
        {
            let Comparison { now, normal } = comparison;
            reasons.push(Reason { signal: signal.name, contribution, side: signal.side, now: Some(now), normal });
        }
    }
    if away >= CONTRIBUTION_MIN {
        let (now, normal) = (None, None);
        reasons.push(Reason { signal: TIME_AWAY, contribution: away, side: Side::Withdrawal, now, normal });
    }
    reasons.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    reasons
}

/// Whether the agent does better than their own normal: high beside others, but nothing that has happened lately.
fn eases(signal: &Signal, comparison: Comparison) -> bool {
    let moved = comparison.normal.filter(|normal| *normal != comparison.now);
    moved.is_some_and(|normal| !signal.sign.expects(comparison.now > normal))
}

/// What a reason is about.
pub fn about(reason: &Reason) -> &'static str {
    SIGNALS.iter().find(|signal| signal.name == reason.signal).map_or("time away", |signal| signal.about)
}

/// The value at which a signal's linear part adds nothing.
fn usual(model: &Model, i: usize) -> f64 {
    let term = &model.terms[i];
    match term.transform {
        super::model::Transform::Identity => term.centre,
        super::model::Transform::Ln1p => term.centre.exp_m1(),
    }
}

/// The side on which most of the told risk stands, which decides what to do.
pub fn leading_side(reasons: &[Reason]) -> Side {
    let weight = |side: Side| reasons.iter().filter(|r| r.side == side).map(|r| r.contribution).sum::<f64>();
    // A cause named on either side is worth more than withdrawal without one.
    match (weight(Side::Hygiene), weight(Side::Motivator)) {
        (0.0, 0.0) => Side::Withdrawal,
        (hygiene, motivator) if hygiene >= motivator => Side::Hygiene,
        _ => Side::Motivator,
    }
}
