//! When letters are sent: by the clock of the site, wherever the service runs. Pure: the time is an argument.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

/// Hours of a day in a time zone.
#[derive(Clone, Debug)]
pub(super) struct Hours {
    zone: TimeZone,
    from: Time,
    /// Minute of the day at which they end; 1,440 for midnight.
    to: u16,
}

impl Hours {
    /// From a minute of the day up to another, in the zone of an IANA name; `None` where no zone is called so.
    pub(super) fn new(zone: &str, (from, to): (u16, u16)) -> Option<Self> {
        let zone = TimeZone::get(zone).ok()?;
        Some(Self { zone, from: time_of(from)?, to })
    }

    /// The first moment within them, from `now` on.
    pub(super) fn next(&self, now: OffsetDateTime) -> OffsetDateTime {
        let Ok(timestamp) = Timestamp::from_second(now.unix_timestamp()) else { return now };
        let local = timestamp.to_zoned_datetime(self.zone.clone());
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        if local.time() >= self.from && minute < self.to {
            return now;
        }
        let day = if local.time() < self.from { Ok(local.date()) } else { local.date().tomorrow() };
        // Where a clock that is put forward leaves the hour out, the zone gives the first one after it.
        let opens = day.ok().and_then(|day| day.to_datetime(self.from).to_zoned_datetime(self.zone.clone()).ok());
        let opens = opens.and_then(|opens| OffsetDateTime::from_unix_timestamp(opens.timestamp().as_second()).ok());
        opens.unwrap_or(now)
    }
}

fn time_of(minute: u16) -> Option<Time> {
    Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(zone: &str, now: &str) -> String {
        let hours = Hours::new(zone, (7 * 60, 19 * 60)).expect("the zone is known");
        let now: Timestamp = now.parse().expect("a time");
        let now = OffsetDateTime::from_unix_timestamp(now.as_second()).expect("a time");
        Timestamp::from_second(hours.next(now).unix_timestamp()).expect("a time").to_string()
    }

    #[test]
    fn letters_wait_for_the_morning_of_the_site() {
        assert_eq!(next("UTC", "2026-03-02T06:59:59Z"), "2026-03-02T07:00:00Z");
        assert_eq!(next("UTC", "2026-03-02T12:00:00Z"), "2026-03-02T12:00:00Z");
        assert_eq!(next("UTC", "2026-03-02T19:00:00Z"), "2026-03-03T07:00:00Z");
        assert_eq!(next("Asia/Manila", "2026-03-02T06:00:00Z"), "2026-03-02T06:00:00Z");
        assert_eq!(next("Asia/Manila", "2026-03-02T12:00:00Z"), "2026-03-02T23:00:00Z");
        // Clocks are put forward in the night before.
        assert_eq!(next("Europe/Berlin", "2026-03-28T20:00:00Z"), "2026-03-29T05:00:00Z");
        assert_eq!(next("Europe/Berlin", "2026-03-27T20:00:00Z"), "2026-03-28T06:00:00Z");
    }

    #[test]
    fn an_hour_that_is_left_out_and_a_day_without_an_end_come_to_something() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let all = Hours::new("UTC", (0, 24 * 60)).expect("the zone is known");
        assert_eq!(all.next(now), now);
        let left_out = Hours::new("Europe/Berlin", (2 * 60 + 30, 3 * 60)).expect("the zone is known");
        let night: Timestamp = "2026-03-29T00:00:00Z".parse().expect("a time");
        let night = OffsetDateTime::from_unix_timestamp(night.as_second()).expect("a time");
        assert!(left_out.next(night) > night);
        assert!(Hours::new("Mars/Olympus", (0, 60)).is_none());
    }
}
