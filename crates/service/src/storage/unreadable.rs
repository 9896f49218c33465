//! Records of the service's own topics that a reader cannot read: an error line, a metric and a dead letter, never a pass.
//!
//! A stage makes the dead letter in the step that commits its position. This is for readers without one, which read the whole
//! topic at each start: each record becomes one dead letter, however often and by how many it is met.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::observability::metrics::Metrics;
use crate::storage::logs::Logs;
use attrition_contracts::incoming::dead_letter;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::Count;
use attrition_pipeline::UnreadableRecord;
use attrition_stream::{Causes, Commit, Error, Remedy, StageLog, Step};

/// Records that are told of in lines of their own: beyond, metric and dead letters go on.
const LINES_MAX: usize = 1_000;

/// Where a record lies.
type TopicPartitionOffset = (String, u32, u64);

/// Tells of unreadable records, each once.
pub struct Unreadables {
    to: ReportSink,
    told: Mutex<ReportedRecords>,
}

/// Where unreadable records are reported.
enum ReportSink {
    /// The log of the process, its metrics, and the dead letters.
    Service(DeadLetterSink),
    /// Whoever has called a command.
    Caller(fn(&str)),
}

/// Where counts and dead letters go.
struct DeadLetterSink {
    logs: Logs,
    metrics: Arc<Metrics>,
}

/// What was told already.
#[derive(Default)]
struct ReportedRecords {
    /// Records with their readers.
    records: BTreeSet<(String, Topic, u32, u64)>,
    /// Records that are dead letters; `None` before the first is looked for.
    letters: Option<BTreeSet<TopicPartitionOffset>>,
    log: Option<Box<dyn StageLog + Send>>,
}

impl Unreadables {
    /// For a process that may write to the log.
    pub fn new(logs: &Logs, metrics: &Arc<Metrics>) -> Arc<Self> {
        let sink = DeadLetterSink { logs: logs.clone(), metrics: Arc::clone(metrics) };
        Arc::new(Self { to: ReportSink::Service(sink), told: Mutex::default() })
    }

    /// For a command that only reads: it says what it could not read, and changes nothing.
    pub fn said_by(tell: fn(&str)) -> Self {
        Self { to: ReportSink::Caller(tell), told: Mutex::default() }
    }

    /// Tells of a record that `reader`, which has no position of its own, cannot read.
    pub fn report(&self, reader: &str, record: &Record, why: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.records.insert((reader.to_owned(), record.topic, record.partition, record.offset)) {
            return;
        }
        if told.records.len() <= LINES_MAX {
            self.log_once(reader, record, why);
        }
        self.count(reader, record);
        let ReportSink::Service(sink) = &self.to else { return };
        if let Err(error) = sink.bury(&mut told, record, why) {
            tracing::error!(error = %Causes(&error), "failed to write a dead letter: it is tried again at the next start");
        }
    }

    /// Tells of a record of which a stage has made a dead letter itself.
    pub fn buried(&self, reader: &str, unreadable: &UnreadableRecord) {
        self.log_once(reader, &unreadable.record, &unreadable.why);
        self.count(reader, &unreadable.record);
    }

    fn log_once(&self, reader: &str, record: &Record, why: &str) {
        let (topic, partition, offset) = (record.topic.role(), record.partition, record.offset);
        match &self.to {
            ReportSink::Service(_) => tracing::error!(reader, topic, partition, offset, why, "a record cannot be read"),
            ReportSink::Caller(tell) => {
                tell(&format!("a record of `{topic}` is left out, partition {partition}, offset {offset}: {why}"));
            }
        }
    }

    fn count(&self, reader: &str, record: &Record) {
        if let ReportSink::Service(sink) = &self.to {
            sink.metrics.unreadable(record.topic, reader);
        }
    }
}

impl DeadLetterSink {
    fn bury(&self, told: &mut ReportedRecords, record: &Record, why: &str) -> Result<(), Error> {
        let letters = match &mut told.letters {
            Some(letters) => letters,
            none => none.insert(self.letters()?),
        };
        let place = (record.topic.role().to_owned(), record.partition, record.offset);
        if letters.contains(&place) {
            return Ok(());
        }
        let refusal = Code::Unreadable.because(why);
        let letter = dead_letter::write(record, record.topic.role(), &refusal, 1);
        let log = match &mut told.log {
            Some(log) => log,
            none => none.insert(self.logs.side("unreadable", &[])?),
        };
        match log.commit(Step { outputs: vec![letter], positions: Vec::new() })? {
            Commit::Done => {
                letters.insert(place);
                self.metrics.count(Count::DeadLetter(refusal.code), 1);
                Ok(())
            }
            Commit::Aborted | Commit::Unknown => {
                Err(Error::new(Remedy::RunAgain, "the log refused the step of the dead letter"))
            }
        }
    }

    /// The unreadable records that are dead letters already.
    fn letters(&self) -> Result<BTreeSet<TopicPartitionOffset>, Error> {
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use attrition_contracts::records::record::Output;
    use attrition_stream::backend::kafka::Settings;
    use attrition_stream::{EndOffsets, LogArrival, Restore};

    /// A log that takes nothing but commits: the first is aborted.
    #[derive(Default)]
    struct AbortsFirst(Arc<Mutex<u32>>);

    impl StageLog for AbortsFirst {
        fn next(&mut self, _wait: Duration, _paused: &[u32]) -> Result<LogArrival, Error> {
            unreachable!("nothing is read")
        }

        fn commit(&mut self, _step: Step) -> Result<Commit, Error> {
            let mut commits = self.0.lock().expect("nobody panics with it");
            *commits += 1;
            Ok(if *commits == 1 { Commit::Aborted } else { Commit::Done })
        }

        fn restore(&mut self, _state: Topic, _partition: u32) -> Result<Box<dyn Restore>, Error> {
            unreachable!("nothing is restored")
        }

        fn broadcast(&mut self, _topic: Topic) -> Result<Vec<Record>, Error> {
            unreachable!("nothing is read")
        }

        fn is_past(&mut self, _ends: &mut EndOffsets) -> Result<bool, Error> {
            unreachable!("nothing is read")
        }
    }

    #[test]
    fn a_dead_letter_that_was_not_committed_is_written_for_the_next_reader_that_meets_the_record() {
        let metrics = Arc::new(Metrics::new().expect("the metrics can be made"));
        let unreadables = Unreadables::new(&Logs::Kafka(Settings::default()), &metrics);
        let commits = Arc::default();
        let log = Box::new(AbortsFirst(Arc::clone(&commits)));
        *unreadables.told.lock().expect("nobody panics with it") =
            ReportedRecords { letters: Some(BTreeSet::new()), log: Some(log), ..ReportedRecords::default() };
        let record = Output::new(Topic::Alerts, 0, *b"key", *b"no event").read_at(7);
        for (reader, expected) in [("alerts", 1), ("alerts", 1), ("trends", 2), ("ops", 2)] {
            unreadables.report(reader, &record, "it is no event");
            assert_eq!(*commits.lock().expect("nobody panics with it"), expected, "{reader}");
        }
    }
}
