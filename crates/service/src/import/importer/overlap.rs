//! Events of days that are closed already: a history that comes too late to be one.

use time::OffsetDateTime;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::import::sorting::{RecordedAt, TimedText};
use crate::storage::logs::Logs;
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::event::Event;
use attrition_core::windows::span::WINDOW_DAYS;
use attrition_pipeline::ingest::closes_at;
use attrition_stream;

/// Events of an input that are not in the log lie in days that are closed in it, and were recorded before these closed: they would
/// change no score of those days, and those of more than ninety days ago would change nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{count} of {of} events are new and lie in days that are closed in this log (up to {closed}): their business dates are {first} to {last}. \
     Nothing was imported. A history is imported before its days are closed: into a log that is empty, all files of it in one \
     command. For an empty log, set `log.dir` to a new folder (on Kafka, `log.group` and `log.topics` to new names); what was \
     posted to this log is not in it, and must be posted again. `--late` takes these events in as late ones: they raise no alert \
     about their days, and {too_old} of them are older than {WINDOW_DAYS} days and would change nothing"
)]
pub struct Overlap {
    /// Events that are new and lie in days that are closed.
    pub count: u64,
    /// Events of the input.
    pub of: u64,
    /// The last day that is closed.
    pub closed: Date,
    /// First business date of these events.
    pub first: Date,
    /// Last business date of these events.
    pub last: Date,
    /// Events of them that are older than anything that is remembered.
    pub too_old: u64,
}

/// Looks for such events.
pub(super) struct Closed {
    day: Date,
    at: RecordedAt,
    now: OffsetDateTime,
    events: Vec<ClosedDayEvent>,
}

/// An event of a closed day.
struct ClosedDayEvent {
    /// What is left of its agent, its business date and its id: by these a repeated one is known.
    name: u64,
    date: Date,
    is_known: bool,
}

impl Closed {
    /// Days are closed up to `day`.
    pub(super) fn through(day: Date, now: OffsetDateTime) -> Self {
        Self { day, at: RecordedAt::new(closes_at(day)), now, events: Vec::new() }
    }

    /// Whether what was recorded at this moment, or later, is no part of the days that are closed: it could not be known when
    /// they closed.
    pub(super) fn is_past(&self, moment: RecordedAt) -> bool {
        moment >= self.at
    }

    /// Looks at a text that was recorded before.
    pub(super) fn compare(&mut self, text: &TimedText) {
        let Ok(incoming) = cloudevent::read(&text.bytes, &[], self.now) else { return };
        let date = incoming.event.date;
        if date <= self.day {
            let name = name(&incoming.agent, &incoming.event);
            self.events.push(ClosedDayEvent { name, date, is_known: false });
        }
    }

    /// Lets go of events that stand in the journal already: repeated, they change nothing. The journal is read as far as it
    /// takes, and only where there is something to be looked for.
    pub(super) fn forget_known(&mut self, logs: &Logs) -> Result<(), attrition_stream::Error> {
        self.events.sort_unstable_by_key(|found| found.name);
        let (mut left, mut partition) = (self.events.len(), 0);
        let partitions = if left == 0 { 0 } else { logs.partitions(Topic::Journal)? };
        while partition < partitions && left > 0 {
            logs.scan(Topic::Journal, partition, &mut |record| {
                if let Ok((agent, JournalEntry::Event(event))) = journal::read_record(&record) {
                    left -= self.mark(name(agent, &event));
                }
                left > 0
            })?;
            partition += 1;
        }
        self.events.retain(|found| !found.is_known);
        Ok(())
    }

    /// Marks the events of a name as known; how many were not.
    fn mark(&mut self, name: u64) -> usize {
        let first = self.events.partition_point(|found| found.name < name);
        let same = self.events[first..].iter_mut().take_while(|found| found.name == name);
        same.map(|found| usize::from(!std::mem::replace(&mut found.is_known, true))).sum()
    }

    /// The new events of closed days, counted but for `of`; `None` where there is none.
    pub(super) fn found(self) -> Option<Overlap> {
        let (closed, dates) = (self.day, || self.events.iter().map(|found| found.date));
        let too_old = dates().filter(|date| *date <= closed - WINDOW_DAYS as i32).count() as u64;
        let (first, last) = dates().min().zip(dates().max())?;
        Some(Overlap { count: self.events.len() as u64, of: 0, closed, first, last, too_old })
    }
}

fn name(agent: &str, event: &Event) -> u64 {
    xxh3_64_with_seed(agent.as_bytes(), event.fingerprint.0 ^ u64::from(event.date.0.cast_unsigned()).rotate_right(24))
}
