//! The alerts that stand in a log, with their history and what was said about them.

mod alert_history;
mod index;

pub use alert_history::{AlertHistory, AlertStep};
pub use index::{Index, IndexFollower};

use std::collections::BTreeMap;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::feedback::FeedbackData;
use attrition_contracts::records::envelope::Malformed;
use attrition_contracts::records::record::Record;
use attrition_core::basics::ids::{AgentId, AlertId};

/// Alerts by their name.
#[derive(Debug, Default)]
pub struct Alerts {
    told: BTreeMap<AlertId, AlertHistory>,
    /// Feedback about alerts that are not told of yet: they may stand in another partition.
    early: BTreeMap<AlertId, Vec<FeedbackData>>,
    is_lean: bool,
}

impl Alerts {
    /// Without histories and texts, for whoever keeps them as long as the process runs: half a kilobyte for each alert.
    pub fn lean() -> Self {
        Self { is_lean: true, ..Self::default() }
    }

    /// Takes in a record of the alerts topic; says whether it was about an alert.
    pub fn apply(&mut self, record: &Record) -> Result<bool, Malformed> {
        let is_lean = self.is_lean;
        match announced::read(&record.value)?.map(|announced| announced.what) {
            Some(AnnouncedData::Alert { agent, data }) => {
                let Some(told) = self.told.get_mut(&data.alert) else {
                    let mut told = AlertHistory::new(agent, *data, is_lean);
                    let early = self.early.remove(told.alert().alert.as_str()).unwrap_or_default();
                    early.into_iter().for_each(|feedback| told.answer(feedback, is_lean));
                    self.told.insert(told.alert().alert.clone(), told);
                    return Ok(true);
                };
                told.apply(*data, is_lean);
            }
            Some(AnnouncedData::Feedback { data, .. }) => match self.told.get_mut(&*data.alert) {
                Some(told) => told.answer(*data, is_lean),
                None => self.early.entry(data.alert.clone()).or_default().push(*data),
            },
            Some(AnnouncedData::Digest(_) | AnnouncedData::Notice(_)) | None => return Ok(false),
        }
        Ok(true)
    }

    /// Every alert, by its name.
    pub fn iter(&self) -> impl Iterator<Item = &AlertHistory> {
        self.told.values()
    }

    /// The alert of a name.
    pub fn get(&self, name: &str) -> Option<&AlertHistory> {
        self.told.get(name)
    }

    /// The alerts whose names begin so.
    pub fn beginning(&self, prefix: &str) -> Vec<&AlertHistory> {
        let from = self.told.range(AlertId::from(prefix)..).map(|(_, told)| told);
        from.take_while(|told| told.alert().alert.starts_with(prefix)).collect()
    }

    /// Agent and alert of those that are open, highest risk first.
    pub fn open(&self) -> Vec<(&AgentId, &AlertData)> {
        let open = self.iter().filter(|told| told.alert().is_open() && !told.alert().held_out);
        let mut open: Vec<_> = open.map(|told| (told.agent(), told.alert())).collect();
        open.sort_by(|a, b| b.1.risk.unwrap_or(0.0).total_cmp(&a.1.risk.unwrap_or(0.0)).then(a.0.cmp(b.0)));
        open
    }

    /// How many stand as each status.
    pub fn count(&self, status: AlertStatus) -> usize {
        self.iter().filter(|told| told.alert().status == status).count()
    }
}
