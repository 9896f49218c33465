//! The alerts that stand in a log.

use std::collections::BTreeMap;

use crate::wire::alert::{self, AlertData};
use crate::wire::record::Record;

/// Alerts by their name, each as its last version says.
#[derive(Debug, Default)]
pub struct Alerts(BTreeMap<String, (String, AlertData)>);

impl Alerts {
    /// Takes in a record of the alerts topic; says whether it was one.
    pub fn hear(&mut self, record: &Record) -> bool {
        let Some((agent, alert)) = alert::read(&record.value) else { return false };
        self.0.insert(alert.alert.clone(), (agent, alert));
        true
    }

    /// Agent and alert of those that are open, highest risk first.
    pub fn open(&self) -> Vec<(&str, &AlertData)> {
        let open = self.0.values().filter(|(_, alert)| alert.is_open() && !alert.held_out);
        let mut open: Vec<_> = open.map(|(agent, alert)| (agent.as_str(), alert)).collect();
        open.sort_by(|a, b| b.1.risk.unwrap_or(0.0).total_cmp(&a.1.risk.unwrap_or(0.0)).then(a.0.cmp(b.0)));
        open
    }

    /// How many stand as each status.
    pub fn count(&self, status: &str) -> usize {
        self.0.values().filter(|(_, alert)| alert.status == status).count()
    }
}
