//! Import: lines of events into the log, through the ingest stage, with day closes and a place to go on from.
//!
//! How far an import has come is a record in org, committed with what was imported. So a killed import goes on where it
//! was, on every log, and importing a file again does nothing.

use time::OffsetDateTime;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::intake::Intake;
use crate::engine::date::Date;
use crate::log::{Commit, Error, StageLog, Step};
use crate::stages::ingest::{Ingest, Partitions, first_to_close, last_closed};
use crate::stages::{Counts, Outputs};
use crate::wire::cloudevent::local_date;
use crate::wire::journal::{self, Entry, Imported};
use crate::wire::record::{Output, Record};
use crate::wire::topic::Topic;

/// Outputs of one step.
const STEP_MAX: usize = 20_000;

/// An import in progress.
pub struct Importer<L> {
    log: L,
    ingest: Ingest,
    origin: String,
    done: Imported,
    line: u64,
    hash: u64,
    out: Outputs,
    counts: Counts,
    intake: Intake,
}

impl<L: StageLog> Importer<L> {
    /// Begins or goes on with the import of an input. `head` is its beginning, by which it is known again; `origin` names
    /// it in dead letters; `now` is the clock that no event may be ahead of.
    pub fn open(
        mut log: L,
        partitions: Partitions,
        origin: &str,
        head: &[u8],
        now: OffsetDateTime,
    ) -> Result<Self, Error> {
        let source = xxh3_64(head);
        let mut done = Imported { source, ..Imported::default() };
        for record in log.broadcast(Topic::Org)? {
            match journal::read(&record.value) {
                Some(Entry::Imported(imported)) if imported.source == source => done = imported,
                _ => {}
            }
        }
        let ingest = Ingest::new(partitions, now);
        let (out, counts, intake) = (Outputs::default(), Counts::default(), Intake::default());
        Ok(Self { log, ingest, origin: origin.to_owned(), done, line: 0, hash: 0, out, counts, intake })
    }

    /// Lines that an earlier run has already taken in.
    pub fn already_done(&self) -> u64 {
        self.done.lines
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
        self.ingest.set_clock(now);
    }

    /// Takes in the next line of an input that has one name.
    pub fn line(&mut self, line: &[u8]) -> Result<(), Error> {
        let (origin, number) = (self.origin.clone(), self.line + 1);
        self.text(line, &origin, number, 0)
    }

    /// Takes in the next text, which stands in a line of a file, as one of several events where that is not 0: where a dead
    /// letter says it stood.
    pub fn text(&mut self, line: &[u8], origin: &str, number: u64, event: u64) -> Result<(), Error> {
        self.line += 1;
        self.hash = xxh3_64_with_seed(line, self.hash);
        if self.line <= self.done.lines {
            return self.check_known();
        }
        let text = line.trim_ascii();
        if !text.is_empty() {
            self.event(text, origin, number, event);
        }
        (self.done.lines, self.done.hash) = (self.line, self.hash);
        if self.out.records.len() >= STEP_MAX { self.commit() } else { Ok(()) }
    }

    /// Ends the input: closes its days, unless an earlier run has seen more of it.
    pub fn finish(&mut self) -> Result<(), Error> {
        if self.line < self.done.lines {
            return Err(self.is_another(&format!("ends after line {} of {}", self.line, self.done.lines)));
        }
        self.close_days()
    }

    /// Closes every day up to the last on which something was recorded, and commits.
    pub fn close_days(&mut self) -> Result<(), Error> {
        if let Some(last) = self.done.last_day {
            self.close_through(last);
        }
        if self.out.records.is_empty() { Ok(()) } else { self.commit() }
    }

    /// The log.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// The log, when all is done.
    pub fn into_log(self) -> L {
        self.log
    }

    fn check_known(&self) -> Result<(), Error> {
        if self.line < self.done.lines || self.hash == self.done.hash {
            return Ok(());
        }
        Err(self.is_another(&format!("is not the same up to line {}", self.line)))
    }

    fn is_another(&self, how: &str) -> Error {
        let doing = format!(
            "`{}` begins like an input that was imported before, but {how}: nothing was imported; \
             give only the lines that are new",
            self.origin
        );
        Error { doing, source: None }
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
            Err(refusal) => return self.intake.refuse(origin, number, event, &refusal),
        };
        self.intake.taken += 1;
        self.done.clock_s = self.done.clock_s.max(time.unix_timestamp());
        self.done.last_day = self.done.last_day.max(Some(local_date(time)));
        let clock = OffsetDateTime::from_unix_timestamp(self.done.clock_s).unwrap_or(time);
        let over = last_closed(clock);
        if self.done.closed.is_none_or(|closed| closed < over) {
            // The days that are over by this event's time close before it.
            let event = self.out.records.split_off(before);
            self.close_through(over);
            self.out.records.extend(event);
        }
    }

    fn close_through(&mut self, last: Date) {
        for day in first_to_close(self.done.closed, last).0..=last.0 {
            self.ingest.close(Date(day), &mut self.out);
        }
        self.done.closed = self.done.closed.max(Some(last));
    }

    fn commit(&mut self) -> Result<(), Error> {
        let progress = journal::write(&Entry::Imported(self.done.clone()));
        self.out.records.push(Output::new(Topic::Org, 0, [], progress));
        let Outputs { records, counts, .. } = std::mem::take(&mut self.out);
        match self.log.commit(Step { outputs: records, positions: Vec::new() })? {
            Commit::Done => self.counts.merge(&counts),
            Commit::Aborted | Commit::Unknown => {
                let doing = "the log refused a step of the import: run it again, it goes on where it was";
                return Err(Error { doing: doing.to_owned(), source: None });
            }
        }
        Ok(())
    }
}
