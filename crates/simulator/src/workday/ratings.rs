//! Customers' answers: some come with the closing of the ticket, most of them later.

use time::{Duration, OffsetDateTime};

use crate::chance::Chance;
use crate::output::event::{EventData, timestamp};

/// Share of the answers that come after the closing, as a survey by mail has it.
const LATER: f64 = 0.7;
/// Hours after the closing, in the mean.
const LATER_H: f64 = 18.0;
/// Hours after which a survey is closed.
const LATER_MAX_H: f64 = 240.0;

/// Takes most answers out of the tickets of a shift, and lets them come as ratings.
pub(crate) fn answer_later(at_work: &mut Vec<(OffsetDateTime, EventData)>, chance: &mut Chance) {
    let mut ratings = Vec::new();
    for (closed_at, data) in at_work.iter_mut() {
        let EventData::Ticket(ticket) = data else { continue };
        if ticket.csat.is_none() || !chance.is(LATER) {
            continue;
        }
        let hours = chance.exponential(LATER_H).min(LATER_MAX_H);
        let rated_at = *closed_at + Duration::seconds((hours * 3_600.0) as i64);
        let ticket_id = ticket.ticket_id.clone();
        ratings.extend(
            ticket
                .csat
                .take()
                .map(|csat| (rated_at, EventData::Rated { ticket_id, rated_at: timestamp(rated_at), csat })),
        );
    }
    at_work.extend(ratings);
}
