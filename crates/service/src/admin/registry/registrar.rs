//! The one who writes decisions.

use std::sync::Arc;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Decided, LoggedModels, RegistryCommand};
use crate::admin::control_socket;
use crate::runtime::model::BaseModel;
use crate::storage::logs::Logs;
use attrition_config::Config;
use attrition_contracts::models::registry::{self, Decision, DecisionKind, ID_MAX};
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::Takeover;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{self, Causes, Commit, StageLog, Step};

/// Name of the writing side.
const NAME: &str = "models";

/// The largest artifact, bytes: a record of a Kafka topic may have a megabyte, and one of all signals has some 50 kB.
const ARTIFACT_MAX: usize = 512 * 1024;

/// A decision was not made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be, and why.
    #[error("{0}")]
    Refused(String),
    /// The log cannot be read or written.
    #[error(transparent)]
    Log(#[from] attrition_stream::Error),
}

/// Writes decisions to a log.
pub struct Registrar {
    log: Box<dyn StageLog + Send>,
    known: LoggedModels,
    base: BaseModel,
}

/// Has a decision made on the log of a configuration: by the service that has the embedded log open, where one runs, and
/// directly where none does and on Kafka.
pub fn decide(config: &Config, base: BaseModel, wish: &RegistryCommand) -> Result<Decided, Error> {
    if !config.is_kafka()
        && let Some(decided) = control_socket::decide(config.log.dir.as_ref(), wish)?
    {
        return Ok(decided);
    }
    let logs = Logs::open(config)?;
    let decided = Registrar::open(&logs, base)
        .map_err(Error::from)
        .and_then(|mut registrar| registrar.decide(wish, OffsetDateTime::now_utc()));
    // What was decided stands, whether or not the log could be closed.
    if let Err(error) = logs.close() {
        tracing::warn!(error = %Causes(&error), "the log is checked when it is opened next");
    }
    decided
}

impl Registrar {
    /// Opens the writing side. Of several on Kafka the one that was opened last can write, and no other: so two decisions
    /// that do not know of each other never both stand.
    pub fn open(logs: &Logs, base: BaseModel) -> Result<Self, attrition_stream::Error> {
        let log: Box<dyn StageLog + Send> = match logs {
            Logs::Embedded(_) => logs.side(NAME, &[])?,
            Logs::Kafka(settings) => Box::new(KafkaLog::writer(&only(settings), NAME)?),
        };
        Ok(Self::over(log, base))
    }

    /// The same over the writing side of a log.
    pub fn over(log: Box<dyn StageLog + Send>, base: BaseModel) -> Self {
        Self { log, known: LoggedModels::new(Arc::clone(&base.model)), base }
    }

    /// Makes a decision, if it can be made.
    pub fn decide(&mut self, wish: &RegistryCommand, now: OffsetDateTime) -> Result<Decided, Error> {
        self.catch_up()?;
        self.known.settle();
        let mut outputs = Vec::new();
        if let Some(artifact) = &wish.artifact {
            outputs.extend(self.new_artifact(wish, artifact)?);
        }
        let decision = self.decision(wish, now)?;
        // What was in force before the first decision is kept too, so that one can go back to it.
        if self.known.registry.artifact(&self.base.model.id).is_none() {
            let base = registry::artifact_output(&self.base.model.id, &self.base.json);
            outputs.extend((!outputs.iter().any(|output| output.key == base.key)).then_some(base));
        }
        outputs.push(decision.output());
        outputs.push(Output::new(Topic::Org, 0, [], journal::write(&JournalEntry::Decided(decision.number))));
        if self.log.commit(Step { outputs, positions: Vec::new() })? != Commit::Done {
            let why = "another decision was written at the same time: look at `models list`, then decide again";
            return Err(Error::Refused(why.to_owned()));
        }
        self.catch_up()?;
        self.decided(decision)
    }

    fn decided(&self, decision: Decision) -> Result<Decided, Error> {
        // A day may have been closed meanwhile; where the announcement cannot be seen yet, what is known must do.
        let effect = self.known.registry.effects().iter().find(|effect| effect.decision.number == decision.number);
        let wanted = decision.from;
        let takeover = effect.map_or_else(|| Takeover::new(wanted, self.known.closed), |effect| effect.takeover);
        let (daily, interim) = (takeover.daily.to_string(), takeover.interim.to_string());
        Ok(Decided { number: decision.number, kind: decision.kind, model: decision.model, daily, interim })
    }

    fn catch_up(&mut self) -> Result<(), attrition_stream::Error> {
        for topic in [Topic::Org, Topic::Models] {
            self.log.broadcast(topic)?.iter().for_each(|record| self.known.apply(record));
        }
        self.known.registry.settle(&mut self.known.in_force);
        Ok(())
    }

    /// The artifact as a record, where the registry does not have it yet.
    fn new_artifact(&self, wish: &RegistryCommand, json: &str) -> Result<Option<Output>, Error> {
        let id = wish.model.as_deref().unwrap_or_default();
        let is_name = !id.is_empty() && id.len() <= ID_MAX && !id.chars().any(|c| c.is_control() || c == '/');
        refuse_unless(is_name, || format!("`{id}` cannot be the id of a model: at most {ID_MAX} bytes, no slash"))?;
        refuse_unless(json.len() <= ARTIFACT_MAX, || format!("the artifact is larger than {ARTIFACT_MAX} bytes"))?;
        registry::model(id, json.as_bytes()).map_err(|error| Error::Refused(format!("`{id}` is refused: {error}")))?;
        let base = (*self.base.model.id == *id).then_some(&*self.base.json);
        match self.known.registry.artifact(id) {
            None if base.is_some_and(|base| registry::fingerprint(base) != registry::fingerprint(json.as_bytes())) => {
                Err(Error::Refused(format!(
                    "the model of the configuration is called `{id}` too, and its content differs: train with another `--id`"
                )))
            }
            None => Ok(Some(registry::artifact_output(id, json.as_bytes()))),
            Some(kept) if kept == json.as_bytes() => Ok(None),
            Some(_) => Err(Error::Refused(format!(
                "the registry has another artifact called `{id}`, the content differs: an id stands for one model for ever, train with another `--id`"
            ))),
        }
    }

    fn decision(&self, wish: &RegistryCommand, now: OffsetDateTime) -> Result<Decision, Error> {
        let model = wish.model.as_deref();
        refuse_unless(model.is_some() == (wish.kind != DecisionKind::Unshadow), || "a model must be named".to_owned())?;
        let artifact = match (model, &wish.artifact) {
            (None, _) => None,
            (Some(_), Some(json)) => Some(registry::fingerprint(json.as_bytes())),
            (Some(id), None) => Some(self.stored_fingerprint(id)?),
        };
        self.changes_something(wish.kind, model)?;
        Ok(Decision {
            number: self.known.registry.next_number(),
            kind: wish.kind,
            model: wish.model.clone(),
            artifact,
            from: self.from(wish)?,
            at: now
                .replace_nanosecond(0)
                .unwrap_or(now)
                .format(&Rfc3339)
                .expect("a time of this century can be written"),
            by: wish.by.clone(),
            forced: wish.forced.clone(),
            comparison: wish.comparison.clone(),
            note: wish.note.clone(),
        })
    }

    /// Fingerprint of an artifact that the registry has, or that the decision brings with it as the base.
    fn stored_fingerprint(&self, id: &str) -> Result<String, Error> {
        let base = (*self.base.model.id == *id).then_some(&*self.base.json);
        let json = self.known.registry.artifact(id).or(base);
        let json = json.ok_or_else(|| Error::Refused(format!("the registry has no model called `{id}`")))?;
        registry::model(id, json).map_err(|error| Error::Refused(format!("`{id}` is refused: {error}")))?;
        Ok(registry::fingerprint(json))
    }

    fn changes_something(&self, kind: DecisionKind, model: Option<&str>) -> Result<(), Error> {
        let champion = self.known.champions().pop().map(|champion| champion.id.clone());
        refuse_unless(kind != DecisionKind::Shadow || champion.as_deref() != model, || {
            let id = model.unwrap_or_default();
            format!(
                "`{id}` is the champion, or is to become it: a shadow is another model, whose scores are compared with its"
            )
        })?;
        let last = if kind.is_of_champion() { self.known.champions().pop() } else { self.known.last_shadow() };
        let last = last.map(|model| model.id.clone());
        let role = if kind.is_of_champion() { "champion" } else { "shadow" };
        refuse_unless(last.as_deref() != model, || match model {
            Some(id) => format!("`{id}` is the {role} already, or is to become it"),
            None => "there is no shadow to end".to_owned(),
        })
    }

    fn from(&self, wish: &RegistryCommand) -> Result<Date, Error> {
        let earliest = self.known.earliest();
        let Some(text) = &wish.from else { return Ok(earliest.unwrap_or_default()) };
        let from = Date::parse(text).ok_or_else(|| Error::Refused(format!("`{text}` is not a date, YYYY-MM-DD")))?;
        let Some((earliest, closed)) = earliest.zip(self.known.closed).filter(|(earliest, _)| from < *earliest) else {
            return Ok(from);
        };
        Err(Error::Refused(format!(
            "{from} is too early: {closed} is closed and the day after it is open, so the first day can be {earliest}"
        )))
    }
}

fn refuse_unless(holds: bool, why: impl FnOnce() -> String) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::Refused(why())) }
}

/// One name for all: whoever opens it ends the transactions of whoever had it before.
fn only(settings: &Settings) -> Settings {
    Settings { instance: Some("registrar".to_owned()), ..settings.clone() }
}
