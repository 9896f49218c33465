//! What is open in the partitions that are owned, folded from the alerts topic: the topic is the record, Alertmanager forgets.

use std::collections::BTreeMap;

use super::labels::{Firing, Labels};
use attrition_core::basics::date::Date;

/// Closed names that are kept, so that an older record of one does not open it again: those of the newest days are the last.
const CLOSED_MAX: usize = 20_000;

/// Alerts and notices of one partition by name.
#[derive(Default)]
pub(super) struct OpenAlerts {
    firing: BTreeMap<Box<str>, (u32, Firing)>,
    over: BTreeMap<Box<str>, (u32, Date)>,
}

/// What a record says of an alert or of a notice.
pub(super) struct AlertChange {
    /// Name of the alert or notice in Alertmanager.
    pub(super) name: Box<str>,
    /// Version of the alert: it rises with each record.
    pub(super) version: u32,
    /// Day of the record.
    pub(super) date: Date,
    /// The labels and annotations with which it is posted.
    pub(super) firing: Firing,
    /// Whether it is posted as firing, or else as resolved.
    pub(super) is_on: bool,
    /// Whether it has just gone to the second address.
    pub(super) is_escalated: bool,
    /// It is of a history that was taken in.
    pub(super) is_history: bool,
}

/// What has to be posted because of a record.
#[derive(Default, PartialEq, Debug)]
pub(super) struct AlertUpdates {
    /// Alerts that have to be posted as firing.
    pub(super) on: Vec<Firing>,
    /// Alerts that have to be posted as resolved.
    pub(super) off: Vec<Firing>,
}

impl OpenAlerts {
    /// Takes a record in. The same twice says the same; one that is older than what is known says nothing.
    pub(super) fn take(&mut self, change: AlertChange) -> AlertUpdates {
        let AlertChange { name, version, date, firing, is_on, is_escalated, .. } = change;
        let known = self.firing.get(&name).map(|(version, _)| *version).max(self.over.get(&name).map(|(v, _)| *v));
        if known.is_some_and(|known| known > version) {
            return AlertUpdates::default();
        }
        let before = self.firing.remove(&name).map(|(_, before)| before);
        // Other labels are another alert to Alertmanager: the one before has to end.
        let changed = before.filter(|before| before.labels != firing.labels);
        let mut told = AlertUpdates { on: Vec::new(), off: changed.into_iter().collect() };
        if is_on {
            self.over.remove(&name);
            told.off.extend(is_escalated.then(|| before_escalation(&firing)));
            self.firing.insert(name, (version, firing.clone()));
            told.on.push(firing);
        } else {
            self.over.insert(name, (version, date));
            self.forget();
            told.off.push(firing);
        }
        told
    }

    /// All alerts and notices that are firing now.
    pub(super) fn firing(&self) -> impl Iterator<Item = &Firing> {
        self.firing.values().map(|(_, firing)| firing)
    }

    /// Whether an alert or a notice of this name fires.
    pub(super) fn fires(&self, name: &str) -> bool {
        self.firing.contains_key(name)
    }

    fn forget(&mut self) {
        if self.over.len() <= CLOSED_MAX {
            return;
        }
        let mut dates: Vec<Date> = self.over.values().map(|(_, date)| *date).collect();
        dates.sort_unstable();
        let middle = dates[dates.len() / 2];
        self.over.retain(|_, (_, date)| *date > middle);
    }
}

/// The labels of an alert before it was escalated: they end with it, also where nobody remembers them.
fn before_escalation(firing: &Firing) -> Firing {
    let mut before = firing.clone();
    before.labels.insert("severity", "warning".to_owned());
    before
}

/// Several changes of one alert in one post: the last counts.
pub(super) fn merged(told: impl IntoIterator<Item = AlertUpdates>) -> AlertUpdates {
    let mut last: BTreeMap<Labels, (bool, Firing)> = BTreeMap::new();
    for AlertUpdates { on, off } in told {
        // What ends is older than what begins by the same record.
        last.extend(off.into_iter().map(|firing| (firing.labels.clone(), (false, firing))));
        last.extend(on.into_iter().map(|firing| (firing.labels.clone(), (true, firing))));
    }
    let mut all = AlertUpdates::default();
    for (is_on, firing) in last.into_values() {
        if is_on { all.on.push(firing) } else { all.off.push(firing) }
    }
    all
}
