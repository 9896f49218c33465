//! Which days can be. What stands for "none" elsewhere (0001-01-01 and 9999-12-31 in .NET and SAP, 1900-01-01 in tables) is
//! no date here: it would be a tenure of two thousand years, or an employment without an end.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::data_member::date;
use crate::incoming::cloudevent::local_date;
use crate::incoming::refusal::{Code, Refusal};
use attrition_core::basics::date::Date;

/// No work was recorded before 2000-01-01: days since 1970-01-01.
const WORK_FIRST: Date = Date(10_957);
/// Nobody has been employed for longer, days: 50 years.
const EMPLOYED_MAX: i32 = 18_262;
/// What lies further ahead of its recording is no plan, days: ten years.
const AHEAD_MAX: i32 = 3_653;
/// How long after a roster fact takes effect its agent may be hired, days: an agency's agent who is taken over has worked
/// before.
const HIRED_AFTER_MAX: i32 = 366;
/// How far the date of a shift may be from that on which it begins, days: a night shift counts for the day before or after,
/// and times may be in another zone than dates.
const FILED_MAX: i32 = 2;

/// When an event was recorded, which its dates are held to.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordedDate(Date);

impl RecordedDate {
    /// Of the event's `time`.
    pub(super) fn at(time: OffsetDateTime) -> Self {
        Self(local_date(time))
    }

    /// The local date on which it was recorded.
    pub(super) fn date(self) -> Date {
        self.0
    }

    /// A day on which somebody worked, or was to.
    pub(super) fn work_day(self, name: &str, text: &str) -> Result<Date, Refusal> {
        between(name, date(name, text)?, WORK_FIRST, self.0 + AHEAD_MAX)
    }

    /// A moment of such a day, RFC 3339.
    pub(super) fn work_time(self, name: &str, text: &str) -> Result<OffsetDateTime, Refusal> {
        let time = OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| Code::MistypedMember.because(format!("`{name}` is not an RFC 3339 timestamp")))?;
        between(name, local_date(time), WORK_FIRST, self.0 + AHEAD_MAX).map(|_| time)
    }

    /// A day of somebody's employment.
    pub(super) fn employment_day(self, name: &str, text: &str) -> Result<Date, Refusal> {
        between(name, date(name, text)?, self.0 - EMPLOYED_MAX, self.0 + AHEAD_MAX)
    }

    /// The day on which somebody was hired whose roster fact takes effect on `effective`.
    pub(super) fn hire_date(self, text: &str, effective: Date) -> Result<Date, Refusal> {
        let hired = self.employment_day("hire_date", text)?;
        between("hire_date", hired, self.0 - EMPLOYED_MAX, effective + HIRED_AFTER_MAX)
    }
}

/// The day for which a shift counts is near the one on which it begins.
pub(super) fn filed(day: Date, start: OffsetDateTime) -> Result<Date, Refusal> {
    let begins = local_date(start);
    if (day - begins).abs() > FILED_MAX {
        let told = format!("`date` is {day}, more than {FILED_MAX} days from `scheduled_start`, {begins}");
        return Err(Code::OutOfRange.because(told));
    }
    Ok(day)
}

fn between(name: &str, day: Date, first: Date, last: Date) -> Result<Date, Refusal> {
    if (first..=last).contains(&day) {
        return Ok(day);
    }
    let told = format!("`{name}` is {day}, it must be between {first} and {last}: what stands for none is no date");
    Err(Code::OutOfRange.because(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded() -> RecordedDate {
        RecordedDate(Date::parse("2026-11-27").expect("it is a date"))
    }

    #[test]
    fn placeholders_are_out_of_range_by_name_and_value() {
        for none in ["0001-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "2099-12-31", "9999-12-31"] {
            let today = recorded().date();
            let all = [
                recorded().work_day("date", none),
                recorded().employment_day("last_day", none),
                recorded().hire_date(none, today),
            ];
            for refused in all {
                let refusal = refused.expect_err(none);
                assert_eq!(refusal.code, Code::OutOfRange, "{none}");
                assert!(refusal.detail.contains(none), "{}", refusal.detail);
            }
            assert!(recorded().work_time("closed_at", &format!("{none}T00:00:00Z")).is_err(), "{none}");
        }
    }

    #[test]
    fn what_can_be_is_taken() {
        for day in ["2000-01-01", "2026-11-27", "2036-11-27"] {
            assert!(recorded().work_day("date", day).is_ok(), "{day}");
        }
        for day in ["1976-11-27", "2026-12-31", "2036-11-27"] {
            assert!(recorded().employment_day("last_day", day).is_ok(), "{day}");
        }
        let effective = Date::parse("2026-11-01").expect("it is a date");
        assert!(recorded().hire_date("2027-11-02", effective).is_ok(), "a year later");
        assert!(recorded().hire_date("2027-11-03", effective).is_err(), "more than a year later");
    }

    #[test]
    fn a_shift_counts_for_a_day_near_its_start() {
        let start = OffsetDateTime::parse("2026-11-27T22:00:00+08:00", &Rfc3339).expect("it is a time");
        let day = local_date(start);
        assert_eq!(filed(day, start), Ok(day));
        assert!([-2, -1, 1, 2].iter().all(|days| filed(day + *days, start).is_ok()));
        let refusal = filed(day - 31, start).expect_err("it is a month away");
        assert!(refusal.detail.contains("2026-10-27") && refusal.detail.contains("2026-11-27"), "{}", refusal.detail);
    }
}
