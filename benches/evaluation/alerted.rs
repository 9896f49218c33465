//! What the alerts of a centre were worth.

use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::alerting::alert::AlertData;
use attrition_core::basics::date::Date;

use crate::events::Events;
use crate::played::Played;

const HORIZON_DAYS: i32 = 30;

/// Figures of the alerts of the days that are judged.
pub(crate) struct Alerted {
    pub(crate) alerts: usize,
    /// Alerts whose horizon is over, for each different leaver behind them.
    pub(crate) per_leaver: f64,
    /// Share of them after which the agent gave notice within the horizon.
    pub(crate) precision: f64,
    /// Share of leavers alerted 7 to 60 days before notice.
    pub(crate) in_time: f64,
    pub(crate) letters_per_alert: f64,
    /// Alerts beyond an agent's first, a hundred agents and year.
    pub(crate) repeats: f64,
    /// Alerts of the agent who had most.
    pub(crate) most: usize,
    /// Share of the alerts that the five supervisors with most of them got.
    pub(crate) top_five: f64,
    pub(crate) without_reason: f64,
    /// Alerts about people who were on leave at the end of the day.
    pub(crate) away: usize,
    /// Share of the alerts that the most frequent first reason makes, and which it is.
    pub(crate) first_reason: (f64, String),
}

impl Alerted {
    /// Judges the alerts of a centre.
    pub(crate) fn of(events: &Events, played: &Played) -> Self {
        let alerts: Vec<(&str, Date, &AlertData)> = played
            .raised
            .iter()
            .map(|(agent, data)| (&**agent, data.date, data))
            .filter(|(_, day, _)| *day >= played.from)
            .collect();
        let count = alerts.len() as f64;
        let over: Vec<_> = alerts.iter().filter(|(_, day, _)| *day + HORIZON_DAYS <= events.last).collect();
        let right: Vec<&str> = over
            .iter()
            .filter(|(agent, day, _)| events.leaves(agent, *day, HORIZON_DAYS) == Some(true))
            .map(|(agent, ..)| *agent)
            .collect();
        let found: BTreeSet<&str> = right.iter().copied().collect();
        let leavers = events.leavers(played.from + HORIZON_DAYS, events.last);
        let in_time = leavers.iter().filter(|(agent, notice)| {
            alerts.iter().any(|(alerted, day, _)| alerted == agent && (7..=60).contains(&(*notice - *day)))
        });
        let by_agent = tally(alerts.iter().map(|(agent, ..)| (*agent).to_owned()));
        let mut by_supervisor: Vec<usize> =
            tally(alerts.iter().map(|(.., data)| data.supervisor.as_str().to_owned())).into_values().collect();
        by_supervisor.sort_unstable_by(|a, b| b.cmp(a));
        let reasons = tally(alerts.iter().filter_map(|(.., data)| data.reasons.first().map(|r| r.signal.clone())));
        let first = reasons.into_iter().max_by_key(|(_, times)| *times).unwrap_or_default();
        let letters = played.letters.iter().filter(|day| **day >= played.from).count() as f64;
        let agents: BTreeSet<&str> =
            played.scores.iter().filter(|(day, ..)| *day >= played.from).map(|(_, agent, ..)| &**agent).collect();
        let weeks = played.scores.iter().filter(|(day, ..)| *day >= played.from).count() as f64;
        assert!(!agents.is_empty(), "somebody is scored");
        Self {
            alerts: alerts.len(),
            per_leaver: over.len() as f64 / found.len() as f64,
            precision: right.len() as f64 / over.len() as f64,
            in_time: in_time.count() as f64 / leavers.len() as f64,
            letters_per_alert: letters / count,
            repeats: (count - by_agent.len() as f64) / (weeks * 7.0 / 365.25) * 100.0,
            most: by_agent.values().copied().max().unwrap_or(0),
            top_five: by_supervisor.iter().take(5).sum::<usize>() as f64 / count,
            without_reason: alerts.iter().filter(|(.., data)| data.reasons.is_empty()).count() as f64 / count,
            away: alerts.iter().filter(|(agent, day, _)| events.is_away(agent, *day)).count(),
            first_reason: (first.1 as f64 / count, first.0),
        }
    }
}

fn tally(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    names.for_each(|name| *times.entry(name).or_default() += 1);
    times
}
