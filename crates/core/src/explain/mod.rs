//! Why a risk is what it is: the reasons that a supervisor is told. Their words are made at the boundary.
//!
//! A signal is a reason when it raises the risk, in the direction in which it is expected to, and when what its sentence says is
//! true of this agent: now differs from the agent's own normal by more than one event, one day or a rounding (`margin`), the
//! sentence rests on enough (`claim`), and a trend is one (`trend`).

mod away;
mod claim;
mod margin;
mod trend;

use std::collections::BTreeMap;

use crate::model::{Model, RiskEvaluation};
use crate::signals::{Daily, Evidence, FactorSide, SIGNALS, Signal, Telling};

/// Reasons that an alert shows: more than four are not read.
pub const REASONS_MAX: usize = 4;

/// Contributions below this many log-odds are not worth a supervisor's time: they move a risk of 10 % by under 1 %.
pub const CONTRIBUTION_MIN: f64 = 0.1;

/// One reason of an alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Name of the signal, or `time_away`.
    pub signal: &'static str,
    /// Log-odds that it adds, with what else says so about the same thing.
    pub contribution: f64,
    /// Where it stands in Herzberg's two factors.
    pub side: FactorSide,
    /// How it is now, in the unit of the figures behind the signal (of a change of logarithms: seconds, or tickets an
    /// hour; of colleagues who left: heads); `None` for time away, which is told without figures.
    pub now: Option<f64>,
    /// The agent's own normal, in the same unit, where there is one.
    pub normal: Option<f64>,
    /// Of how many people, where `now` counts people.
    pub of: Option<f64>,
}

/// What a claim about an agent rests on.
#[derive(Clone, Copy)]
struct Grounds<'a> {
    /// Sums over weeks, and what depends on order.
    evidence: &'a Evidence,
    /// Sums of single days.
    daily: &'a Daily,
}

/// The name under which whatever may hold sick leave is told.
pub const TIME_AWAY: &str = "time_away";

/// The reasons, one about each thing: what has changed in the agent's work and conditions first, strongest first, then what
/// is only the agent's position. The desk chooses which of them are shown.
pub fn reasons(evaluation: &RiskEvaluation, daily: &Daily, model: &Model) -> Vec<Reason> {
    let mut by_subject: BTreeMap<(&str, bool), Reason> = BTreeMap::new();
    for reason in all_reasons(evaluation, daily, model) {
        let contribution = reason.contribution;
        let strongest = by_subject
            .entry((about(&reason), speaks_of_supervisor(&reason)))
            .or_insert(Reason { contribution: 0.0, ..reason });
        strongest.contribution += contribution;
    }
    let mut reasons: Vec<Reason> =
        by_subject.into_values().filter(|reason| reason.contribution >= CONTRIBUTION_MIN).collect();
    // What is only a position comes last.
    let is_last = |reason: &Reason| is_position(reason.signal);
    reasons.sort_by(|a, b| is_last(a).cmp(&is_last(b)).then(b.contribution.total_cmp(&a.contribution)));
    reasons
}

/// The first of the reasons, as many as are shown. What speaks of the supervisor comes last and does not count.
pub fn choose_shown(reasons: Vec<Reason>) -> Vec<Reason> {
    let (mut about_supervisor, mut shown): (Vec<_>, Vec<_>) = reasons.into_iter().partition(speaks_of_supervisor);
    shown.truncate(REASONS_MAX);
    shown.append(&mut about_supervisor);
    shown
}

/// Every signal that may be told as a reason, strongest first. Whatever may hold sick leave is summed into "time away", without
/// figures.
pub fn all_reasons(evaluation: &RiskEvaluation, daily: &Daily, model: &Model) -> Vec<Reason> {
    let grounds = Grounds { evidence: &evaluation.evidence, daily };
    let mut reasons = Vec::new();
    let mut away = 0.0;
    for (i, signal) in SIGNALS.iter().enumerate() {
        let (value, contribution) = (evaluation.values[i], evaluation.contributions[i]);
        if value.is_nan() || contribution <= 0.0 || !signal.sign.expects(value > usual(model, i)) {
            continue;
        }
        if signal.telling == Telling::TimeAway {
            away += contribution;
        } else {
            reasons.extend(reason(signal, grounds, (value, usual(model, i)), contribution));
        }
    }
    if away > 0.0 && away::has_risen(&evaluation.evidence) {
        let (now, normal, of) = (None, None, None);
        reasons.push(Reason { signal: TIME_AWAY, contribution: away, side: FactorSide::Withdrawal, now, normal, of });
    }
    reasons.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    reasons
}

/// A signal as a reason, if its sentence is true of this agent.
fn reason(
    signal: &'static Signal,
    grounds: Grounds<'_>,
    (value, usual): (f64, f64),
    contribution: f64,
) -> Option<Reason> {
    let evidence = grounds.evidence;
    let of = claim::people(signal, evidence);
    let comparison = signal.form.comparison(evidence)?;
    if comparison.normal.is_some() && !claim::is_normal_settled(&signal.form, evidence) {
        return None;
    }
    if !claim::holds(signal, value, usual, grounds) || !margin::stands_out(signal, &comparison, usual, grounds) {
        return None;
    }
    let (now, normal, of) = match of {
        Some(gone) => (f64::from(gone.leavers), None, Some(f64::from(gone.people))),
        None => (comparison.now, comparison.normal, None),
    };
    Some(Reason { signal: signal.name, contribution, side: signal.side, now: Some(now), normal, of })
}

/// Signals of where an agent stands: nothing of it has changed lately, and a supervisor can hardly change it.
const POSITION: [&str; 4] = ["tenure_days", "level_age_days", "team_tenure", "span_of_control"];

/// Whether a reason is only the agent's position.
pub fn is_position(signal: &str) -> bool {
    POSITION.contains(&signal)
}

/// Whether a reason speaks of the supervisor: it is for others to read.
pub fn speaks_of_supervisor(reason: &Reason) -> bool {
    reason.signal == "supervisor_leaver_rate"
}

/// What a reason is about.
pub fn about(reason: &Reason) -> &'static str {
    subject(reason.signal)
}

/// What the reason of this name is about.
pub fn subject(signal: &str) -> &'static str {
    SIGNALS.iter().find(|known| known.name == signal).map_or("time away", |known| known.about)
}

/// The value at which a signal's linear part adds nothing.
fn usual(model: &Model, i: usize) -> f64 {
    let term = &model.terms[i];
    match term.transform {
        crate::model::Transform::Identity => term.centre,
        crate::model::Transform::Ln1p => term.centre.exp_m1(),
    }
}

/// The side on which most of the told risk stands, which decides what to do.
pub fn leading_side(reasons: &[Reason]) -> FactorSide {
    let weight = |side: FactorSide| reasons.iter().filter(|r| r.side == side).map(|r| r.contribution).sum::<f64>();
    // A cause named on either side is worth more than withdrawal without one.
    match (weight(FactorSide::Hygiene), weight(FactorSide::Motivator)) {
        (0.0, 0.0) => FactorSide::Withdrawal,
        (hygiene, motivator) if hygiene >= motivator => FactorSide::Hygiene,
        _ => FactorSide::Motivator,
    }
}
