//! Thresholds for a capacity: how many alerts a supervisor can take in a week.

use crate::rows::Rows;
use attrition_contracts::models::artifact::Bands;
use attrition_core::signals;

/// Days in which an agent is not alerted again: the desk's cool-down.
const COOL_DOWN_DAYS: i32 = 28;
/// Amber lies at this share of red, as in the prior.
const AMBER: f64 = 0.6;
/// Thresholds that are tried.
const TRIED: usize = 400;
/// Agents of a supervisor where no span of control is known.
const TEAM: f64 = 12.0;

/// Bands at which rows from `first` on would have made at most `alerts` alerts per supervisor and week.
pub(super) fn bands(data: &Rows, first: usize, risks: &[f64], alerts: f64) -> Bands {
    let mut sorted = risks.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let supervisor_weeks = supervisor_weeks(data, first);
    let fits = |red: &f64| alerts_at(data, first, risks, *red) <= alerts * supervisor_weeks;
    // From the highest risk down, to the last that still fits.
    let tried = (0..TRIED).map(|i| sorted[i * (sorted.len() - 1) / (TRIED - 1)]);
    let red = tried.take_while(fits).last().unwrap_or(sorted[0]).clamp(1e-6, 1.0 - 1e-6);
    let capacity = format!("{alerts} alerts per supervisor and week");
    Bands { amber: AMBER * red, red, capacity }
}

/// Alerts that a threshold would have raised, an agent at most once in a cool-down; where not all rows were kept, those of a
/// cool-down were kept or dropped together.
///
/// The desk raises fewer: it holds an alert while the risk stays high. Who stays high takes a supervisor's time all the same;
/// counted as the desk does, the threshold falls until most agents are alerted once, and what a model knows of who leaves is
/// lost (recall with as many alerts 0.55 beside 0.54 by tenure alone, instead of 0.42 beside 0.28).
fn alerts_at(data: &Rows, first: usize, risks: &[f64], red: f64) -> f64 {
    let agents = data.agents.iter().max().map_or(0, |agent| *agent as usize + 1);
    let (mut last, mut alerts) = (vec![i32::MIN; agents], 0.0);
    for (row, risk) in (first..).zip(risks) {
        let (day, last) = (data.days[row].0, &mut last[data.agents[row] as usize]);
        if *risk >= red && day.saturating_sub(*last) >= COOL_DOWN_DAYS {
            (*last, alerts) = (day, alerts + data.weight(row));
        }
    }
    alerts
}

/// Each row is a week of one agent, and so the share of a supervisor's week that the agent is of the team.
fn supervisor_weeks(data: &Rows, first: usize) -> f64 {
    let span = signals::position("span_of_control").expect("it is in the catalogue");
    let share = |agents: f64| if agents.is_nan() { 1.0 / TEAM } else { 1.0 / agents.max(1.0) };
    (first..data.len()).map(|row| data.weight(row) * share(data.columns[span][row])).sum()
}
