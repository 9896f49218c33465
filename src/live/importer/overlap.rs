//! Events of days that are closed already: a history that comes too late to be one.

use time::OffsetDateTime;

use crate::engine::date::Date;
use crate::live::sorting::{RecordedAt, Timed};
use crate::stages::ingest::closes_at;
use crate::wire::cloudevent;

/// Events of an input lie in days that are closed in the log, and were recorded before these closed: they would change no
/// score of those days, and those of more than ninety days ago would change nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{count} of {of} events lie in days that are closed in this log (up to {closed}): their business dates are {first} to {last}. \
     Nothing was imported. A history is imported before its days are closed: into a log that is empty, all files of it in one \
     command. `--late` takes these events in as late ones: they raise no alert about their days, and what is older than 90 \
     days changes nothing"
)]
pub struct Overlap {
    /// Events that do.
    pub count: u64,
    /// Events of the input.
    pub of: u64,
    /// The last day that is closed.
    pub closed: Date,
    /// First business date of these events.
    pub first: Date,
    /// Last business date.
    pub last: Date,
}

/// Looks for such events.
pub(super) struct Closed {
    day: Date,
    at: RecordedAt,
    now: OffsetDateTime,
    found: Option<Overlap>,
}

impl Closed {
    /// Days are closed up to `day`.
    pub(super) fn through(day: Date, now: OffsetDateTime) -> Self {
        Self { day, at: RecordedAt::of(closes_at(day)), now, found: None }
    }

    /// Whether what was recorded at this moment, or later, is no part of the days that are closed: it could not be known when
    /// they closed.
    pub(super) fn is_past(&self, moment: RecordedAt) -> bool {
        moment >= self.at
    }

    /// Looks at a text that was recorded before.
    pub(super) fn look(&mut self, text: &Timed) {
        let Ok(incoming) = cloudevent::read(&text.bytes, &[], self.now) else { return };
        let (date, closed) = (incoming.event.date, self.day);
        if date > closed {
            return;
        }
        let found = self.found.get_or_insert(Overlap { count: 0, of: 0, closed, first: date, last: date });
        found.count += 1;
        (found.first, found.last) = (found.first.min(date), found.last.max(date));
    }

    /// What was found.
    pub(super) fn found(self) -> Option<Overlap> {
        self.found
    }
}
