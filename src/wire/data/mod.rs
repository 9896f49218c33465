//! The `data` of each type of event: what it must hold, and what it becomes. A file for each family of types.

mod attendance;
mod member;
mod qa;
mod range;
mod roster;
mod share;
mod ticket;

use time::OffsetDateTime;

use self::range::Recorded;
use super::refusal::{Code, Refusal};
use crate::engine::date::Date;
use crate::engine::event::Fact;

/// The type of a request.
const REQUEST: &str = "attendance.request.v1";

/// Types of event, in the order of the contract.
pub(super) const KINDS: [&str; 9] = [
    "attendance.shift.v1",
    REQUEST,
    "qa.evaluation.v1",
    "qa.coaching.v1",
    "ticket.closed.v1",
    "ticket.reopened.v1",
    "ticket.rated.v1",
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
    let at = Recorded::at(time);
    match kind {
        "attendance.shift.v1" => attendance::shift(json, at),
        REQUEST => attendance::request(json, at),
        "qa.evaluation.v1" => qa::evaluation(json, at),
        "qa.coaching.v1" => qa::coaching(json, at),
        "ticket.closed.v1" => ticket::closed(json, at),
        "ticket.reopened.v1" => ticket::reopened(json, at),
        "ticket.rated.v1" => ticket::rated(json, at),
        "roster.agent.v1" => roster::agent(json, at),
        _ => roster::separation(json, at),
    }
}

/// What is said where the business date is after `time`.
pub(super) fn date_after_time(kind: &str, date: Date, ahead: &str) -> String {
    let of_what =
        if kind == REQUEST { "; `date` of a request is the day of the decision, not of the leave" } else { "" };
    format!("the business date {date} is more than {ahead} after `time`{of_what}")
}
