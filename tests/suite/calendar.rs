//! `./check dates`: its dates are of every kind on which something may go wrong, and its list has all tests that read the clock.

use std::fs;
use std::path::Path;

use time::{Date, Duration, Month, Weekday};

/// What stands between the parentheses of a list in the script, without comments.
fn list(name: &str) -> Vec<String> {
    let script = fs::read_to_string(root().join("check")).expect("the script is there");
    let rest = script.split_once(&format!("\n{name}=(")).expect("it has this list").1;
    let lines = rest.split_once("\n)").map_or(rest, |(list, _)| list).lines();
    lines.map(|line| line.split(" #").next().unwrap_or_default().trim().to_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_dates_of_the_check_are_of_every_kind() {
    let form = time::format_description::well_known::Iso8601::DATE;
    let mut dates: Vec<(Date, String)> = Vec::new();
    for line in list("DATES").iter().filter(|line| !line.is_empty()) {
        let (day, clock) = line.trim_matches('"').split_once(' ').expect("a date and a time of the day");
        dates.push((Date::parse(day, &form).expect("a date of the calendar"), clock.to_owned()));
    }
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

#[test]
fn every_test_that_reads_the_clock_is_run_on_other_dates() {
    let clock = list("CLOCK").join(" ");
    let filters: Vec<&str> = clock.split_whitespace().collect();
    let suite = root().join("tests/suite");
    let (mut folders, mut missing) = (vec![suite.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("a folder can be read").path();
            let name = path.strip_prefix(&suite).expect("it is in there").display().to_string();
            if path.is_dir() && !NOT_TESTS.contains(&&*name) {
                folders.push(path);
                continue;
            }
            let Some(name) = name.strip_suffix(".rs").filter(|name| !NOT_TESTS.contains(name)) else { continue };
            let text = fs::read_to_string(&path).expect("a source file is text");
            let module = format!("{}::", name.trim_end_matches("/mod").replace('/', "::"));
            let is_run = filters.iter().any(|filter| module.starts_with(filter));
            if ["now_utc", "SystemTime::now"].iter().any(|call| text.contains(call)) && !is_run {
                missing.push(module);
            }
        }
    }
    assert!(missing.is_empty(), "they read the clock and are not in CLOCK of ./check: {missing:?}");
}

/// What tests have in common, rules about the sources, and members under load, which only print the hour.
const NOT_TESTS: [&str; 4] = ["support", "tidy", "calendar", "faults"];
