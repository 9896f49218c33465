//! Records in the order of other partitions.
//!
//! What an agent's scores depend on is the order of its own events among the closes of days. In the old journal each partition
//! has its own closes: those that were written, and those that an event of long after brought. So the old partitions are
//! read in step, each to its next close, and a day closes in all new partitions once all old ones have closed it.

use std::thread;

use super::Phase;
use super::day_of;
use crate::storage::logs::Logs;
use crate::storage::streams::{self, LogStream};
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::basics::date::Date;
use attrition_core::event::Fact;
use attrition_core::partition::Partition;
use attrition_stream::Error;

/// Records after which a survey tells how far it is.
const TOLD_EVERY: u64 = 65_536;

/// Figures of the log that is to be repartitioned.
pub(super) struct Survey {
    /// Records of the journal.
    pub(super) records: u64,
    /// Records of the journal that are about an agent.
    pub(super) events: u64,
    /// Records of the topic of scores.
    pub(super) scores: u64,
    closed: Vec<Option<Date>>,
}

impl Survey {
    /// Reads through journal and scores.
    pub(super) fn new(
        old: &Logs,
        partitions: u32,
        tell: &mut dyn FnMut(Phase, u64, u64),
    ) -> Result<Self, attrition_stream::Error> {
        let mut survey = Self { records: 0, events: 0, scores: 0, closed: Vec::new() };
        for partition in 0..partitions {
            let mut days = JournalDays::default();
            old.scan(Topic::Journal, partition, &mut |record| {
                survey.records += 1;
                survey.events += u64::from(!record.key.is_empty());
                days.step(&record);
                if survey.records.is_multiple_of(TOLD_EVERY) {
                    tell(Phase::Survey, u64::from(partition), u64::from(partitions));
                }
                true
            })?;
            survey.closed.push(days.closed.map(|close| close.day));
            old.scan(Topic::Scores, partition, &mut |_| {
                survey.scores += 1;
                true
            })?;
            tell(Phase::Survey, u64::from(partition) + 1, u64::from(partitions));
        }
        Ok(survey)
    }

    /// The last day that is closed. Where the partitions are not equally far it fails: agents of a partition that is ahead cannot
    /// share one with agents of another.
    pub(super) fn closed(&self) -> Result<Option<Date>, NotEquallyFar> {
        let (first, last) = (self.closed.iter().min().copied().flatten(), self.closed.iter().max().copied().flatten());
        if first == last {
            return Ok(last);
        }
        Err(NotEquallyFar { first, last })
    }
}

/// Partitions of the journal have closed different days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the partitions of the journal are not equally far: some have closed {}, others {}, because an event of a later day came \
     early; run the service until the next close of a day, and this after it",
    day_or_none(*last),
    day_or_none(*first)
)]
pub(super) struct NotEquallyFar {
    first: Option<Date>,
    last: Option<Date>,
}

fn day_or_none(day: Option<Date>) -> String {
    day.map_or("none".to_owned(), |day| day.to_string())
}

/// The days of a partition of the journal, as its records open and close them.
#[derive(Default)]
struct JournalDays {
    partition: Partition,
    closed: Option<Close>,
}

/// What a record does to the days.
enum DayStep {
    /// It is of the day that is open.
    Stays,
    /// It closes days, and does nothing else.
    Closes,
    /// It comes after the close that it brings.
    Follows,
}

impl JournalDays {
    /// Takes a record in; one that [follows](Step::Follows) a close is of the next day then.
    fn step(&mut self, record: &Record) -> DayStep {
        match journal::read(&record.value) {
            Some(JournalEntry::DayClosed(close)) => {
                if self.partition.is_open(close.day) {
                    self.close(close);
                }
                DayStep::Closes
            }
            Some(JournalEntry::Event(event)) => {
                if let Some(day) = self.partition.due(&event) {
                    self.close(Close::new(day));
                    return DayStep::Follows;
                }
                // The first event of behaviour opens its day, which closes nothing.
                let timeless = matches!(event.fact, Fact::Roster(_) | Fact::Separation(_));
                if self.partition.open().is_none() && !timeless {
                    self.partition.restore_closed(event.date - 1);
                }
                DayStep::Stays
            }
            _ => DayStep::Stays,
        }
    }

    fn close(&mut self, close: Close) {
        self.partition.restore_closed(close.day);
        self.closed = Some(close);
    }
}

/// An old partition, and how far it is.
struct Old {
    stream: LogStream,
    days: JournalDays,
    /// The record that brought the last close.
    next: Option<Record>,
    has_ended: bool,
}

impl Old {
    /// Hands over what comes before the next close.
    fn segment(&mut self, put: &mut dyn FnMut(Record) -> Result<(), Error>) -> Result<(), Error> {
        if let Some(record) = self.next.take() {
            put(record)?;
        }
        loop {
            let Some(record) = self.stream.next().transpose()? else {
                self.has_ended = true;
                return Ok(());
            };
            let before = self.days.closed;
            match self.days.step(&record) {
                DayStep::Stays => put(record)?,
                // Closing twice does nothing.
                DayStep::Closes if self.days.closed == before => {}
                DayStep::Closes => return Ok(()),
                DayStep::Follows => {
                    self.next = Some(record);
                    return Ok(());
                }
            }
        }
    }
}

/// Hands over the journal in the order of `to` partitions.
pub(super) fn journal(
    old: &Logs,
    (from, to): (u32, u32),
    put: &mut dyn FnMut(Output) -> Result<(), Error>,
) -> Result<(), Error> {
    thread::scope(|scope| {
        let open = |partition| {
            let stream = streams::read(scope, old, Topic::Journal, partition, |_| false);
            Old { stream, days: JournalDays::default(), next: None, has_ended: false }
        };
        let mut olds: Vec<Old> = (0..from).map(open).collect();
        let mut closed = None;
        // The one that is least far goes on.
        while let Some(old) = olds.iter_mut().filter(|old| !old.has_ended).min_by_key(|old| old.days.closed) {
            // All others are as far, or farther.
            close(&mut closed, old.days.closed, to, put)?;
            old.segment(&mut |record| {
                let Record { key, value, headers, time_ms, .. } = record;
                let partition = partition_of(&key, to);
                put(Output { topic: Topic::Journal, partition, key, value: Some(value), headers, time_ms })
            })?;
        }
        // They have ended equally far.
        let last = olds.iter().filter_map(|old| old.days.closed).max();
        close(&mut closed, last, to, put)
    })
}

/// Closes the days up to one in every partition, by one record as it was: of a long silence a record closes only the end.
fn close(
    closed: &mut Option<Close>,
    through: Option<Close>,
    partitions: u32,
    put: &mut dyn FnMut(Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let is_later = |through: &Close| closed.is_none_or(|closed| through.day > closed.day);
    let Some(close) = through.filter(is_later) else { return Ok(()) };
    *closed = through;
    let value = journal::write(&JournalEntry::DayClosed(close));
    (0..partitions).try_for_each(|partition| put(Output::new(Topic::Journal, partition, [], value.clone())))
}

/// Hands over the published scores in the order of `to` partitions: by day, as a partition has them.
pub(super) fn scores(
    old: &Logs,
    (from, to): (u32, u32),
    put: &mut dyn FnMut(Option<Date>, Output) -> Result<(), Error>,
) -> Result<(), Error> {
    thread::scope(|scope| {
        let mut olds = Vec::new();
        for partition in 0..from {
            let mut stream = streams::read(scope, old, Topic::Scores, partition, |_| false);
            if let Some(record) = stream.next().transpose()? {
                olds.push((day_of(&record.value), record, stream));
            }
        }
        while let Some(place) = (0..olds.len()).min_by_key(|place| olds[*place].0) {
            let (day, record, stream) = &mut olds[place];
            let next = stream.next().transpose()?;
            let next_day = next.as_ref().and_then(|next| day_of(&next.value));
            let Some(next) = next else {
                let (day, record, _) = olds.remove(place);
                put(day, laid_out(record, to))?;
                continue;
            };
            let (was, record) = (*day, std::mem::replace(record, next));
            // Within a partition days never go back; what cannot be read stays where it was.
            *day = next_day.max(was);
            put(was, laid_out(record, to))?;
        }
        Ok(())
    })
}

fn laid_out(record: Record, partitions: u32) -> Output {
    let Record { topic, key, value, headers, time_ms, .. } = record;
    Output { topic, partition: partition_of(&key, partitions), key, value: Some(value), headers, time_ms }
}
