//! The timer that closes days.

use time::OffsetDateTime;

use crate::engine::date::Date;
use crate::log::{Error, Member, StageLog, Step};
use crate::stages::Outputs;
use crate::stages::ingest::{Ingest, last_closed};
use crate::wire::journal::{self, Entry};
use crate::wire::topic::Topic;

/// Remembers which day was closed last, by whomever.
#[derive(Debug, Default)]
pub struct Closer {
    closed: Option<Date>,
}

impl Closer {
    /// Closes the days that are over, once every event that is there has been taken in. Several instances may close the
    /// same day: closing twice does nothing.
    pub fn close_due<L: StageLog>(&mut self, ingest: &mut Member<Ingest, L>, now: OffsetDateTime) -> Result<(), Error> {
        let over = last_closed(now);
        if self.closed.is_some_and(|closed| closed >= over) || !ingest.log().is_caught_up()? {
            return Ok(());
        }
        for record in ingest.log().broadcast(Topic::Org)? {
            if let Some(Entry::DayClosed(day)) = journal::read(&record.value) {
                self.closed = self.closed.max(Some(day));
            }
        }
        let mut out = Outputs::default();
        // Before the first close nothing is known of earlier days: one close stands for them all.
        let first = self.closed.map_or(over, |closed| closed + 1);
        for day in first.0..=over.0 {
            ingest.stage().close(Date(day), &mut out);
        }
        if !out.records.is_empty() {
            ingest.log().commit(Step { outputs: out.records, positions: Vec::new() })?;
            tracing::info!(through = %over, "closed days");
        }
        self.closed = self.closed.max(Some(over));
        Ok(())
    }
}
