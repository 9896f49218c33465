//! What the sentence of a signal says, and whether that is true of an agent.

use crate::engine::org::Gone;
use crate::engine::signals::{Evidence, Form, Sign, Signal};

/// Leavers that a sentence about colleagues rests on.
const LEAVERS_MIN: u32 = 2;

/// A year, days: newcomers have less, and who has been on a level for less is not waiting for the next.
const YEAR_DAYS: f64 = 365.0;

/// Consecutive days at work that leave no day of rest in a week (ILO convention 14).
const RUN_DAYS: f64 = 7.0;

/// Whether the sentence of a signal is true of this agent and rests on enough. `usual` is the value at which the signal adds
/// nothing. What compares with the own normal is judged by its margin as well.
pub(super) fn holds(signal: &Signal, value: f64, usual: f64, evidence: &Evidence) -> bool {
    if let Form::Slope(_, weeks, _) = signal.form {
        return goes_the_way(signal.sign, value) && has_history(evidence, 7 * u32::from(weeks));
    }
    match signal.name {
        // From home or not at all: only a change is told.
        "home_share" => signal.form.comparison(evidence).is_some_and(|comparison| comparison.normal.is_some()),
        "shift_start_sd" => value >= 1.0,
        "short_notice_changes" | "short_rest" | "swap_requests" => value >= 2.0,
        "longest_run_of_days" => value >= RUN_DAYS,
        "under_hours" => value >= 0.05,
        "no_shows" | "critical_fails" | "disputes" | "refused_requests" | "coaching_cancelled" => value >= 1.0,
        "shift_pattern_changed" | "supervisor_changed" | "supervisor_left" => value == 1.0,
        "qa_sd" => value >= usual + 1.0,
        "handle_time_cv" => value >= usual + 0.05,
        // Two weeks without a word are usual in most centres.
        "days_since_feedback" => value >= 14.0 && has_history(evidence, value as u32),
        "coaching_held" => value < 1.0 && has_history(evidence, 60),
        "throughput_level_x_slope" => value > 0.0 && has_history(evidence, 70),
        "category_entropy" => is_one_kind(evidence),
        "tenure_days" | "team_tenure" => value < YEAR_DAYS,
        "level_age_days" => value >= YEAR_DAYS,
        // One for fifteen is usual in contact centres.
        "span_of_control" => value > 15.0,
        "supervisor_leaver_rate" | "team_leavers" | "cohort_leavers" => {
            people(signal, evidence).is_some_and(|gone| gone.leavers >= LEAVERS_MIN)
        }
        _ => true,
    }
}

/// Who has gone of whom, for the sentences that count colleagues.
pub(super) fn people(signal: &Signal, evidence: &Evidence) -> Option<Gone> {
    match signal.name {
        "supervisor_leaver_rate" => Some(evidence.org.supervisor_gone),
        "team_leavers" => Some(evidence.org.team_gone),
        "cohort_leavers" => Some(evidence.org.cohort_gone),
        _ => None,
    }
}

/// Whether a slope goes up or down as its sentence says.
fn goes_the_way(sign: Sign, slope: f64) -> bool {
    if sign == Sign::Minus { slope < 0.0 } else { slope > 0.0 }
}

/// Whether the agent has been at work for so many days.
fn has_history(evidence: &Evidence, days: u32) -> bool {
    evidence.history_days() >= days
}

/// Whether more than half of the tickets of four weeks are of one category.
fn is_one_kind(evidence: &Evidence) -> bool {
    let tickets = || evidence.categories.iter().map(|(_, tickets)| *tickets);
    let all: u32 = tickets().sum();
    tickets().max().is_some_and(|most| 2 * most > all)
}
