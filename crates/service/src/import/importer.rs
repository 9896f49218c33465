//! Import: texts of events into the log, through the ingest stage, with day closes and a place to go on from.
//!
//! How far an import has come is a record in org, committed with what was imported. So a killed import goes on where it
//! was, on every log, and importing a file again does nothing. An input that begins like another and differs from it is a new
//! one, with a record of its own. Days close as they do in service, by the times of the events:
//! a day that was not over when the last event was recorded stays open.

mod overlap;
mod progress;
mod sorted;

use std::sync::Arc;

use time::OffsetDateTime;
use xxhash_rust::xxh3::xxh3_64_with_seed;

pub use self::overlap::Overlap;
use self::progress::{AllProgress, ImportProgress, UntimedTexts};
use crate::import::intake::Intake;
use crate::import::sorting::{self, Sorted};
use crate::storage::logs::Logs;
use attrition_contracts::incoming::cloudevent::local_date;
use attrition_contracts::records::journal::{self, Close, Imported, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::{IngestStage, Partitions, due, last_closed};
use attrition_pipeline::{Counts, Outputs};
use attrition_stream::{self, Commit, Remedy, StageLog, Step};

/// Outputs of one step.
const STEP_MAX: usize = 20_000;

/// An input cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log cannot be written, or the input is another than it was.
    #[error(transparent)]
    Log(#[from] attrition_stream::Error),
    /// The input cannot be read in order.
    #[error(transparent)]
    Sorting(#[from] sorting::Error),
    /// Events lie in days that are closed.
    #[error(transparent)]
    Overlap(#[from] Overlap),
}

/// What earlier runs on an input took in and refused. Of an input that has grown, it is counted anew from there on: what the
/// run refused that came to its end is told apart.
fn counted_before(done: &mut Imported) -> Intake {
    let refused_then = if done.is_over { std::mem::take(&mut done.refused) } else { 0 };
    if done.is_over {
        done.taken = 0;
    }
    Intake { taken_before: done.taken, refused_before: done.refused, refused_then, ..Intake::default() }
}

/// An import in progress.
pub struct Importer<L> {
    log: L,
    ingest: IngestStage,
    origin: Arc<str>,
    now: OffsetDateTime,
    done: Imported,
    /// Texts without a time that are in the dead letters.
    untimed: UntimedTexts,
    /// The progress of inputs that begin like this one, until it is known which of them it continues.
    alike: Vec<ImportProgress>,
    is_another: bool,
    /// The last day that is closed in the log, by whomever.
    closed: Option<Date>,
    takes_late: bool,
    /// The log as it can be read, for what is in it already.
    recorded: Option<Logs>,
    is_history: bool,
    late: Option<Overlap>,
    line: u64,
    hash: u64,
    out: Outputs,
    counts: Counts,
    repeated: u64,
    intake: Intake,
}

impl<L: StageLog> Importer<L> {
    /// Begins or goes on with the import of an input, unless the log has a record that cannot be read and may say how far it
    /// has come. `head` is its beginning, by which it is known again; `origin` names it in dead letters; `now` is the clock that
    /// no event may be ahead of.
    pub fn open(
        mut log: L,
        partitions: Partitions,
        origin: &str,
        head: &[u8],
        now: OffsetDateTime,
    ) -> Result<Self, attrition_stream::Error> {
        let (mut all, mut closed) = (AllProgress::default(), None);
        for record in log.broadcast(Topic::Org)? {
            match journal::read_record(&record) {
                Ok((_, JournalEntry::Imported(imported))) => all.add(&imported),
                Ok((_, JournalEntry::DayClosed(close))) => closed = closed.max(Some(close.day)),
                // A record of someone says neither what was imported nor what is closed.
                Err(why) if record.key.is_empty() => return Err(unreadable(&record, why)),
                Ok(_) | Err(_) => {}
            }
        }
        let alike = all.beginning_with(head);
        let ImportProgress { mut done, untimed } = alike[0].clone();
        let intake = counted_before(&mut done);
        let ingest = IngestStage::new(partitions, now);
        let (out, counts) = (Outputs::default(), Counts::default());
        Ok(Self {
            log,
            ingest,
            origin: origin.into(),
            now,
            done,
            untimed,
            alike,
            is_another: false,
            closed,
            takes_late: false,
            recorded: None,
            is_history: false,
            late: None,
            line: 0,
            hash: 0,
            out,
            counts,
            repeated: 0,
            intake,
        })
    }

    /// The same, for days that are past: what comes of them is history, and nobody is told of it.
    #[must_use]
    pub fn of_history(mut self) -> Self {
        self.is_history = true;
        self
    }

    /// The same, that takes events of closed days in as late ones.
    #[must_use]
    pub fn taking_late(mut self, takes_late: bool) -> Self {
        self.takes_late = takes_late;
        self
    }

    /// The same, that can look up which events are in the log already: those do not count as events of closed days.
    #[must_use]
    pub fn knowing(mut self, logs: &Logs) -> Self {
        self.recorded = Some(logs.clone());
        self
    }

    /// Texts of an input that an earlier run has already taken in or refused.
    pub fn already_done(&self, texts: &Sorted) -> u64 {
        let is_same = self.done.untimed == texts.untimed_sum;
        self.done.lines + if is_same { self.done.untimed_lines } else { 0 }
    }

    /// Events of closed days that were taken in as late ones.
    pub fn late(&self) -> Option<&Overlap> {
        self.late.as_ref()
    }

    /// The local date on which the last event so far was recorded.
    pub fn last_day(&self) -> Option<Date> {
        self.done.last_day
    }

    /// Whether it begins like an input that was imported before, and does not continue it: it is a new one.
    pub fn begins_like_another(&self) -> bool {
        self.is_another
    }

    /// Lines that stood there more than once, word for word: each was taken in once.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// What this run has counted so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// What of this run's texts was taken in, and what was refused.
    pub fn intake(&self) -> &Intake {
        &self.intake
    }

    /// Sets the clock that no event may be ahead of.
    pub fn set_clock(&mut self, now: OffsetDateTime) {
        self.now = now;
        self.ingest.set_clock(now);
    }

    /// Takes in the next line of an input that has one name, as it comes.
    pub fn line(&mut self, line: &[u8]) -> Result<(), attrition_stream::Error> {
        let (origin, number) = (Arc::clone(&self.origin), self.line + 1);
        self.text(line, &origin, number, 0)
    }

    /// Takes in the next text, which stands in a line of a file, as one of several events where that is not 0: where a dead
    /// letter says it stood.
    fn text(&mut self, line: &[u8], origin: &str, number: u64, event: u64) -> Result<(), attrition_stream::Error> {
        self.line += 1;
        self.hash = xxh3_64_with_seed(line, self.hash);
        if self.line <= self.done.lines {
            return self.check_known();
        }
        let text = line.trim_ascii();
        if !text.is_empty() {
            self.event(text, origin, number, event);
        }
        (self.done.lines, self.done.hash, self.done.is_over) = (self.line, self.hash, false);
        if self.out.records.len() >= STEP_MAX { self.commit() } else { Ok(()) }
    }

    /// Ends the input. Days that are not over stay open: the service closes them.
    pub fn finish(&mut self) -> Result<(), attrition_stream::Error> {
        if self.line < self.done.lines {
            return Err(self.is_another(&format!("ends after {} of {} events", self.line, self.done.lines)));
        }
        let is_anything = self.done.lines > 0 || self.done.untimed_lines > 0;
        if is_anything && !self.done.is_over {
            self.done.is_over = true;
            return self.commit();
        }
        Ok(())
    }

    /// Closes every day up to the last on which something was recorded, and commits: for whoever plays days as they pass,
    /// and knows that nothing more of them comes.
    pub fn close_days(&mut self) -> Result<(), attrition_stream::Error> {
        if let Some(last) = self.done.last_day {
            self.close_through(last);
        }
        let is_under_way = !self.done.is_over && self.done.lines > 0;
        self.done.is_over = true;
        if self.out.records.is_empty() && !is_under_way { Ok(()) } else { self.commit() }
    }

    /// The log that the input is imported into.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// The log, when all is done.
    pub fn into_log(self) -> L {
        self.log
    }

    fn check_known(&self) -> Result<(), attrition_stream::Error> {
        if self.line < self.done.lines || self.hash == self.done.hash {
            return Ok(());
        }
        Err(self.is_another(&format!("is not the same up to its event {}", self.line)))
    }

    fn is_another(&self, how: &str) -> attrition_stream::Error {
        let doing = format!(
            "`{}` begins like an input that was imported before, but {how}: nothing was imported; \
             give only the events that are new",
            self.origin
        );
        attrition_stream::Error::new(Remedy::ChangeSettings, doing)
    }

    fn event(&mut self, text: &[u8], origin: &str, number: u64, event: u64) {
        let record = Record {
            topic: Topic::Journal,
            partition: 0,
            offset: number,
            key: Box::default(),
            value: text.into(),
            is_null: false,
            headers: Vec::new(),
            time_ms: 0,
        };
        let before = self.out.records.len();
        // A refusal is in the dead letters; who imports is told of it at the end.
        let time = match self.ingest.accept(&record, origin, &mut self.out) {
            Ok(time) => time,
            Err(refusal) => {
                self.done.refused += 1;
                return self.intake.refuse(origin, number, event, &refusal);
            }
        };
        self.done.taken += 1;
        self.intake.taken += 1;
        self.done.clock_s = self.done.clock_s.max(time.unix_timestamp());
        self.done.last_day = self.done.last_day.max(Some(local_date(time)));
        let over = self.over(OffsetDateTime::from_unix_timestamp(self.done.clock_s).unwrap_or(time));
        if self.closed.is_none_or(|closed| closed < over) {
            // The days that are over by this event's time close before it.
            let event = self.out.records.split_off(before);
            self.close_through(over);
            self.out.records.extend(event);
        }
    }

    /// The last day that is over when something was recorded at this time. What a sender's clock is ahead closes nothing, and
    /// the day that has just ended is none of a history: the service closes it, and people are told of it.
    fn over(&self, clock: OffsetDateTime) -> Date {
        let ended = last_closed(self.now);
        last_closed(clock).min(if self.is_history { ended - 1 } else { ended })
    }

    fn close_through(&mut self, last: Date) {
        let as_it_is = |close: Close| Close { is_history: self.is_history, ..close };
        match self.closed {
            Some(_) => {
                for close in due(self.closed, last) {
                    self.ingest.close(as_it_is(close), &mut self.out);
                }
            }
            // Nothing lies in the days before the first event: the close of the last of them is where all begin.
            None => self.ingest.begin(as_it_is(Close::new(last)), &mut self.out),
        }
        self.closed = self.closed.max(Some(last));
    }

    fn commit(&mut self) -> Result<(), attrition_stream::Error> {
        let progress = journal::write(&JournalEntry::Imported(self.done.clone()));
        self.out.records.push(Output::new(Topic::Org, 0, [], progress));
        let Outputs { records, counts, .. } = std::mem::take(&mut self.out);
        match self.log.commit(Step { outputs: records, positions: Vec::new() })? {
            Commit::Done => {
                self.done.untimed_hashes.clear();
                self.counts.merge(&counts);
            }
            Commit::Aborted | Commit::Unknown => {
                let doing = "the log refused a step of the import: run it again, it goes on where it was";
                return Err(attrition_stream::Error::new(Remedy::RunAgain, doing));
            }
        }
        Ok(())
    }
}

fn unreadable(record: &Record, why: &str) -> attrition_stream::Error {
    let offset = record.offset;
    let doing = format!(
        "the record of `org` at offset {offset} cannot be read, and it may say what is imported already: {why}. \
         Nothing was imported"
    );
    attrition_stream::Error::new(Remedy::RestoreBackup, doing)
}
