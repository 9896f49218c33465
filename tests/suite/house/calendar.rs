//! `./check dates`: its dates are of every kind on which something may go wrong.

use std::fs;
use std::path::Path;

use time::format_description::well_known::Iso8601;
use time::{Date, Duration, Month, Weekday};

/// The dates in the script, each with the time of the day.
fn dates() -> Vec<(Date, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("check");
    let script = fs::read_to_string(script).expect("the script is there");
    let rest = script.split_once("\nDATES=(").expect("it has a list of dates").1;
    let lines = rest.split_once("\n)").map_or(rest, |(list, _)| list).lines().filter_map(|line| line.split('"').nth(1));
    let read = |line: &str| {
        let (day, clock) = line.split_once(' ').expect("a date and a time of the day");
        (Date::parse(day, &Iso8601::DATE).expect("a date of the calendar"), clock.to_owned())
    };
    lines.map(read).collect()
}

#[test]
fn the_dates_of_the_check_are_of_every_kind() {
    let dates = dates();
    let has = |what: &str, is_so: &dyn Fn(Date) -> bool| {
        assert!(dates.iter().any(|(date, _)| is_so(*date)), "no date is {what}");
    };
    let mut weekday = Weekday::Monday;
    for _ in 0..7 {
        has(&weekday.to_string(), &|date| date.weekday() == weekday);
        weekday = weekday.next();
    }
    for clock in ["00:05", "05:55", "23:55"] {
        assert!(dates.iter().any(|(_, other)| other == clock), "none begins at {clock}");
    }
    let tomorrow = |date: Date| date + Duration::DAY;
    has("the last of a month", &|date| tomorrow(date).day() == 1);
    has("the last of a year", &|date| tomorrow(date).ordinal() == 1);
    has("the first of a year", &|date| date.ordinal() == 1);
    has("29 February", &|date| (date.month(), date.day()) == (Month::February, 29));
    let last_sunday = |date: Date, month| {
        date.month() == month && date.weekday() == Weekday::Sunday && (date + Duration::WEEK).month() != month
    };
    has("the beginning of summer time in Europe", &|date| last_sunday(date, Month::March));
    has("the end of summer time in Europe", &|date| last_sunday(date, Month::October));
}
