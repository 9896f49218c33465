//! The history of one agent's risk, or of a team's, as rows: for whoever is shown it with a token, and never for metrics.

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::projections::trends::day::DAY_S;
use crate::projections::trends::day::cross_section::{CrossSectionRow, Cut};
use crate::projections::trends::day::disclosure_control::{mean, quantiles, tenths};
use crate::projections::trends::history::{RiskHistoryState, RiskPoint};
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::model::Band;

/// The risk of an agent on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentRow {
    /// When the day is closed, RFC 3339; of a day that is open, its noon (UTC).
    pub time: String,
    /// Business date that the risk is of, YYYY-MM-DD.
    pub day: String,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Band of the risk.
    pub band: &'static str,
    /// Made before the day was closed, because the band changed.
    pub interim: bool,
    /// Where the agent stood.
    pub site: String,
    /// Team of the agent on that day.
    pub team: String,
}

/// The risk of a team on a day: never of fewer people than may be shown, and nobody's own risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamRow {
    /// When the day is closed, RFC 3339.
    pub time: String,
    /// Business date that the risks are of, YYYY-MM-DD.
    pub day: String,
    /// Agents with a risk who had not given notice.
    pub agents: usize,
    /// Mean risk of these agents: the sum to one decimal, by their number.
    pub mean: f64,
    /// Mean risk of the five agents in the middle; `None` of fewer than ten.
    pub median: Option<f64>,
    /// Mean risk of the five agents about whom nine in ten are below; `None` of fewer than twenty.
    pub p90: Option<f64>,
    /// Leavers who are expected within the horizon: the sum of the risks, to one decimal.
    pub expected_leavers: f64,
    /// Agents without enough history.
    pub not_enough_history: usize,
    /// Agents in the green band.
    pub green: usize,
    /// Agents in the amber band.
    pub amber: usize,
    /// Agents in the red band.
    pub red: usize,
}

impl RiskHistoryState {
    /// The risk of an agent from one day to another, both included; `None` where nobody has this id.
    pub fn agent_rows(&self, agent: &str, (from, to): (Date, Date)) -> Option<Vec<AgentRow>> {
        let person = self.people.get(agent)?;
        if person.points.is_empty() && person.interim.is_none() {
            return None;
        }
        let row = |point: &RiskPoint, is_interim: bool| {
            let (site, team) = self.places.name(point.place);
            AgentRow {
                time: if is_interim { time(point.day, DAY_S / 2) } else { closed_at(point.day) },
                day: point.day.to_string(),
                risk: point.risk,
                band: point.band.code(),
                interim: is_interim,
                site: site.to_owned(),
                team: team.to_owned(),
            }
        };
        let first = person.points.partition_point(|point| point.day < from);
        let daily = person.points[first..].iter().take_while(|point| point.day <= to).map(|point| row(point, false));
        let interim =
            person.interim.iter().filter(|point| (from..=to).contains(&point.day)).map(|point| row(point, true));
        Some(daily.chain(interim).collect())
    }

    /// The risk of a team of a site on the closed days from one to another, both included. Days on which it is not shown by
    /// itself, for want of people, are left out; `None` where it never is, or there is no such team: which of the two is not
    /// told.
    pub fn team_rows(&self, site: &str, team: &str, (from, to): (Date, Date)) -> Option<Vec<TeamRow>> {
        let row = |day: Date| {
            let cut = Cut::new(self, day).filter(|cut| cut.folding.is_enough() && cut.folding.shows((site, team)))?;
            let people: Vec<CrossSectionRow<'_>> =
                cut.rows.into_iter().filter(|row| row.place == (site, team)).collect();
            Some(TeamRow::new(day, &people))
        };
        let is_wanted = |day: &Date| (from..=to).contains(day);
        let rows: Vec<TeamRow> = self.closed_days().filter(is_wanted).filter_map(row).collect();
        let is_known = !rows.is_empty() || self.closed_days().any(|day| !is_wanted(&day) && row(day).is_some());
        is_known.then_some(rows)
    }
}

impl TeamRow {
    fn new(day: Date, people: &[CrossSectionRow<'_>]) -> Self {
        let mut risks: Vec<f64> = people.iter().map(|row| row.risk).collect();
        risks.sort_unstable_by(f64::total_cmp);
        let sum: f64 = risks.iter().sum();
        let [median, p90] = quantiles(&risks);
        let of = |band: Band| people.iter().filter(|row| row.band == band).count();
        Self {
            time: closed_at(day),
            day: day.to_string(),
            agents: people.len(),
            mean: mean(sum, people.len()),
            median,
            p90,
            expected_leavers: tenths(sum),
            not_enough_history: of(Band::Unknown),
            green: of(Band::Green),
            amber: of(Band::Amber),
            red: of(Band::Red),
        }
    }
}

/// Seconds since 1970-01-01 UTC at which a day is closed.
pub(super) fn closes_at_s(day: Date) -> i64 {
    Moment::close_of(day).0 / 1_000
}

fn closed_at(day: Date) -> String {
    Moment::close_of(day).to_string()
}

/// So many seconds after a day's beginning, UTC.
fn time(day: Date, seconds: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(i64::from(day.0) * DAY_S + seconds);
    at.ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default()
}
