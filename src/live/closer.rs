//! The timer that closes days.

use time::{Duration, OffsetDateTime};

use crate::engine::date::Date;
use crate::log::{Commit, Ends, Error, Member, StageLog, Step};
use crate::stages::ingest::{Ingest, first_to_close, last_closed};
use crate::stages::{Counts, Outputs};
use crate::wire::journal::{self, Entry};
use crate::wire::topic::Topic;

/// Looking whether all was taken in costs a Kafka client: while there is more, it is worth a look every few seconds.
const LOOK_AGAIN: Duration = Duration::seconds(2);

/// Remembers which day was closed last, by whomever.
#[derive(Debug, Default)]
pub struct Closer {
    closed: Option<Date>,
    looked: Option<OffsetDateTime>,
    /// The day that is over and not closed yet, and where the sources ended when that was first seen.
    due: Option<(Date, Ends)>,
    /// What was counted since it was asked for.
    counts: Counts,
}

impl Closer {
    /// Closes the days that are over, once every event has been taken in that was there when they were first seen to be:
    /// what comes later is not waited for, since on a busy site something always comes. Several instances may close the same
    /// day: closing twice does nothing.
    pub fn close_due<L: StageLog>(&mut self, ingest: &mut Member<Ingest, L>, now: OffsetDateTime) -> Result<(), Error> {
        let over = last_closed(now);
        let just_looked = self.looked.is_some_and(|looked| now - looked < LOOK_AGAIN);
        if just_looked || self.closed.is_some_and(|closed| closed >= over) {
            return Ok(());
        }
        self.looked = Some(now);
        let (day, ends) = self.due.get_or_insert_with(|| (over, Ends::default()));
        if *day != over {
            (*day, *ends) = (over, Ends::default());
        }
        if !ingest.log().is_past(ends)? || ingest.held_bytes() > 0 {
            return Ok(());
        }
        for record in ingest.log().broadcast(Topic::Org)? {
            if let Some(Entry::DayClosed(day)) = journal::read(&record.value) {
                self.closed = self.closed.max(Some(day));
            }
        }
        let mut out = Outputs::default();
        for day in first_to_close(self.closed, over).0..=over.0 {
            ingest.stage().close(Date(day), &mut out);
        }
        let Outputs { records: outputs, counts, .. } = out;
        let step = Step { outputs, positions: Vec::new() };
        // What was not committed is not closed: the next look tries again.
        if step.outputs.is_empty() || ingest.log().commit(step)? == Commit::Done {
            tracing::info!(through = %over, "days are closed");
            self.counts.merge(&counts);
            (self.closed, self.due) = (self.closed.max(Some(over)), None);
        }
        Ok(())
    }

    /// The last day that is known to be closed.
    pub fn closed(&self) -> Option<Date> {
        self.closed
    }

    /// What was counted since this was asked for.
    pub fn counts(&mut self) -> Counts {
        std::mem::take(&mut self.counts)
    }
}
