//! The `data` of each type of event: what it must hold, and what it becomes.

use std::borrow::Cow;

mod member;

use serde::Deserialize;
use time::OffsetDateTime;

use member::{borrowed, date, key, required, seconds_between, timestamp, typed, within};

use super::cloudevent::local_date;
use super::refusal::{Code, Refusal};
use crate::engine::date::Date;
use crate::engine::event::{
    Absence, Attendance, Coaching, Evaluation, Fact, Potential, Request, RequestKind, Roster, Separation,
    SeparationKind, Shift, Ticket, Worked,
};

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

/// No shift begins further from its scheduled start, seconds.
const LATE_MAX_S: i64 = 24 * 3_600;
/// Minutes of a shift that a member may count.
const MINUTES_MAX: f64 = 2_160.0;
/// No contact lasts longer, seconds.
const HANDLE_MAX_S: f64 = 86_400.0;
/// A change of a shift more than a year ahead is a mistyped number.
const NOTICE_MAX_H: f64 = 9_000.0;
/// Notice under this counts as short, hours: the threshold of the fair-workweek laws' premium pay.
const SHORT_NOTICE_H: f64 = 72.0;

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
        "attendance.shift.v1" => shift(&typed(json)?),
        "attendance.request.v1" => request(&typed(json)?),
        "qa.evaluation.v1" => evaluation(&typed(json)?),
        "qa.coaching.v1" => coaching(&typed(json)?),
        "ticket.closed.v1" => ticket(&borrowed::<TicketData<'_>>(json)?),
        "ticket.reopened.v1" => reopened(&typed(json)?),
        "roster.agent.v1" => roster(typed(json)?),
        _ => separation(&typed(json)?, time),
    }
}

#[derive(Deserialize)]
struct ShiftData {
    shift_id: String,
    date: String,
    scheduled_start: String,
    scheduled_end: String,
    status: Status,
    actual_start: Option<String>,
    actual_end: Option<String>,
    absence: Option<AbsenceData>,
    overtime_min: Option<f64>,
    break_overrun_min: Option<f64>,
    occupied_min: Option<f64>,
    home: Option<bool>,
    notice_h: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Worked,
    Absent,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AbsenceData {
    Planned,
    Sick,
    Unplanned,
    NoShow,
    Protected,
}

fn shift(data: &ShiftData) -> Result<(Date, Fact), Refusal> {
    let start = timestamp("scheduled_start", &data.scheduled_start)?;
    let scheduled_s = seconds_between("scheduled_end", start, timestamp("scheduled_end", &data.scheduled_end)?)?;
    let attendance = match data.status {
        Status::Worked => Attendance::Worked(worked(data, start)?),
        Status::Absent => Attendance::Absent(match required("absence", data.absence.as_ref())? {
            AbsenceData::Planned => Absence::Planned,
            AbsenceData::Sick => Absence::Sick,
            AbsenceData::Unplanned => Absence::Unplanned,
            AbsenceData::NoShow => Absence::NoShow,
            AbsenceData::Protected => Absence::Protected,
        }),
    };
    let notice_h = data.notice_h.map(|hours| within("notice_h", hours, 0.0, NOTICE_MAX_H)).transpose()?;
    let shift = Shift {
        key: key("shift_id", &data.shift_id)?,
        start_s: start.unix_timestamp(),
        offset_min: start.offset().whole_minutes(),
        scheduled_s,
        short_notice: notice_h.is_some_and(|hours| hours < SHORT_NOTICE_H),
        attendance,
    };
    Ok((date("date", &data.date)?, Fact::Shift(shift)))
}

fn worked(data: &ShiftData, scheduled_start: OffsetDateTime) -> Result<Worked, Refusal> {
    let start = timestamp("actual_start", required("actual_start", data.actual_start.as_deref())?)?;
    let end = timestamp("actual_end", required("actual_end", data.actual_end.as_deref())?)?;
    let late_s = (start - scheduled_start).whole_seconds();
    if late_s.abs() > LATE_MAX_S {
        return Err(Code::OutOfRange.because("`actual_start` is more than a day from `scheduled_start`"));
    }
    let seconds = |name: &str, minutes: Option<f64>| {
        within(name, *required(name, minutes.as_ref())?, 0.0, MINUTES_MAX)
            .map(|minutes| (minutes * 60.0).round() as u32)
    };
    Ok(Worked {
        late_s: late_s as i32,
        worked_s: seconds_between("actual_end", start, end)?,
        overtime_s: seconds("overtime_min", data.overtime_min)?,
        break_overrun_s: seconds("break_overrun_min", data.break_overrun_min)?,
        occupied_s: seconds("occupied_min", data.occupied_min)?,
        home: *required("home", data.home.as_ref())?,
    })
}

#[derive(Deserialize)]
struct RequestData {
    request_id: String,
    date: String,
    kind: RequestKindData,
    decision: Decision,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RequestKindData {
    Leave,
    Swap,
    Overtime,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Granted,
    Refused,
}

fn request(data: &RequestData) -> Result<(Date, Fact), Refusal> {
    let kind = match data.kind {
        RequestKindData::Leave => RequestKind::Leave,
        RequestKindData::Swap => RequestKind::Swap,
        RequestKindData::Overtime => RequestKind::Overtime,
    };
    let refused = data.decision == Decision::Refused;
    Ok((date("date", &data.date)?, Fact::Request(Request { key: key("request_id", &data.request_id)?, kind, refused })))
}

#[derive(Deserialize)]
struct EvaluationData {
    evaluation_id: String,
    date: String,
    score: f64,
    critical_fail: bool,
    disputed: bool,
}

fn evaluation(data: &EvaluationData) -> Result<(Date, Fact), Refusal> {
    let score = within("score", data.score, 0.0, 100.0)?;
    let evaluation = Evaluation {
        key: key("evaluation_id", &data.evaluation_id)?,
        score_milli: (score * 1_000.0).round() as u32,
        critical_fail: data.critical_fail,
        disputed: data.disputed,
    };
    Ok((date("date", &data.date)?, Fact::Evaluation(evaluation)))
}

#[derive(Deserialize)]
struct CoachingData {
    session_id: String,
    date: String,
    status: CoachingStatus,
    minutes: Option<f64>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum CoachingStatus {
    Held,
    Cancelled,
}

fn coaching(data: &CoachingData) -> Result<(Date, Fact), Refusal> {
    let held = data.status == CoachingStatus::Held;
    if held {
        within("minutes", *required("minutes", data.minutes.as_ref())?, 0.0, MINUTES_MAX)?;
    }
    Ok((date("date", &data.date)?, Fact::Coaching(Coaching { key: key("session_id", &data.session_id)?, held })))
}

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

fn ticket(data: &TicketData<'_>) -> Result<(Date, Fact), Refusal> {
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

fn reopened(data: &ReopenedData) -> Result<(Date, Fact), Refusal> {
    key("ticket_id", &data.ticket_id)?;
    Ok((local_date(timestamp("reopened_at", &data.reopened_at)?), Fact::Reopened))
}

#[derive(Deserialize)]
struct RosterData {
    effective: String,
    hire_date: String,
    site: String,
    team: String,
    supervisor: String,
    queue: String,
    level: String,
    contract_h_week: f64,
    shift_pattern: String,
    potential: Option<PotentialData>,
}

#[derive(Deserialize)]
enum PotentialData {
    B,
    D,
    E,
    S,
}

fn roster(data: RosterData) -> Result<(Date, Fact), Refusal> {
    let code = |name: &str, text: String| key(name, &text).map(|_| text.into_boxed_str());
    let potential = data.potential.map(|potential| match potential {
        PotentialData::B => Potential::Base,
        PotentialData::D => Potential::Developing,
        PotentialData::E => Potential::Exceeding,
        PotentialData::S => Potential::Star,
    });
    let contract_h_week = within("contract_h_week", data.contract_h_week, 0.0, 168.0)?;
    let roster = Roster {
        hire_date: date("hire_date", &data.hire_date)?,
        site: code("site", data.site)?,
        team: code("team", data.team)?,
        supervisor: code("supervisor", data.supervisor)?,
        queue: code("queue", data.queue)?,
        level: code("level", data.level)?,
        contract_min_week: (contract_h_week * 60.0).round() as u32,
        shift_pattern: code("shift_pattern", data.shift_pattern)?,
        potential,
    };
    Ok((date("effective", &data.effective)?, Fact::Roster(roster)))
}

#[derive(Deserialize)]
struct SeparationData {
    kind: SeparationKindData,
    notice_date: Option<String>,
    last_day: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SeparationKindData {
    Voluntary,
    Dismissal,
    Transfer,
    ContractEnd,
    Other,
    Withdrawn,
}

fn separation(data: &SeparationData, time: OffsetDateTime) -> Result<(Date, Fact), Refusal> {
    let kind = match data.kind {
        SeparationKindData::Voluntary => SeparationKind::Voluntary,
        SeparationKindData::Dismissal => SeparationKind::Dismissal,
        SeparationKindData::Transfer => SeparationKind::Transfer,
        SeparationKindData::ContractEnd => SeparationKind::ContractEnd,
        SeparationKindData::Other => SeparationKind::Other,
        SeparationKindData::Withdrawn => SeparationKind::Withdrawn,
    };
    let recorded_on = local_date(time);
    let day = |name: &str, text: Option<&String>| match text {
        // Whoever takes a separation back need not repeat its dates: it is then about the present employment.
        None if kind == SeparationKind::Withdrawn => Ok(None),
        text => date(name, required(name, text)?).map(Some),
    };
    let (notice_date, last_day) =
        (day("notice_date", data.notice_date.as_ref())?, day("last_day", data.last_day.as_ref())?);
    let notice_date = notice_date.or(last_day).unwrap_or(recorded_on);
    let last_day = last_day.unwrap_or(notice_date);
    if last_day < notice_date {
        return Err(Code::OutOfRange.because("`last_day` is before `notice_date`"));
    }
    Ok((recorded_on, Fact::Separation(Separation { kind, notice_date, last_day })))
}
