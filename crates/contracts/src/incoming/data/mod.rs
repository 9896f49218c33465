//! The `data` of each type of event: what it must hold, and what it becomes. A file for each family of types.

mod attendance;
mod data_member;
mod qa;
mod range;
mod roster;
mod share;
mod ticket;

use time::OffsetDateTime;

use self::range::RecordedDate;
use crate::incoming::refusal::{Code, Refusal};
use crate::incoming::source_event::SourceEventType;
use attrition_core::basics::date::Date;
use attrition_core::event::Fact;

/// Reads `data` of a known type into a business date and a fact.
pub(crate) fn read(kind: SourceEventType, json: &str, time: OffsetDateTime) -> Result<(Date, Fact), Refusal> {
    // Members by position, which the reader would take from an array, are not `data`.
    if !json.starts_with('{') {
        return Err(Code::MistypedMember.because("`data` is not an object"));
    }
    let at = RecordedDate::at(time);
    match kind {
        SourceEventType::Shift => attendance::shift(json, at),
        SourceEventType::Request => attendance::request(json, at),
        SourceEventType::Evaluation => qa::evaluation(json, at),
        SourceEventType::Coaching => qa::coaching(json, at),
        SourceEventType::TicketClosed => ticket::closed(json, at),
        SourceEventType::TicketReopened => ticket::reopened(json, at),
        SourceEventType::TicketRated => ticket::rated(json, at),
        SourceEventType::RosterAgent => roster::agent(json, at),
        SourceEventType::RosterSeparation => roster::separation(json, at),
    }
}

/// What is said where the business date is after `time`.
pub(crate) fn date_after_time(kind: SourceEventType, date: Date, ahead: &str) -> String {
    let of_what = match kind {
        SourceEventType::Request => "; `date` of a request is the day of the decision, not of the leave",
        _ => "",
    };
    format!("the business date {date} is more than {ahead} after `time`{of_what}")
}
