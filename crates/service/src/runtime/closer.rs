//! The timer that closes days.

use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::{IngestStage, due, last_closed};
use attrition_pipeline::{Counts, Outputs, UnreadableRecord};
use attrition_stream::{Commit, EndOffsets, Error, StageLog, StageRunner, Step};

/// Looking whether all was taken in costs a Kafka client: while there is more, it is worth a look every few seconds.
const LOOK_AGAIN: Duration = Duration::seconds(2);

/// How long an import that has written nothing, and has not ended, keeps days open: it may be under way beside the service, and
/// the rest of it belongs to these days. If it was killed, run it again within this time; otherwise the rest is late.
const IMPORT_PATIENCE: Duration = Duration::minutes(15);

/// Remembers which day was closed last, by whomever.
#[derive(Debug, Default)]
pub struct Closer {
    closed: Option<Date>,
    /// The last close was of a history.
    after_history: bool,
    /// Imports that have not ended, by their source: when each has written last.
    imports: BTreeMap<u64, OffsetDateTime>,
    /// Those of them that keep days open.
    waited_for: BTreeSet<u64>,
    /// Where a record that cannot be read came after the last close: it may be a close itself, or the progress of an import.
    in_doubt: Option<u64>,
    /// The doubt that was told.
    told_doubt: Option<u64>,
    /// Records of org that cannot be read.
    unheard: Vec<UnreadableRecord>,
    /// Org tells of something that lies in a day: nothing does in what was refused, nor in a model that was published.
    has_days: bool,
    /// It was told that the log holds nothing.
    is_empty: bool,
    looked: Option<OffsetDateTime>,
    /// The day that is over and not closed yet, and where the sources ended when that was first seen.
    due: Option<(Date, EndOffsets)>,
    /// What was counted since it was asked for.
    counts: Counts,
}

impl Closer {
    /// Closes the days that are over, once every event has been taken in that was there when they were first seen to be:
    /// what comes later is not waited for, since on a busy site something always comes. Several instances may close the same
    /// day: closing twice does nothing. None is closed while it is not known which one is next.
    pub fn close_due<L: StageLog>(
        &mut self,
        ingest: &mut StageRunner<IngestStage, L>,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        let over = last_closed(now);
        let just_looked = self.looked.is_some_and(|looked| now - looked < LOOK_AGAIN);
        if just_looked || self.closed.is_some_and(|closed| closed >= over) {
            return Ok(());
        }
        self.looked = Some(now);
        let (day, ends) = self.due.get_or_insert_with(|| (over, EndOffsets::default()));
        if *day != over {
            (*day, *ends) = (over, EndOffsets::default());
        }
        if !ingest.log().is_past(ends)? || ingest.held_bytes() > 0 {
            return Ok(());
        }
        let has_sources = !ends.are_zero();
        for record in ingest.log().broadcast(Topic::Org)? {
            self.apply(&record);
        }
        if let Some(offset) = self.in_doubt {
            if self.told_doubt.replace(offset) != Some(offset) {
                tracing::error!(
                    offset,
                    "no day is closed: a record of `org` that cannot be read may close a day, or be of an import"
                );
            }
            return Ok(());
        }
        if self.closed.is_none() && !self.has_days && !has_sources {
            // Nothing lies in any day. A history may be imported yet, and its days must be open then.
            self.due = None;
            if !std::mem::replace(&mut self.is_empty, true) {
                tracing::info!(
                    "nothing is in the log yet: no day is closed before there is, so that a history can be imported"
                );
            }
            return Ok(());
        }
        if self.is_import_under_way(now) {
            return Ok(());
        }
        let mut out = Outputs::default();
        for close in due(self.closed, over) {
            // After a history, what is overdue belongs to it; people are told of the day that has just ended.
            let is_history = self.after_history && close.day < over;
            ingest.stage().close(Close { is_history, ..close }, &mut out);
        }
        let Outputs { records: outputs, counts, .. } = out;
        let step = Step { outputs, positions: Vec::new() };
        // What was not committed is not closed: the next look tries again.
        if step.outputs.is_empty() || ingest.log().commit(step)? == Commit::Done {
            tracing::info!(through = %over, "days are closed");
            self.counts.merge(&counts);
            (self.closed, self.due, self.after_history) = (self.closed.max(Some(over)), None, false);
        }
        Ok(())
    }

    fn apply(&mut self, record: &Record) {
        match journal::read_record(record) {
            Ok((_, JournalEntry::DayClosed(close))) => {
                (self.has_days, self.in_doubt) = (true, None);
                if self.closed.is_none_or(|closed| closed < close.day) {
                    (self.closed, self.after_history) = (Some(close.day), close.is_history);
                }
            }
            Ok((_, JournalEntry::Imported(imported))) if imported.is_over => {
                self.has_days |= imported.last_day.is_some();
                self.imports.remove(&imported.source);
                self.waited_for.remove(&imported.source);
            }
            Ok((_, JournalEntry::Imported(imported))) => {
                self.has_days |= imported.last_day.is_some();
                let seconds = i64::try_from(record.time_ms / 1_000).unwrap_or_default();
                let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
                self.imports.insert(imported.source, at);
            }
            Ok((_, JournalEntry::Event(_))) => self.has_days = true,
            Ok((_, JournalEntry::Decided(_))) => {}
            Err(why) => {
                // A record of someone neither closes a day nor is of an import.
                if record.key.is_empty() {
                    self.in_doubt = Some(record.offset);
                }
                self.unheard.push(UnreadableRecord { record: record.clone(), why: why.to_owned() });
            }
        }
    }

    fn is_import_under_way(&mut self, now: OffsetDateTime) -> bool {
        self.imports.retain(|_, at| now - *at < IMPORT_PATIENCE);
        let has_stopped = |source: &u64| !self.imports.contains_key(source);
        if self.waited_for.iter().any(has_stopped) {
            tracing::warn!(
                "an import has not ended and writes nothing any more: days are closed without the rest of it"
            );
        }
        if self.waited_for.is_empty() && !self.imports.is_empty() {
            tracing::info!(
                "an import has not ended: days are closed when it has, or when it has written nothing for a while"
            );
        }
        // One that had stopped before this process looked for the first time is no news.
        self.waited_for = self.imports.keys().copied().collect();
        !self.imports.is_empty()
    }

    /// The last day that is known to be closed.
    pub fn closed(&self) -> Option<Date> {
        self.closed
    }

    /// What was counted since this was asked for.
    pub fn counts(&mut self) -> Counts {
        std::mem::take(&mut self.counts)
    }

    /// The records of org that could not be read since this was asked for.
    pub fn unheard(&mut self) -> Vec<UnreadableRecord> {
        std::mem::take(&mut self.unheard)
    }
}
