//! Records of the service's own topics that a reader cannot read: an error line, a metric and a dead letter, never a pass.
//!
//! A stage makes the dead letter in the step that commits its position. This is for readers without one, which read the whole
//! topic at each start: each record becomes one dead letter, however often and by how many it is met.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::logs::Logs;
use super::metrics::Metrics;
use crate::log::{Commit, Error, StageLog, Step};
use crate::stages::UnreadableRecord;
use crate::wire::dead_letter;
use crate::wire::record::Record;
use crate::wire::refusal::Code;
use crate::wire::topic::Topic;

/// Records that are told of in lines of their own: beyond, the metric goes on.
const LINES_MAX: usize = 1_000;

/// Where a record lies.
type Place = (String, u32, u64);

/// Tells of unreadable records, each once.
pub struct Unreadables {
    to: To,
    told: Mutex<Told>,
}

/// Who is told.
enum To {
    /// The log of the process, its metrics, and the dead letters.
    Service(Sink),
    /// Whoever has called a command.
    Caller(fn(&str)),
}

/// Where counts and dead letters go.
struct Sink {
    logs: Logs,
    metrics: Arc<Metrics>,
}

/// What was told already.
#[derive(Default)]
struct Told {
    lines: BTreeSet<(String, Topic, u32, u64)>,
    /// Records that are dead letters; `None` before the first is looked for.
    letters: Option<BTreeSet<Place>>,
    log: Option<Box<dyn StageLog + Send>>,
}

impl Unreadables {
    /// For a process that may write to the log.
    pub fn of(logs: &Logs, metrics: &Arc<Metrics>) -> Arc<Self> {
        let sink = Sink { logs: logs.clone(), metrics: Arc::clone(metrics) };
        Arc::new(Self { to: To::Service(sink), told: Mutex::default() })
    }

    /// For a command that only reads: it says what it could not read, and changes nothing.
    pub fn said_by(tell: fn(&str)) -> Self {
        Self { to: To::Caller(tell), told: Mutex::default() }
    }

    /// Tells of a record that `reader`, which has no position of its own, cannot read.
    pub fn report(&self, reader: &str, record: &Record, why: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let line = (reader.to_owned(), record.topic, record.partition, record.offset);
        if told.lines.len() == LINES_MAX || !told.lines.insert(line) {
            return;
        }
        self.count(reader, record, why);
        let To::Service(sink) = &self.to else { return };
        if let Err(error) = sink.bury(&mut told, record, why) {
            tracing::error!(%error, "failed to write a dead letter: it is tried again at the next start");
        }
    }

    /// Tells of a record of which a stage has made a dead letter itself.
    pub fn buried(&self, reader: &str, unreadable: &UnreadableRecord) {
        self.count(reader, &unreadable.record, &unreadable.why);
    }

    fn count(&self, reader: &str, record: &Record, why: &str) {
        let (topic, partition, offset) = (record.topic.role(), record.partition, record.offset);
        match &self.to {
            To::Service(sink) => {
                tracing::error!(reader, topic, partition, offset, why, "a record cannot be read");
                sink.metrics.count("unreadable", topic, reader, 1);
            }
            To::Caller(tell) => {
                tell(&format!("a record of `{topic}` is left out, partition {partition}, offset {offset}: {why}"));
            }
        }
    }
}

impl Sink {
    fn bury(&self, told: &mut Told, record: &Record, why: &str) -> Result<(), Error> {
        let letters = match &mut told.letters {
            Some(letters) => letters,
            none => none.insert(self.letters()?),
        };
        if !letters.insert((record.topic.role().to_owned(), record.partition, record.offset)) {
            return Ok(());
        }
        let refusal = Code::Unreadable.because(why);
        let letter = dead_letter::write(record, record.topic.role(), &refusal, 1);
        let log = match &mut told.log {
            Some(log) => log,
            none => none.insert(self.logs.side("unreadable", &[])?),
        };
        if log.commit(Step { outputs: vec![letter], positions: Vec::new() })? == Commit::Done {
            self.metrics.count("dead_letters", refusal.code.text(), "", 1);
        }
        Ok(())
    }

    /// The unreadable records that are dead letters already.
    fn letters(&self) -> Result<BTreeSet<Place>, Error> {
        let mut letters = BTreeSet::new();
        for partition in 0..self.logs.partitions(Topic::DeadLetters)? {
            self.logs.scan(Topic::DeadLetters, partition, &mut |letter| {
                let is_unreadable = dead_letter::header(&letter, "code") == Some(Code::Unreadable.text());
                let number = |name| dead_letter::header(&letter, name).and_then(|text| text.parse::<u64>().ok());
                let place = dead_letter::header(&letter, "topic").zip(number("partition")).zip(number("offset"));
                if let (true, Some(((topic, partition), offset))) = (is_unreadable, place) {
                    letters
                        .extend(u32::try_from(partition).ok().map(|partition| (topic.to_owned(), partition, offset)));
                }
                true
            })?;
        }
        Ok(letters)
    }
}
