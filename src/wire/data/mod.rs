//! The `data` of each type of event: what it must hold, and what it becomes. A file for each family of types.

mod attendance;
mod member;
mod qa;
mod roster;
mod ticket;

use time::OffsetDateTime;

use super::refusal::{Code, Refusal};
use crate::engine::date::Date;
use crate::engine::event::Fact;

/// Types of event, in the order of the contract.
pub(super) const KINDS: [&str; 8] = [
    "attendance.shift.v1",
    "attendance.request.v1",
    "qa.evaluation.v1",
    "qa.coaching.v1",
    "ticket.closed.v1",
    "ticket.reopened.v1",
    "roster.agent.v1",
    "roster.separation.v1",
];

/// The known type of this name.
pub(super) fn kind(name: &str) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| *kind == name)
}

/// Reads `data` of a known type into a business date and a fact.
pub(super) fn read(kind: &str, json: &str, time: OffsetDateTime) -> Result<(Date, Fact), Refusal> {
    // Members by position, which the reader would take from an array, are not `data`.
    if !json.starts_with('{') {
        return Err(Code::MistypedMember.because("`data` is not an object"));
    }
    match kind {
        "attendance.shift.v1" => attendance::shift(json),
        "attendance.request.v1" => attendance::request(json),
        "qa.evaluation.v1" => qa::evaluation(json),
        "qa.coaching.v1" => qa::coaching(json),
        "ticket.closed.v1" => ticket::closed(json),
        "ticket.reopened.v1" => ticket::reopened(json),
        "roster.agent.v1" => roster::agent(json),
        _ => roster::separation(json, time),
    }
}
