//! When the service says something: a time of the log's records, never of a clock.

use std::fmt;

use crate::basics::date::Date;

/// A day is closed so many hours (UTC) after its end, when night shifts that began on it are over and recorded.
pub const CLOSE_AFTER_H: i64 = 6;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A point in time, milliseconds since 1970-01-01 UTC. It is shown as RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// When a business day closes.
    pub fn close_of(day: Date) -> Self {
        Self((i64::from(day.0) + 1) * DAY_MS + CLOSE_AFTER_H * HOUR_MS)
    }

    /// When an event of this time shows while `day` is open: after the close of the day before, and not after its own. So what
    /// is said of a day has times in the order in which it is said; an event whose time is not known (0) counts as the first.
    pub fn while_open(day: Date, time_ms: i64) -> Self {
        Self(time_ms).clamp(Self::close_of(day - 1), Self::close_of(day))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, in_day) = (self.0.div_euclid(DAY_MS), self.0.rem_euclid(DAY_MS));
        let date = Date(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }));
        let (seconds, ms) = (in_day / 1_000, in_day % 1_000);
        write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)?;
        if ms > 0 {
            write!(f, ".{ms:03}")?;
        }
        write!(f, "Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_closes_in_the_morning_after_it() {
        let day = Date::parse("2026-03-01").expect("a date");
        assert_eq!(Moment::close_of(day).to_string(), "2026-03-02T06:00:00Z");
        let noon = Moment::close_of(day).0 - 18 * HOUR_MS + 7;
        assert_eq!(Moment::while_open(day, noon).to_string(), "2026-03-01T12:00:00.007Z");
        assert_eq!(Moment::while_open(day, 0), Moment::close_of(day - 1));
        assert_eq!(Moment::while_open(day, i64::MAX), Moment::close_of(day));
        assert_eq!(Moment(-1).to_string(), "1969-12-31T23:59:59.999Z");
    }
}
