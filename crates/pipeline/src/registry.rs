//! The registry as a stage hears it: artifacts and decisions of the models topic, in the order in which org announces
//! the decisions.
//!
//! A decision is written together with an announcement in org, among the closes of days. So every instance and every replay
//! puts it in force on the same day, however far each has read: the announcement says which close it came after.

use std::collections::BTreeMap;
use std::sync::Arc;

use attrition_contracts::models::registry::{self, Decision, DecisionKind, RegistryEntry};
use attrition_contracts::records::record::Record;
use attrition_core::basics::date::Date;
use attrition_core::model::{InForce, Model, Takeover};

/// Refusals that are remembered: whoever floods the topic shall not fill the memory.
const REFUSED_MAX: usize = 1_000;

/// Artifacts and decisions as far as they were heard of.
#[derive(Debug, Default)]
pub struct Registry {
    artifacts: BTreeMap<Box<str>, Box<[u8]>>,
    decisions: BTreeMap<u64, Decision>,
    /// Numbers of announced decisions and the last close before them, in org's order.
    announced: Vec<(u64, Option<Date>)>,
    /// How many of those are settled.
    settled: usize,
    effects: Vec<Effect>,
    refused: BTreeMap<String, String>,
}

/// A decision that is settled.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The decision as the models topic has it.
    pub decision: Decision,
    /// From when on it holds.
    pub takeover: Takeover,
    /// The model that it puts in force; `None` when a shadow ends.
    pub model: Option<Arc<Model>>,
    /// Why it changes nothing, where it does not.
    pub refused: Option<String>,
}

impl Registry {
    /// Takes in a record of the models topic; what is wrong with a decision that cannot be read. An artifact that cannot score,
    /// and what others write there, is refused.
    pub fn take(&mut self, record: &Record) -> Option<String> {
        let key = String::from_utf8_lossy(&record.key[..record.key.len().min(registry::ID_MAX + 20)]).into_owned();
        let mut is_unreadable = false;
        let broken = match registry::read(&record.key, &record.value) {
            Ok(RegistryEntry::Artifact(id)) => {
                self.artifacts.insert(id.into(), record.value.clone());
                registry::model(id, &record.value).err()
            }
            Ok(RegistryEntry::Decision(decision)) => {
                // The first counts: what was decided is not rewritten.
                self.decisions.entry(decision.number).or_insert(*decision);
                None
            }
            Err(error) => {
                is_unreadable = matches!(error, registry::Error::Decision(_) | registry::Error::Value);
                Some(error)
            }
        };
        let why = broken.map(|error| error.to_string());
        match &why {
            Some(why) => self.refuse(key, why.clone()),
            None => _ = self.refused.remove(&key),
        }
        why.filter(|_| is_unreadable)
    }

    /// Takes in org's announcement of a decision; `closed` is the last day that org has closed before it.
    pub fn announce(&mut self, number: u64, closed: Option<Date>) {
        if self.announced.iter().all(|(other, _)| *other != number) {
            self.announced.push((number, closed));
        }
    }

    /// The models topic has been read as far as it went when org was: what is announced and not there, is lost.
    /// Says whether anything changed.
    pub fn settle_all(&mut self, in_force: &mut InForce) -> bool {
        self.settle_known(in_force, true)
    }

    /// Puts in force what is announced and there; says whether anything changed.
    pub fn settle(&mut self, in_force: &mut InForce) -> bool {
        self.settle_known(in_force, false)
    }

    /// Whether a decision is announced and not there yet that may be about the close of `day`.
    pub fn is_awaited(&self, day: Date) -> bool {
        let may_be_about = |closed: Option<Date>| day >= Takeover::new(Date(i32::MIN), closed).daily;
        self.announced[self.settled..].iter().any(|(_, closed)| may_be_about(*closed))
    }

    /// How many decisions are announced and not there yet.
    pub fn awaited(&self) -> usize {
        self.announced.len() - self.settled
    }

    /// Decisions in the order in which they were made known, with what became of them.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// Decisions that no announcement in org is there for: nobody follows them.
    pub fn unannounced(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.values().filter(|decision| self.announced.iter().all(|(number, _)| *number != decision.number))
    }

    /// Every artifact by its id, as it was written.
    pub fn artifacts(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.artifacts.iter().map(|(id, json)| (&**id, &**json))
    }

    /// The artifact of an id, as it was written.
    pub fn artifact(&self, id: &str) -> Option<&[u8]> {
        self.artifacts.get(id).map(|json| &**json)
    }

    /// Keys of records that change nothing, with the reasons.
    pub fn refused(&self) -> &BTreeMap<String, String> {
        &self.refused
    }

    /// The number that the next decision gets.
    pub fn next_number(&self) -> u64 {
        let announced = self.announced.iter().map(|(number, _)| *number).max();
        1 + self.decisions.keys().next_back().copied().max(announced).unwrap_or(0)
    }

    fn settle_known(&mut self, in_force: &mut InForce, is_complete: bool) -> bool {
        let before = self.settled;
        while let Some((number, closed)) = self.announced.get(self.settled).copied() {
            let decision = self.decisions.get(&number);
            let has_artifact = decision.is_some_and(|decision| self.has_artifact(decision));
            if !has_artifact && !is_complete {
                break;
            }
            self.settled += 1;
            let key = format!("decision/{number:08}");
            let Some(decision) = decision.cloned() else {
                self.refuse(key, "it is announced, but not in the topic".to_owned());
                continue;
            };
            let takeover = Takeover::new(decision.from, closed);
            let outcome = self.model(&decision);
            let (model, refused) = match outcome {
                Ok(model) => (model, None),
                Err(why) => (None, Some(why.to_string())),
            };
            match &refused {
                Some(why) => self.refuse(key, why.clone()),
                None => put(in_force, decision.kind, model.clone(), takeover),
            }
            self.effects.push(Effect { decision, takeover, model, refused });
        }
        self.settled > before
    }

    fn has_artifact(&self, decision: &Decision) -> bool {
        decision.model.as_ref().is_none_or(|id| self.artifacts.contains_key(id.as_str()))
    }

    fn model(&self, decision: &Decision) -> Result<Option<Arc<Model>>, IneffectiveDecision> {
        let Some(id) = decision.model.as_deref() else {
            let ends = decision.kind == DecisionKind::Unshadow;
            return if ends { Ok(None) } else { Err(IneffectiveDecision::Unnamed) };
        };
        let json = self.artifact(id).ok_or_else(|| IneffectiveDecision::Missing(id.to_owned()))?;
        if decision.artifact.as_deref() != Some(registry::fingerprint(json).as_str()) {
            return Err(IneffectiveDecision::Another(id.to_owned()));
        }
        Ok(Some(Arc::new(registry::model(id, json)?)))
    }

    fn refuse(&mut self, key: String, why: String) {
        if self.refused.len() < REFUSED_MAX {
            self.refused.insert(key, why);
        }
    }
}

/// Why a decision has no effect.
#[derive(Debug, thiserror::Error)]
enum IneffectiveDecision {
    /// It puts a model in force and names none.
    #[error("it names no model")]
    Unnamed,
    /// The topic has no artifact of this name.
    #[error("the artifact of `{0}` is not in the topic")]
    Missing(String),
    /// The topic has another artifact of this name.
    #[error("the artifact of `{0}` is not the one that was decided on")]
    Another(String),
    /// The artifact cannot score.
    #[error(transparent)]
    Model(#[from] registry::Error),
}

fn put(in_force: &mut InForce, kind: DecisionKind, model: Option<Arc<Model>>, takeover: Takeover) {
    match model {
        Some(model) if kind.is_of_champion() => in_force.put(model, takeover),
        shadow => in_force.put_shadow(shadow, takeover),
    }
}
