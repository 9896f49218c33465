//! `ticket.*`: closed and reopened tickets.

use std::borrow::Cow;

use serde::Deserialize;

use super::member::{borrowed, key, timestamp, typed, within};
use crate::engine::date::Date;
use crate::engine::event::{Fact, Ticket};
use crate::wire::cloudevent::local_date;
use crate::wire::refusal::{Code, Refusal};

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
    csat: Option<u8>,
    complaint: bool,
    hostile: bool,
}

/// Reads a closed ticket.
pub(super) fn closed(json: &str) -> Result<(Date, Fact), Refusal> {
    let data: TicketData<'_> = borrowed(json)?;
    let closed_at = timestamp("closed_at", &data.closed_at)?;
    let ms = |name: &str, s: f64| within(name, s, 0.0, HANDLE_MAX_S).map(|s| (s * 1_000.0).round() as u32);
    key("ticket_id", &data.ticket_id)?;
    key("channel", &data.channel)?;
    if data.csat.is_some_and(|csat| !(1..=5).contains(&csat)) {
        return Err(Code::OutOfRange.because("`csat` must be between 1 and 5, or null"));
    }
    let ticket = Ticket {
        handle_ms: ms("handle_s", data.handle_s)?,
        hold_ms: ms("hold_s", data.hold_s)?,
        wrap_ms: ms("wrap_s", data.wrap_s)?,
        category: key("category", &data.category)? as u32,
        moved: data.transferred || data.escalated,
        hostile: data.hostile || data.complaint,
        csat: data.csat,
    };
    Ok((local_date(closed_at), Fact::Ticket(ticket)))
}

#[derive(Deserialize)]
struct ReopenedData {
    ticket_id: String,
    reopened_at: String,
}

/// Reads a reopened ticket.
pub(super) fn reopened(json: &str) -> Result<(Date, Fact), Refusal> {
    let data: ReopenedData = typed(json)?;
    key("ticket_id", &data.ticket_id)?;
    Ok((local_date(timestamp("reopened_at", &data.reopened_at)?), Fact::Reopened))
}
