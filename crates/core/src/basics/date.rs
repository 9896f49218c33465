//! Business dates: plain days, without a time zone.

use std::fmt;
use std::ops::{Add, Sub};

/// A business date, as days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date(pub i32);

impl Date {
    /// The date of a year, a month (1-12) and a day of the month, if the calendar has it.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days_in_month = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        let in_calendar = (0..=9999).contains(&year) && (1..=days_in_month).contains(&day);
        in_calendar.then(|| Self(days_from_civil(year, month, day)))
    }

    /// Reads `YYYY-MM-DD`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
        };
        Self::from_ymd(i32::try_from(number(0..4)?).ok()?, number(5..7)?, number(8..10)?)
    }

    /// The date of so many days since 1970-01-01, if the calendar of events has it: the years 0 to 9999.
    pub fn of_days(days: i64) -> Option<Self> {
        let (first, last) = (days_from_civil(0, 1, 1), days_from_civil(9999, 12, 31));
        (i64::from(first)..=i64::from(last)).contains(&days).then_some(Self(i32::try_from(days).ok()?))
    }

    /// The date, in UTC, of so many milliseconds since 1970-01-01.
    pub fn of_ms(ms: i64) -> Self {
        const DAY_MS: i64 = 86_400_000;
        Self(ms.div_euclid(DAY_MS).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month.unsigned_abs(), day.unsigned_abs())
    }

    /// Day of the week, 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7).unsigned_abs()
    }

    /// Whether the date is a Saturday or a Sunday.
    pub fn is_weekend(self) -> bool {
        self.weekday() >= 5
    }

    /// The Monday of this date's week: names the week that a budget belongs to.
    pub fn week(self) -> Self {
        self - self.weekday().cast_signed()
    }
}

/// Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

impl Add<i32> for Date {
    type Output = Self;
    fn add(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl Sub<i32> for Date {
    type Output = Self;
    fn sub(self, days: i32) -> Self {
        Self(self.0.saturating_sub(days))
    }
}

impl Sub for Date {
    type Output = i32;
    fn sub(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_reads_back() {
        for days in -146_097..146_097 {
            let date = Date(days);
            assert_eq!(Date::parse(&date.to_string()), Some(date));
            assert_eq!(Date::of_days(i64::from(days)), Some(date));
        }
    }

    #[test]
    fn the_calendar_refuses_what_it_does_not_have() {
        for text in ["2025-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-1-01", "2025-01-0x", "", "20250101"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_outside_the_calendar_are_none() {
        for text in ["0000-01-01", "9999-12-31"] {
            let date = Date::parse(text).expect("a date");
            assert_eq!(Date::of_days(i64::from(date.0)), Some(date));
        }
        assert_eq!(Date::of_days(i64::from(days_from_civil(0, 1, 1)) - 1), None);
        assert_eq!(Date::of_days(i64::from(days_from_civil(9999, 12, 31)) + 1), None);
        assert_eq!(Date::of_days(i64::MAX), None);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let monday = Date::parse("2026-11-23").expect("a date");
        assert_eq!(monday.weekday(), 0);
        assert_eq!((monday + 6).week(), monday);
        assert!((monday + 5).is_weekend());
    }
}
