//! What the sentence of a signal says, and whether that is true of an agent.

use super::{Grounds, margin, trend};
use crate::org::GroupLeavers;
use crate::signals::{Evidence, Form, FormComparison, SIGNALS, Sign, Signal, Starts, handle_time_cv_without_each_day};
use crate::windows::span::W;

/// Leavers that a sentence about colleagues rests on.
const LEAVERS_MIN: u32 = 2;

/// A year, days: newcomers have less, and who has been on a level for less is not waiting for the next.
const YEAR_DAYS: f64 = 365.0;

/// Consecutive days at work that leave no day of rest in a week (ILO convention 14).
const RUN_DAYS: f64 = 7.0;

/// Starts are at very different times of day from this standard deviation on, hours: that of starts which alternate between two
/// times four hours apart.
const STARTS_SD_MIN: f64 = 2.0;

/// What sentences call four weeks.
const FOUR_WEEKS_DAYS: u32 = 28;

/// Days within which a shift must be on record for the roster to be complete: no weekend is longer.
const ROSTER_DAYS: u32 = 3;

/// Shifts that an own normal rests on: the first days of a job are nobody's normal.
const NORMAL_SHIFTS_MIN: f64 = 5.0;

/// Whether an own normal rests on enough days at work, where shifts are on record.
pub(super) fn is_normal_settled(form: &Form, evidence: &Evidence) -> bool {
    let worked = |span| evidence.spans.sum(span, |totals| totals.worked.into());
    form.normal_span().is_none_or(|span| worked(span) >= NORMAL_SHIFTS_MIN || worked(W(90)) == 0.0)
}

/// Whether the sentence of a signal is true of this agent and rests on enough. `usual` is the value at which the signal adds
/// nothing. What compares with the own normal is judged by its margin as well.
pub(super) fn holds(signal: &Signal, value: f64, usual: f64, grounds: Grounds<'_>) -> bool {
    let Grounds { evidence, daily } = grounds;
    if let Form::Slope(..) = signal.form {
        return trend::is_true(&signal.form, signal.sign != Sign::Minus, evidence);
    }
    let patterns = &evidence.patterns;
    match signal.name {
        // From home or not at all: only a change is told.
        "home_share" => signal.form.comparison(evidence).is_some_and(|comparison| comparison.normal.is_some()),
        "shift_start_sd" => patterns.starts.is_some_and(are_very_different),
        "short_notice_changes" | "short_rest" | "swap_requests" => value >= 2.0,
        "longest_run_of_days" => value >= RUN_DAYS,
        "under_hours" => value >= 0.05 && is_roster_whole(evidence),
        "no_shows" | "critical_fails" | "disputes" | "refused_requests" => value >= 1.0,
        "coaching_cancelled" => value >= 1.0 && patterns.is_coaching_due,
        "shift_pattern_changed" | "supervisor_changed" | "supervisor_left" => value == 1.0,
        "qa_sd" => patterns.last_scores.is_some_and(|scores| scores.sd_without_one.min(value) >= usual + 1.0),
        "handle_time_cv" => {
            let without = handle_time_cv_without_each_day(evidence, daily);
            value >= usual + 0.05 && without.iter().all(|value| *value >= usual + 0.05)
        }
        // Two weeks without a word are usual in most centres.
        "days_since_feedback" => value >= 14.0 && has_history(evidence, value as u32),
        "coaching_held" => value < 1.0 && has_history(evidence, 60),
        "throughput_level_x_slope" => value > 0.0 && is_getting_faster(evidence),
        "category_entropy" => is_one_kind(evidence),
        "tenure_days" | "team_tenure" => value < YEAR_DAYS,
        "level_age_days" => value >= YEAR_DAYS,
        // One for fifteen is usual in contact centres.
        "span_of_control" => value > 15.0,
        "supervisor_leaver_rate" | "team_leavers" | "cohort_leavers" => {
            people(signal, evidence).is_some_and(|gone| gone.leavers >= LEAVERS_MIN)
        }
        // What compares with the own normal needs no more: its margin is judged beside this.
        _ => true,
    }
}

/// Who has gone of whom, for the sentences that count colleagues.
pub(super) fn people(signal: &Signal, evidence: &Evidence) -> Option<GroupLeavers> {
    match signal.name {
        "supervisor_leaver_rate" => Some(evidence.org.supervisor_gone),
        "team_leavers" => Some(evidence.org.team_gone),
        "cohort_leavers" => Some(evidence.org.cohort_gone),
        _ => None,
    }
}

/// Whether days begin at very different times, whichever day is left out.
fn are_very_different(starts: Starts) -> bool {
    starts.sd >= STARTS_SD_MIN && starts.sd_without_a_day.is_some_and(|sd| sd >= STARTS_SD_MIN)
}

/// Whether tickets an hour have been rising, week by week, and by as much as would be told if they had been falling.
fn is_getting_faster(evidence: &Evidence) -> bool {
    let Some(pace) = SIGNALS.iter().find(|signal| signal.name == "throughput_slope") else { return false };
    let Some(FormComparison { now, normal: Some(normal), .. }) = pace.form.comparison(evidence) else { return false };
    now - normal >= margin::least(pace.unit, normal) && trend::is_true(&pace.form, true, evidence)
}

/// Whether the shifts on record are all that were scheduled in four weeks, and one contract says how many should have been. The
/// last shift is on record, no day since then is one on which there was a shift a week before, no day is silent on which the agent
/// works in other weeks, and no work was done on a day without a shift.
fn is_roster_whole(evidence: &Evidence) -> bool {
    let shifts = evidence.marks.shifts;
    let last = (0..ROSTER_DAYS).find(|age| shifts.has(*age));
    last.is_some_and(|last| !(0..last).any(|age| shifts.has(age + 7)))
        && evidence.silent().within(FOUR_WEEKS_DAYS) == 0
        && evidence.marks.work_off_roster().within(FOUR_WEEKS_DAYS) == 0
        && evidence.employment.contract.is_some_and(|contract| contract.is_steady)
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
