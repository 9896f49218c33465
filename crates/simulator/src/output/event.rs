//! The events that a simulated contact centre sends, as the contract writes them.

use serde::Serialize;
use time::OffsetDateTime;

use attrition_core::basics::date::Date;

/// `data` of an event.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum EventData {
    Shift(Box<ShiftEventData>),
    Request { request_id: String, date: String, kind: &'static str, decision: &'static str },
    Evaluation { evaluation_id: String, date: String, score: f64, critical_fail: bool, disputed: bool },
    Coaching { session_id: String, date: String, status: &'static str, minutes: u32 },
    Ticket(Box<ClosedTicket>),
    Reopened { ticket_id: String, reopened_at: String },
    Rated { ticket_id: String, rated_at: String, csat: u8 },
    Roster(Box<RosterEventData>),
    Separation { kind: &'static str, notice_date: String, last_day: String, reason: &'static str },
}

/// `data` of an event of the type `attendance.shift.v1`.
#[derive(Clone, Serialize)]
pub(crate) struct ShiftEventData {
    pub(crate) shift_id: String,
    pub(crate) date: String,
    pub(crate) scheduled_start: String,
    pub(crate) scheduled_end: String,
    pub(crate) status: &'static str,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) worked: Option<WorkedData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) absence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice_h: Option<f64>,
}

/// What a worked shift has beside.
#[derive(Clone, Serialize)]
pub(crate) struct WorkedData {
    pub(crate) actual_start: String,
    pub(crate) actual_end: String,
    pub(crate) overtime_min: f64,
    pub(crate) break_overrun_min: f64,
    pub(crate) occupied_min: f64,
    pub(crate) home: bool,
}

/// `data` of an event of the type `ticket.closed.v1`.
#[derive(Clone, Serialize)]
pub(crate) struct ClosedTicket {
    pub(crate) ticket_id: String,
    pub(crate) closed_at: String,
    pub(crate) channel: &'static str,
    pub(crate) category: String,
    pub(crate) handle_s: f64,
    pub(crate) hold_s: f64,
    pub(crate) wrap_s: f64,
    pub(crate) transferred: bool,
    pub(crate) escalated: bool,
    pub(crate) csat: Option<u8>,
    pub(crate) complaint: bool,
    pub(crate) hostile: bool,
}

/// `data` of an event of the type `roster.agent.v1`.
#[derive(Clone, Serialize)]
pub(crate) struct RosterEventData {
    pub(crate) effective: String,
    pub(crate) hire_date: String,
    pub(crate) site: String,
    pub(crate) team: String,
    pub(crate) supervisor: String,
    pub(crate) queue: String,
    pub(crate) level: String,
    pub(crate) contract_h_week: f64,
    pub(crate) shift_pattern: &'static str,
    pub(crate) potential: Option<&'static str>,
}

#[derive(Serialize)]
struct EventEnvelope<'a> {
    specversion: &'a str,
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    time: &'a str,
    subject: &'a str,
    data: &'a EventData,
}

impl EventData {
    fn kind_and_source(&self) -> (&'static str, &'static str) {
        match self {
            Self::Shift(_) => ("attendance.shift.v1", "/wfm"),
            Self::Request { .. } => ("attendance.request.v1", "/wfm"),
            Self::Evaluation { .. } => ("qa.evaluation.v1", "/qa"),
            Self::Coaching { .. } => ("qa.coaching.v1", "/qa"),
            Self::Ticket(_) => ("ticket.closed.v1", "/desk"),
            Self::Reopened { .. } => ("ticket.reopened.v1", "/desk"),
            Self::Rated { .. } => ("ticket.rated.v1", "/desk"),
            Self::Roster(_) => ("roster.agent.v1", "/hr"),
            Self::Separation { .. } => ("roster.separation.v1", "/hr"),
        }
    }

    /// Tickets are what a data gap loses.
    pub(crate) fn is_ticket(&self) -> bool {
        matches!(self, Self::Ticket(_) | Self::Reopened { .. } | Self::Rated { .. })
    }

    /// Customers answer when they like: what becomes of it moves nothing else.
    pub(crate) fn is_rating(&self) -> bool {
        matches!(self, Self::Rated { .. })
    }

    /// Facts about the organisation come on time.
    pub(crate) fn is_roster(&self) -> bool {
        matches!(self, Self::Roster(_) | Self::Separation { .. })
    }

    /// The event as one line.
    pub(crate) fn line(&self, id: &str, time: &str, subject: &str) -> String {
        let (kind, source) = self.kind_and_source();
        let envelope = EventEnvelope { specversion: "1.0", id, source, kind, time, subject, data: self };
        serde_json::to_string(&envelope).expect("numbers and texts are always JSON")
    }
}

/// A time as RFC 3339, to the second.
pub(crate) fn timestamp(time: OffsetDateTime) -> String {
    let (offset_h, offset_min, _) = time.offset().as_hms();
    let date = Date(time.date().to_julian_day() - 2_440_588);
    let (h, m, s) = time.time().as_hms();
    format!("{date}T{h:02}:{m:02}:{s:02}{offset_h:+03}:{:02}", offset_min.abs())
}
