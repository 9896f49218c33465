//! The registry of models on a log: what was decided, and how more is decided.

mod registrar;
mod registry_command;

pub use registrar::{Error, Registrar, decide};
pub use registry_command::{Decided, RegistryCommand};

use std::sync::Arc;

use crate::storage::logs::Logs;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::{InForce, Model, Takeover};
use attrition_pipeline::registry::{Effect, Registry};
use attrition_stream;

/// What a log says of its models.
#[derive(Debug)]
pub struct LoggedModels {
    /// Artifacts by id and decisions by number.
    pub registry: Registry,
    /// What they put in force.
    pub in_force: InForce,
    /// The model before the first decision.
    pub base: Arc<Model>,
    /// The last day that is closed in org.
    pub closed: Option<Date>,
}

impl LoggedModels {
    /// Nothing but the model of the configuration.
    pub fn new(base: Arc<Model>) -> Self {
        let in_force = InForce::new(Arc::clone(&base));
        Self { registry: Registry::default(), in_force, base, closed: None }
    }

    /// What stands in a log now.
    pub fn read(logs: &Logs, base: Arc<Model>) -> Result<Self, attrition_stream::Error> {
        let mut known = Self::new(base);
        for topic in [Topic::Org, Topic::Models] {
            logs.scan(topic, 0, &mut |record| {
                known.apply(&record);
                true
            })?;
        }
        known.settle();
        Ok(known)
    }

    /// Takes in a record of org or of the models topic; [`LoggedModels::settle`] follows the last.
    pub fn apply(&mut self, record: &Record) {
        if record.topic == Topic::Models {
            // It is refused, and shown with the others that are.
            _ = self.registry.take(record);
            return;
        }
        match journal::read(&record.value) {
            Some(JournalEntry::DayClosed(close)) => self.closed = self.closed.max(Some(close.day)),
            Some(JournalEntry::Decided(number)) => self.registry.announce(number, self.closed),
            Some(JournalEntry::Event(_) | JournalEntry::Imported(_)) => {}
            None => {
                let (partition, offset) = (record.partition, record.offset);
                tracing::error!(topic = record.topic.role(), partition, offset, "a record cannot be read");
            }
        }
    }

    /// Puts in force what was heard.
    pub fn settle(&mut self) {
        self.registry.settle_all(&mut self.in_force);
    }

    /// The first day whose daily scores a decision that is made now can be about; `None` when it can be about any.
    pub fn earliest(&self) -> Option<Date> {
        self.closed.map(|closed| Takeover::new(closed, Some(closed)).daily)
    }

    /// The champion once all decisions have taken effect, and those that it replaced, oldest first. A rollback takes
    /// away what came after the model that it goes back to.
    pub fn champions(&self) -> Vec<Arc<Model>> {
        let mut champions = vec![Arc::clone(&self.base)];
        let decided = self.registry.effects().iter().filter(|effect| effect.decision.kind.is_of_champion());
        for model in decided.filter_map(|effect| effect.model.as_ref()) {
            match champions.iter().rposition(|champion| champion.id == model.id) {
                Some(place) => champions.truncate(place + 1),
                None => champions.push(Arc::clone(model)),
            }
        }
        champions
    }

    /// The shadow once all decisions have taken effect.
    pub fn last_shadow(&self) -> Option<Arc<Model>> {
        let is_of_shadow = |effect: &&Effect| !effect.decision.kind.is_of_champion() && effect.refused.is_none();
        self.registry.effects().iter().rev().find(is_of_shadow)?.model.clone()
    }
}
