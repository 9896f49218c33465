//! Thresholds for a capacity: how many alerts a supervisor can take in a week.

use crate::engine::desk::Rules;
use crate::engine::signals;
use crate::offline::rows::Rows;
use crate::wire::artifact::Bands;

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

/// Where an agent stands at the desk, as far as weekly risks tell.
#[derive(Clone, Copy)]
enum Standing {
    Quiet,
    Alerted,
    /// Since this day.
    Cooling(i32),
}

/// Alerts that a threshold would have raised: one lasts until the risk is well below it, and a cool-down follows, as the desk
/// has it by its usual rules. Where not all rows were kept, those of four weeks were kept or dropped together.
fn alerts_at(data: &Rows, first: usize, risks: &[f64], red: f64) -> f64 {
    let rules = Rules::default();
    let agents = data.agents.iter().max().map_or(0, |agent| *agent as usize + 1);
    let (mut standings, mut alerts) = (vec![Standing::Quiet; agents], 0.0);
    for (row, risk) in (first..).zip(risks) {
        let (day, standing) = (data.days[row].0, &mut standings[data.agents[row] as usize]);
        *standing = match *standing {
            Standing::Alerted if *risk >= rules.hysteresis * red => Standing::Alerted,
            Standing::Alerted => Standing::Cooling(day),
            Standing::Cooling(since) if day - since < rules.cool_down_days => Standing::Cooling(since),
            Standing::Quiet | Standing::Cooling(_) if *risk >= red => {
                alerts += data.weight(row);
                Standing::Alerted
            }
            Standing::Quiet | Standing::Cooling(_) => Standing::Quiet,
        };
    }
    alerts
}

/// Each row is a week of one agent, and so the share of a supervisor's week that the agent is of the team.
fn supervisor_weeks(data: &Rows, first: usize) -> f64 {
    let span = signals::position("span_of_control").expect("it is in the catalogue");
    let share = |agents: f64| if agents.is_nan() { 1.0 / TEAM } else { 1.0 / agents.max(1.0) };
    (first..data.len()).map(|row| data.weight(row) * share(data.columns[span][row])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::date::Date;
    use crate::offline::rows::LeftOut;

    #[test]
    fn an_alert_lasts_until_the_risk_is_well_below() {
        // Weeks of one agent: up, a little down, well down, up again in the cool-down and after it.
        let risks = [0.1, 0.3, 0.25, 0.3, 0.1, 0.3, 0.1, 0.1, 0.3, 0.3];
        let weeks = risks.len();
        let data = Rows {
            days: (0..weeks).map(|week| Date(7 * week as i32)).collect(),
            agents: vec![0; weeks],
            leaves: vec![false; weeks],
            columns: Vec::new(),
            left_out: LeftOut::default(),
            observed: (Date(0), Date(100)),
            horizon_days: 30,
            data: 0,
            fraction: 1.0,
        };
        assert_eq!(alerts_at(&data, 0, &risks, 0.3), 2.0);
        assert_eq!(alerts_at(&data, 0, &risks, 0.26), 2.0);
        assert_eq!(alerts_at(&data, 0, &risks, 0.05), 1.0);
        assert_eq!(alerts_at(&data, 0, &risks, 0.31), 0.0);
    }
}
