//! Who stood where, and who left: as far as it is known now.

use std::collections::BTreeMap;

use crate::storage::logs::Logs;
use crate::storage::unreadable::Unreadables;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_core::employment::profile::Profile;
use attrition_stream;

/// Employment of everyone, by id.
#[derive(Debug, Default)]
pub struct EmploymentRecord {
    people: BTreeMap<AgentId, Profile>,
    last_closed: Option<Date>,
}

impl EmploymentRecord {
    /// What org says now, corrections and what came late included. What cannot be read is told.
    pub fn read(logs: &Logs, unreadables: &Unreadables) -> Result<Self, attrition_stream::Error> {
        let mut record = Self::default();
        logs.scan(Topic::Org, 0, &mut |read| {
            match journal::read_record(&read) {
                Ok((name, entry)) => record.learn(name, entry),
                Err(why) => unreadables.report("alerts", &read, why),
            }
            true
        })?;
        Ok(record)
    }

    /// Takes in an entry of org.
    pub fn learn(&mut self, name: &str, entry: JournalEntry) {
        match entry {
            JournalEntry::DayClosed(close) => self.last_closed = self.last_closed.max(Some(close.day)),
            JournalEntry::Event(event) if event.fact.is_employment() => _ = self.profile(name).take(&event),
            _ => {}
        }
    }

    /// The last day of which all is known.
    pub fn last_closed(&self) -> Option<Date> {
        self.last_closed
    }

    /// The employment of someone.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.people.get(name)
    }

    /// The employment profiles of everyone.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.people.values()
    }

    fn profile(&mut self, name: &str) -> &mut Profile {
        self.people.entry(name.into()).or_default()
    }
}
