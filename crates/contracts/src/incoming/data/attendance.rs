//! `attendance.*`: shifts and requests.

use serde::Deserialize;
use time::OffsetDateTime;

use super::data_member::{MINUTES_MAX, key, required, seconds_between, text_of, typed, within};
use super::range::{RecordedDate, filed};
use super::share;
use crate::incoming::refusal::{Code, Refusal};
use attrition_core::basics::date::Date;
use attrition_core::event::{Absence, Attendance, Fact, Request, RequestKind, Shift, Worked};

/// No shift begins further from its scheduled start, seconds.
const LATE_MAX_S: i64 = 24 * 3_600;
/// A change of a shift more than a year ahead is a mistyped number.
const NOTICE_MAX_H: f64 = 9_000.0;
/// Notice under this counts as short, hours: the threshold of the fair-workweek laws' premium pay.
const SHORT_NOTICE_H: f64 = 72.0;

#[derive(Deserialize)]
struct ShiftData {
    shift_id: String,
    date: String,
    scheduled_start: String,
    scheduled_end: String,
    status: AttendanceStatus,
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
enum AttendanceStatus {
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

/// Reads the `data` of a shift: its business date, and the shift with its attendance.
pub(super) fn shift(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: ShiftData = typed(json)?;
    let start = at.work_time("scheduled_start", &data.scheduled_start)?;
    let end = at.work_time("scheduled_end", &data.scheduled_end)?;
    let scheduled_s = seconds_between(("scheduled_start", start), ("scheduled_end", end))?;
    let date = filed(at.work_day("date", &data.date)?, start)?;
    let attendance = match data.status {
        AttendanceStatus::Worked => Attendance::Worked(worked(&data, start, at)?),
        AttendanceStatus::Absent => Attendance::Absent(match required("absence", data.absence.as_ref())? {
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
    Ok((date, Fact::Shift(shift)))
}

fn worked(data: &ShiftData, scheduled_start: OffsetDateTime, at: RecordedDate) -> Result<Worked, Refusal> {
    let start = at.work_time("actual_start", required("actual_start", data.actual_start.as_deref())?)?;
    let end = at.work_time("actual_end", required("actual_end", data.actual_end.as_deref())?)?;
    let late_s = (start - scheduled_start).whole_seconds();
    if late_s.abs() > LATE_MAX_S {
        let (start, scheduled) = (text_of(start), text_of(scheduled_start));
        let told = format!("`actual_start` is {start}, more than a day from `scheduled_start`, {scheduled}");
        return Err(Code::OutOfRange.because(told));
    }
    let worked_s = seconds_between(("actual_start", start), ("actual_end", end))?;
    let seconds = |name: &str, minutes: Option<f64>| {
        let minutes = within(name, *required(name, minutes.as_ref())?, 0.0, MINUTES_MAX)?;
        share::of_shift((name, minutes), worked_s)?;
        Ok((minutes * 60.0).round() as u32)
    };
    Ok(Worked {
        late_s: late_s as i32,
        worked_s,
        overtime_s: seconds("overtime_min", data.overtime_min)?,
        break_overrun_s: seconds("break_overrun_min", data.break_overrun_min)?,
        // Minutes are told rounded: nobody is busy for longer than at work.
        occupied_s: seconds("occupied_min", data.occupied_min)?.min(worked_s),
        home: *required("home", data.home.as_ref())?,
    })
}

#[derive(Deserialize)]
struct RequestData {
    request_id: String,
    date: String,
    kind: RequestKindData,
    decision: RequestDecision,
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
enum RequestDecision {
    Granted,
    Refused,
}

/// Reads the `data` of a request: the day of the decision, and the request.
pub(super) fn request(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: RequestData = typed(json)?;
    let kind = match data.kind {
        RequestKindData::Leave => RequestKind::Leave,
        RequestKindData::Swap => RequestKind::Swap,
        RequestKindData::Overtime => RequestKind::Overtime,
    };
    let refused = data.decision == RequestDecision::Refused;
    Ok((
        at.work_day("date", &data.date)?,
        Fact::Request(Request { key: key("request_id", &data.request_id)?, kind, refused }),
    ))
}
