//! A history from its beginning, out of event files or out of a log, shown to a listener.

use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use time::OffsetDateTime;

use crate::import::importer::{self, Importer};
use crate::import::intake::Intake;
use crate::import::lines::{self, EventLines};
use crate::import::sorting::{self, HELD_MAX, Sorter, sort};
use crate::storage::logs::Logs;
use crate::storage::streams::{self, LogStream};
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::Partitions;
use attrition_stream::backend::sink::Sink;
use attrition_stream::listener::{Listener, show};
use attrition_stream::{self, Step};

/// Steps that an importer may be ahead: enough for both sides to be busy, few enough to keep memory small.
const AHEAD: usize = 2;

/// Where a history is.
pub enum HistorySource {
    /// Event files, in any order; `-` is standard input.
    Files(Vec<PathBuf>),
    /// A log, read from its beginning to the last day that is closed in it.
    Log(Logs),
}

/// How far a history is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayProgress {
    /// How much of the history was replayed.
    pub done: u64,
    /// What there is; 0 when that is not known.
    pub total: u64,
    /// The unit of `done` and `total`.
    pub unit: ProgressUnit,
}

/// What a history is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgressUnit {
    /// Bytes of the files, as they lie there: they are read and sorted.
    Bytes,
    /// Events of the files, in order.
    Events,
    /// Days that are closed.
    Days,
}

/// A history that was shown.
pub struct Played<T> {
    /// Who was shown it.
    pub listener: T,
    /// What of files was taken in, and what was refused.
    pub intake: Intake,
}

/// A history cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of events cannot be read.
    #[error(transparent)]
    Lines(#[from] lines::Error),
    /// A log cannot be read.
    #[error(transparent)]
    Log(#[from] attrition_stream::Error),
    /// Files cannot be sorted.
    #[error(transparent)]
    Sorting(#[from] sorting::Error),
    /// Their events cannot be taken in.
    #[error(transparent)]
    Importer(#[from] importer::Error),
}

/// Shows a history to a listener, until that wants no more.
///
/// Files go through the importer, into one partition. Of a log, org comes whole, then all partitions of the journal in step:
/// none is more than a day ahead. `tell` hears from time to time how far it is.
pub fn play<T: Listener + Send>(
    source: &HistorySource,
    listener: T,
    tell: &mut dyn FnMut(ReplayProgress),
) -> Result<Played<T>, Error> {
    match source {
        HistorySource::Files(paths) => files(paths, listener, tell),
        HistorySource::Log(logs) => Ok(Played { listener: log(logs, listener, tell)?, intake: Intake::default() }),
    }
}

fn files<T: Listener + Send>(
    paths: &[PathBuf],
    mut listener: T,
    tell: &mut dyn FnMut(ReplayProgress),
) -> Result<Played<T>, Error> {
    let mut lines = EventLines::open(paths)?;
    let sorter = Sorter::new(&std::env::temp_dir(), HELD_MAX);
    let texts =
        sort(&mut lines, sorter, &mut |done, total| tell(ReplayProgress { done, total, unit: ProgressUnit::Bytes }))?;
    let names = lines.names();
    let (steps, written) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        let hearing = scope.spawn(move || {
            listener.begin(1);
            written.into_iter().all(|step| show(&mut listener, step));
            listener
        });
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        let writer = StepSender { steps, has_ended: false };
        let mut importer = Importer::open(writer, partitions, "history", &[], OffsetDateTime::now_utc())?;
        importer.take(&texts, &names, &mut |writer, done| {
            tell(ReplayProgress { done, total: texts.len(), unit: ProgressUnit::Events });
            !writer.has_ended
        })?;
        let intake = importer.intake().clone();
        drop(importer);
        let listener = hearing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok(Played { listener, intake })
    })
}

/// Hands steps of an importer over to a listener on another thread.
struct StepSender {
    steps: SyncSender<Step>,
    has_ended: bool,
}

impl Sink for StepSender {
    fn take(&mut self, step: Step) {
        // A listener that wants no more hears no more.
        self.has_ended |= self.steps.send(step).is_err();
    }
}

fn log<T: Listener>(
    logs: &Logs,
    mut listener: T,
    tell: &mut dyn FnMut(ReplayProgress),
) -> Result<T, attrition_stream::Error> {
    let partitions = logs.partitions(Topic::Journal)?;
    listener.begin(partitions);
    let (mut first, mut last) = (None, None);
    logs.scan(Topic::Org, 0, &mut |record| {
        if let Some(day) = closes(&record) {
            first = first.or(Some(day));
            last = last.max(Some(day));
        }
        listener.process_broadcast(&record);
        true
    })?;
    // What was written since the last close has no end yet: partitions would end at different times.
    let Some((first, last)) = first.zip(last) else { return Ok(listener) };
    let days = |day: Date| u64::try_from(day - first + 1).unwrap_or(0);
    thread::scope(|scope| {
        let is_last = move |record: &Record| closes(record).is_some_and(|day| day >= last);
        let stream = |partition| {
            let stream = streams::read(scope, logs, Topic::Journal, partition, is_last);
            JournalPartition { stream, closed: None }
        };
        let mut streams: Vec<JournalPartition> = (0..partitions).map(stream).collect();
        // The one that is least far goes on, to its next close.
        while let Some(place) = (0..streams.len()).min_by_key(|place| streams[*place].closed) {
            let stream = &mut streams[place];
            let before = stream.closed;
            while stream.closed == before {
                let Some(record) = stream.stream.next().transpose()? else {
                    streams.remove(place);
                    break;
                };
                if !listener.process(&record) {
                    return Ok(listener);
                }
                stream.closed = stream.closed.max(closes(&record));
            }
            let closed = streams.iter().map(|stream| stream.closed).min().unwrap_or(Some(last));
            tell(ReplayProgress { done: closed.map_or(0, days), total: days(last), unit: ProgressUnit::Days });
        }
        Ok(listener)
    })
}

/// A partition of the journal, and how far it is.
struct JournalPartition {
    stream: LogStream,
    closed: Option<Date>,
}

/// The day that a record closes. Closes are of nobody, and so have no key.
fn closes(record: &Record) -> Option<Date> {
    match record.key.is_empty().then(|| journal::read(&record.value))?? {
        JournalEntry::DayClosed(close) => Some(close.day),
        _ => None,
    }
}
