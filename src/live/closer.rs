//! The timer that closes days.

use time::{Duration, OffsetDateTime};

use crate::engine::date::Date;
use crate::log::{Commit, Error, Member, StageLog, Step};
use crate::stages::Outputs;
use crate::stages::ingest::{Ingest, first_to_close, last_closed};
use crate::wire::journal::{self, Entry};
use crate::wire::topic::Topic;

/// Looking whether all was taken in costs a Kafka client: while there is more, it is worth a look every few seconds.
const LOOK_AGAIN: Duration = Duration::seconds(2);

/// Remembers which day was closed last, by whomever.
#[derive(Debug, Default)]
pub struct Closer {
    closed: Option<Date>,
    looked: Option<OffsetDateTime>,
}

impl Closer {
    /// Closes the days that are over, once every event that is there has been taken in. Several instances may close the
    /// same day: closing twice does nothing.
    pub fn close_due<L: StageLog>(&mut self, ingest: &mut Member<Ingest, L>, now: OffsetDateTime) -> Result<(), Error> {
        let over = last_closed(now);
        let just_looked = self.looked.is_some_and(|looked| now - looked < LOOK_AGAIN);
        if just_looked || self.closed.is_some_and(|closed| closed >= over) {
            return Ok(());
        }
        self.looked = Some(now);
        if ingest.held_bytes() > 0 || !ingest.log().is_caught_up()? {
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
        let step = Step { outputs: out.records, positions: Vec::new() };
        // What was not committed is not closed: the next look tries again.
        if step.outputs.is_empty() || ingest.log().commit(step)? == Commit::Done {
            tracing::info!(through = %over, "days are closed");
            self.closed = self.closed.max(Some(over));
        }
        Ok(())
    }
}
