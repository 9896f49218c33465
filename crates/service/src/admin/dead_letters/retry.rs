//! Dead letters sent again through ingest: those that this version takes in, each once unless it is wished again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::each_in;
use crate::storage::logs::Logs;
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::dead_letter::{self, DeadLetter, DeadLetterEntry, LetterId, Retried};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Commit, Error, Remedy, StageLog, Step};

/// Name of the writing side.
const NAME: &str = "dead-letters";
/// Letters of one step: their bytes are held until it is committed.
const STEP_MAX: usize = 500;

/// What became of a dead letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum RetryOutcome {
    /// It is in a source topic, from where ingest takes it.
    Sent {
        /// Role of the source topic to which the event was sent.
        topic: String,
    },
    /// This version refuses it too. It stays where it is.
    Refused {
        /// Code of the reason why the event is refused.
        code: String,
        /// What is wrong with the event, as a sentence.
        detail: String,
    },
    /// It was sent before, and is not sent again unless that is wished.
    SentBefore {
        /// When it was sent again, RFC 3339.
        at: String,
    },
    /// It is a message that could not be delivered, or a record of the service's own: nothing that came in.
    NotIncoming {
        /// The topic that it stood in.
        origin: String,
    },
    /// There is no such letter.
    Unknown,
}

/// Who sends dead letters again.
pub struct Retrier {
    logs: Logs,
    log: Box<dyn StageLog + Send>,
}

impl Retrier {
    /// Opens the log for it.
    pub fn open(logs: &Logs) -> Result<Self, Error> {
        let log = match logs {
            Logs::Embedded(_) => logs.side(NAME, &[])?,
            // Under a name of its own: the command is run beside a service.
            Logs::Kafka(settings) => {
                let alone = Settings { instance: None, ..settings.clone() };
                Box::new(KafkaLog::writer(&alone, NAME)?)
            }
        };
        Ok(Self { logs: logs.clone(), log })
    }

    /// Sends letters again, in the order in which they lie; says what became of each. What is sent and its mark are
    /// committed together, so that none is sent without being known to be, and none is lost.
    pub fn retry(
        &mut self,
        wanted: &[LetterId],
        again: bool,
        now: OffsetDateTime,
    ) -> Result<BTreeMap<LetterId, RetryOutcome>, Error> {
        let wanted: BTreeSet<LetterId> = wanted.iter().copied().collect();
        let mut outcomes: BTreeMap<_, _> = wanted.iter().map(|id| (*id, RetryOutcome::Unknown)).collect();
        let at =
            now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).expect("a time of this century can be written");
        let sources = Topic::SOURCES.map(|topic| self.logs.partitions(topic).map(|partitions| (topic, partitions)));
        let sources: BTreeMap<Topic, u32> = sources.into_iter().collect::<Result<_, Error>>()?;
        let before = self.sent_before(&wanted)?;
        let mut step = Vec::new();
        for partition in wanted.iter().map(|id| id.partition).collect::<BTreeSet<_>>() {
            let last = wanted.iter().filter(|id| id.partition == partition).max().map_or(0, |id| id.offset);
            let Self { logs, log } = self;
            let mut committed = Ok(());
            let mut send = |id: LetterId, letter: &DeadLetter| {
                let outcome = match before.get(&id).filter(|_| !again) {
                    Some(mark) => RetryOutcome::SentBefore { at: mark.at.clone() },
                    None => match incoming(letter, &sources, now) {
                        Ok(output) => {
                            let topic = output.topic.role().to_owned();
                            let mark = Retried { letter: id, at: at.clone(), topic: topic.clone() };
                            step.extend([output, dead_letter::write_retried(&mark, &letter.key)]);
                            RetryOutcome::Sent { topic }
                        }
                        Err(outcome) => outcome,
                    },
                };
                outcomes.insert(id, outcome);
                if step.len() >= 2 * STEP_MAX {
                    committed = commit(log.as_mut(), std::mem::take(&mut step));
                }
                committed.is_ok()
            };
            if partition < logs.partitions(Topic::DeadLetters)? {
                each_in(logs, partition, &mut |id, _, entry| match entry {
                    DeadLetterEntry::Letter(letter) if wanted.contains(&id) => send(id, &letter) && id.offset < last,
                    _ => id.offset < last,
                })?;
            }
            committed?;
        }
        commit(self.log.as_mut(), step)?;
        Ok(outcomes)
    }

    fn sent_before(&self, wanted: &BTreeSet<LetterId>) -> Result<BTreeMap<LetterId, Retried>, Error> {
        let mut marks = super::retried(&self.logs)?;
        marks.retain(|id, _| wanted.contains(id));
        Ok(marks)
    }
}

fn commit(log: &mut dyn StageLog, outputs: Vec<Output>) -> Result<(), Error> {
    if outputs.is_empty() {
        return Ok(());
    }
    match log.commit(Step { outputs, positions: Vec::new() })? {
        Commit::Done => Ok(()),
        Commit::Aborted | Commit::Unknown => {
            let doing = "the log refused a step: run it again, what was sent before is not sent again";
            Err(Error::new(Remedy::RunAgain, doing))
        }
    }
}

/// The topic in which what is in a letter stood; `None` for a file.
fn origin(letter: &DeadLetter) -> Option<Topic> {
    Topic::ALL.into_iter().find(|topic| topic.role() == letter.origin)
}

/// Whether a letter holds something that came in. The others are messages that could not be delivered, and records of the
/// service's own: they are never sent again.
pub fn is_incoming(letter: &DeadLetter) -> bool {
    origin(letter).is_none_or(|topic| Topic::SOURCES.contains(&topic))
}

/// A letter as it is sent again: to the topic that it came from, or to that of its type, as it was.
fn incoming(letter: &DeadLetter, sources: &BTreeMap<Topic, u32>, now: OffsetDateTime) -> Result<Output, RetryOutcome> {
    if !is_incoming(letter) {
        return Err(RetryOutcome::NotIncoming { origin: letter.origin.clone() });
    }
    let role = origin(letter);
    let event = cloudevent::read_record(&letter.original(role.unwrap_or(Topic::Roster)), now)
        .map_err(|refusal| RetryOutcome::Refused { code: refusal.code.text().to_owned(), detail: refusal.detail })?;
    let topic = role.unwrap_or_else(|| event.kind.topic());
    let key: Box<[u8]> = if letter.key.is_empty() { event.agent.as_bytes().into() } else { letter.key.clone() };
    Ok(Output {
        topic,
        partition: partition_of(&key, sources.get(&topic).copied().unwrap_or(1)),
        key,
        value: Some(letter.value.clone()),
        headers: letter.headers.clone(),
        time_ms: 0,
    })
}
