//! Ingest: source topics to journal, org and dead letters. It has no state.

use time::OffsetDateTime;

use super::{Count, Flow, Outputs, Stage};
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::dead_letter;
use attrition_contracts::incoming::refusal::Refusal;
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::{CLOSE_AFTER_H, Moment};
use attrition_core::event::Fact;
use attrition_core::windows::span::WINDOW_DAYS;

/// The ingest stage. Time is given to it.
#[derive(Debug)]
pub struct IngestStage {
    partitions: Partitions,
    now: OffsetDateTime,
}

/// Partitions of the topics that ingest writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partitions {
    /// Number of partitions of the journal.
    pub journal: u32,
    /// Of the dead letters.
    pub dead_letters: u32,
}

impl IngestStage {
    /// An ingest stage whose clock says `now`.
    pub fn new(partitions: Partitions, now: OffsetDateTime) -> Self {
        Self { partitions, now }
    }

    /// Sets the clock, which the `time` of events may not be ahead of.
    pub fn set_clock(&mut self, now: OffsetDateTime) {
        self.now = now;
    }

    /// Takes in a record: to the journal, or to the dead letters. `origin` names the topic or file it came from.
    /// Returns when the event was recorded.
    pub fn accept(&self, record: &Record, origin: &str, out: &mut Outputs) -> Result<OffsetDateTime, Refusal> {
        let incoming = match cloudevent::read_record(record, self.now) {
            Ok(incoming) => incoming,
            Err(refusal) => {
                out.counts.add(Count::DeadLetter(refusal.code));
                out.records.push(dead_letter::write(record, origin, &refusal, self.partitions.dead_letters));
                return Err(refusal);
            }
        };
        out.counts.add(Count::Ingested(incoming.kind));
        let agent = incoming.agent.as_bytes();
        let is_org = matches!(incoming.event.fact, Fact::Roster(_) | Fact::Separation(_));
        let value = journal::write(&JournalEntry::Event(incoming.event));
        if is_org {
            out.records.push(Output::new(Topic::Org, 0, agent, value.clone()));
        }
        out.records.push(Output::new(Topic::Journal, partition_of(agent, self.partitions.journal), agent, value));
        Ok(incoming.time)
    }

    /// Closes a day in every journal partition and in org.
    pub fn close(&self, close: Close, out: &mut Outputs) {
        self.begin(close, out);
        out.counts.add(Count::DayClosed);
    }

    /// Writes the close of a day that nothing lies in, and after which all begin.
    pub fn begin(&self, close: Close, out: &mut Outputs) {
        let value = journal::write(&JournalEntry::DayClosed(close));
        out.records.push(Output::new(Topic::Org, 0, [], value.clone()));
        for partition in 0..self.partitions.journal {
            out.records.push(Output::new(Topic::Journal, partition, [], value.clone()));
        }
    }
}

/// When a day closes: [`CLOSE_AFTER_H`] hours after its end in UTC.
pub fn closes_at(day: Date) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(Moment::close_of(day).0 / 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// The last day that is over at a time: its end lies [`CLOSE_AFTER_H`] hours back.
pub fn last_closed(now: OffsetDateTime) -> Date {
    let utc = (now - time::Duration::hours(CLOSE_AFTER_H)).to_offset(time::UtcOffset::UTC);
    cloudevent::local_date(utc) - 1
}

/// The closes that are due up to `last`: of the days after the last that was closed. Of a silence longer than a window only the
/// end is closed, for nothing is left of what came before it; and before the first close nothing is known of earlier days: one
/// close stands for them all.
pub fn due(closed: Option<Date>, last: Date) -> impl Iterator<Item = Close> {
    let first = closed.map_or(last, |closed| (closed + 1).max(last - (WINDOW_DAYS as i32 - 1)));
    let is_capped = closed.is_some_and(|closed| first > closed + 1);
    (first.0..=last.0).map(move |day| {
        let is_after_silence = is_capped && day == first.0;
        Close { is_after_silence, ..Close::new(Date(day)) }
    })
}

impl Stage for IngestStage {
    type State = ();

    fn name(&self) -> StageName {
        StageName::Ingest
    }

    fn inputs(&self) -> &'static [Topic] {
        &Topic::SOURCES
    }

    fn empty(&self) {}

    fn adopt(&mut self, _partition: u32, (): ()) {}

    fn state_of(&self, _partition: u32) -> Option<&()> {
        None
    }

    fn revoke(&mut self, _partition: u32) {}

    fn process_broadcast(&mut self, _record: &Record) {}

    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow {
        // A refusal is in the dead letters and in the counts: that is all there is to do about it.
        let _ = self.accept(record, record.topic.role(), out);
        Flow::Taken
    }

    fn flush(&mut self, _out: &mut Outputs) {}
}
