//! `ticket.*`: closed, reopened and rated tickets.

use std::borrow::Cow;

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::data_member::{borrowed, key, typed, within};
use super::range::RecordedDate;
use super::share;
use crate::incoming::cloudevent::local_date;
use crate::incoming::refusal::{Code, Refusal};
use crate::json::whole::Whole;
use attrition_core::basics::date::Date;
use attrition_core::event::{Fact, Fingerprint, Rating, Ticket};

/// No contact lasts longer, seconds.
const HANDLE_MAX_S: f64 = 86_400.0;

#[derive(Deserialize)]
struct TicketData<'a> {
    #[serde(borrow)]
    ticket_id: Cow<'a, str>,
    #[serde(borrow)]
    closed_at: Cow<'a, str>,
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    category: Cow<'a, str>,
    handle_s: f64,
    hold_s: f64,
    wrap_s: f64,
    transferred: bool,
    escalated: bool,
    csat: Option<Whole>,
    complaint: bool,
    hostile: bool,
}

/// Reads a closed ticket.
pub(super) fn closed(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: TicketData<'_> = borrowed(json)?;
    let closed_at = at.work_time("closed_at", &data.closed_at)?;
    let seconds = |name: &str, s: f64| within(name, s, 0.0, HANDLE_MAX_S);
    let (handle_s, hold_s) = (seconds("handle_s", data.handle_s)?, seconds("hold_s", data.hold_s)?);
    let wrap_s = seconds("wrap_s", data.wrap_s)?;
    share::of_contact(handle_s, hold_s, wrap_s)?;
    key("channel", &data.channel)?;
    let ms = |s: f64| (s * 1_000.0).round() as u32;
    // Seconds are told rounded: no part of a contact is longer than all of it.
    let (hold_s, wrap_s) = (hold_s.min(handle_s), wrap_s.min(handle_s));
    let ticket = Ticket {
        id: Fingerprint::new(key("ticket_id", &data.ticket_id)?),
        handle_ms: ms(handle_s),
        hold_ms: ms(hold_s),
        wrap_ms: ms(wrap_s),
        category: key("category", &data.category)? as u32,
        moved: data.transferred || data.escalated,
        hostile: data.hostile || data.complaint,
        csat: data.csat.map(|rating| csat(rating, ", or null where the customer gave none")).transpose()?,
    };
    Ok((local_date(closed_at), Fact::Ticket(ticket)))
}

/// A rating: 1 to 5, or what else a type allows.
fn csat(Whole(csat): Whole, or: &str) -> Result<u8, Refusal> {
    match u8::try_from(csat) {
        Ok(csat @ 1..=5) => Ok(csat),
        _ => Err(Code::OutOfRange.because(format!("`csat` is {csat}, it must be between 1 and 5{or}"))),
    }
}

#[derive(Deserialize)]
struct ReopenedData {
    ticket_id: String,
    reopened_at: String,
}

/// Reads a reopened ticket.
pub(super) fn reopened(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: ReopenedData = typed(json)?;
    let reopened_at = at.work_time("reopened_at", &data.reopened_at)?;
    let ticket = key("ticket_id", &data.ticket_id)?;
    // A ticket may come back more than once on a day.
    let moment = [ticket.to_le_bytes(), reopened_at.unix_timestamp().to_le_bytes()].concat();
    Ok((local_date(reopened_at), Fact::Reopened(Fingerprint::new(xxh3_64(&moment)))))
}

#[derive(Deserialize)]
struct RatedData {
    ticket_id: String,
    rated_at: String,
    csat: Whole,
}

/// Reads a rating that came after the closing.
pub(super) fn rated(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: RatedData = typed(json)?;
    let rated_at = at.work_time("rated_at", &data.rated_at)?;
    let rating = Rating { id: Fingerprint::new(key("ticket_id", &data.ticket_id)?), csat: csat(data.csat, "")? };
    Ok((local_date(rated_at), Fact::Rated(rating)))
}
