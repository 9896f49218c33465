//! Which alerts are one: what was raised on one desk is carried to the next with its agent, there and back again.

use std::collections::BTreeMap;

use crate::projections::alerts::{AlertHistory, Alerts};
use attrition_core::basics::date::Date;

/// An alert through every desk on which it lay, first to last.
pub(super) struct AlertChain<'a> {
    /// As it was raised.
    pub(super) first: &'a AlertHistory,
    /// As it was published last.
    pub(super) last: &'a AlertHistory,
    /// On every desk once.
    pub(super) parts: Vec<&'a AlertHistory>,
}

/// Every alert of a log with what it became. The name of an alert is made of the agent, the supervisor and the day on which it was
/// raised, so one that comes back to a desk has the name that it had there, and its versions go on: what is carried from
/// whom may be a circle.
pub(super) fn chains(alerts: &Alerts) -> Vec<AlertChain<'_>> {
    let mut by_day: BTreeMap<(&str, Date), Vec<&AlertHistory>> = BTreeMap::new();
    for told in alerts.iter() {
        by_day.entry((told.agent(), told.alert().raised_on)).or_default().push(told);
    }
    by_day.into_values().flat_map(connected).map(chain).collect()
}

/// The alerts of an agent and a day, those together that were carried from one to the other.
fn connected(alerts: Vec<&AlertHistory>) -> Vec<Vec<&AlertHistory>> {
    let mut groups: Vec<Vec<&AlertHistory>> = Vec::new();
    for told in alerts {
        let (joined, mut others): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| group.iter().any(|other| is_next(told, other) || is_next(other, told)));
        others.push(joined.into_iter().flatten().chain([told]).collect());
        groups = others;
    }
    groups
}

/// Whether an alert was carried here from the other.
fn is_next(told: &AlertHistory, other: &AlertHistory) -> bool {
    told.carried_from().any(|former| *former == other.alert().alert)
}

fn chain(mut parts: Vec<&AlertHistory>) -> AlertChain<'_> {
    let first_version = |told: &AlertHistory| told.steps().first().map_or(told.alert().version, |step| step.version);
    parts.sort_by_key(|told| first_version(told));
    let first = parts[0];
    let last = parts.iter().max_by_key(|told| told.alert().version).copied().unwrap_or(first);
    AlertChain { first, last, parts }
}
