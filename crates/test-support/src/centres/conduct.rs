//! How one day of one agent went. Steady days vary by fixed arithmetic, so that there are spreads to measure.

use attrition_core::basics::date::Date;

/// How a day went on which the agent was to work.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// Away, and why, in the words of the contract.
    pub absence: Option<&'static str>,
    /// Left so many minutes before the end.
    pub early_min: i64,
    /// Tickets that were closed on the day.
    pub tickets: u32,
    /// Of those, contacts that were hostile.
    pub hostile: u32,
    /// Score, where the day was evaluated.
    pub qa: Option<f64>,
    /// A coaching session: held or cancelled.
    pub coaching: Option<bool>,
    /// Whether the shift was worked at home.
    pub home: bool,
}

impl Conduct {
    /// The usual day of an agent, by their number in the crew.
    pub fn steady(number: i32, day: Date) -> Self {
        let week = day.0.div_euclid(7);
        let wobble = f64::from((day.0 * 7 + number * 5).rem_euclid(11) - 5);
        let weekday = day.weekday().cast_signed();
        Self {
            absence: ((day.0 + number * 13).rem_euclid(61) == 0).then_some("sick"),
            early_min: if (day.0 + number * 7).rem_euclid(23) == 0 { 20 } else { 0 },
            tickets: 12 + (day.0 + number).rem_euclid(3).unsigned_abs(),
            hostile: u32::from((day.0 + number).rem_euclid(2) == 0),
            qa: (weekday == number % 5).then_some(78.0 + 2.0 * wobble),
            coaching: (weekday == (number + 2) % 5 && (week + number) % 3 == 0).then_some(true),
            home: weekday == 1 || (weekday == 3 && week % 2 == 0),
        }
    }

    /// A day in a hard quarter: hostile contacts, no coaching, nobody at home, and people who leave as soon as they may.
    pub fn strained(number: i32, day: Date) -> Self {
        let steady = Self::steady(number, day);
        let early_min = if (day.0 + number * 7).rem_euclid(13) == 0 { 20 } else { steady.early_min };
        Self { early_min, hostile: 1 + steady.hostile, coaching: steady.coaching.map(|_| false), home: false, ..steady }
    }

    /// A day of someone who has been losing heart for so many weeks: worse quality, fewer tickets, early leaving, days
    /// away, no coaching.
    pub fn fading(number: i32, day: Date, weeks: i32) -> Self {
        let steady = Self::steady(number, day);
        let depth = f64::from(weeks.min(8));
        let away = (day.0 + number).rem_euclid(9) == 0 && weeks > 2;
        Self {
            absence: if away { Some("unplanned") } else { steady.absence },
            early_min: if weeks > 1 && (day.0 + number).rem_euclid(6) == 0 { 25 } else { steady.early_min },
            tickets: steady.tickets - weeks.clamp(0, 8).cast_unsigned() / 2,
            qa: steady.qa.map(|score| score - 2.0 * depth),
            coaching: steady.coaching.map(|_| false),
            ..steady
        }
    }

    /// The same day spent away.
    pub fn away(self, absence: &'static str) -> Self {
        Self { absence: Some(absence), ..self }
    }
}
