//! A simulated contact centre as a log: with late records, duplicates and corrections.

use std::ops::Range;

use attrition_core::basics::date::Date;
use attrition_simulator::{Parameters, RecordedEvent, Simulation};
use serde_json::Value;

use crate::centres::centre::date;

/// Days that a whole log covers: a window and a month.
pub const DAYS: i32 = 120;

/// The first day of every simulated log.
pub fn first_day() -> Date {
    date("2025-01-06")
}

/// A centre of twenty over 120 days.
pub fn centre(seed: u64) -> Vec<RecordedEvent> {
    days(20, DAYS, seed).concat()
}

/// A centre of so many agents and days, day by day.
pub fn days(agents: usize, days: i32, seed: u64) -> Vec<Vec<RecordedEvent>> {
    let mut simulation = Simulation::new(&Parameters::default(), agents, seed, first_day());
    (0..days).map(|_| simulation.next_day().events).collect()
}

/// The lines of a log.
pub fn lines(recorded: &[RecordedEvent]) -> Vec<String> {
    recorded.iter().map(|recorded| recorded.line.clone()).collect()
}

/// The number of the day whose close comes next after this record: days close at six the morning after.
pub fn closing_day(recorded: &RecordedEvent) -> i32 {
    i32::try_from((recorded.time.unix_timestamp() - 6 * 3_600).div_euclid(86_400)).expect("it is of this century")
}

/// Places in the log, by the day whose close comes next.
pub fn by_close(recorded: &[RecordedEvent]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (place, now) in recorded.iter().enumerate() {
        match ranges.last_mut() {
            Some(range) if closing_day(&recorded[range.start]) == closing_day(now) => range.end = place + 1,
            _ => ranges.push(place..place + 1),
        }
    }
    ranges
}

/// An event as it was sent.
pub fn event(line: &str) -> Value {
    serde_json::from_str(line).expect("the simulator writes JSON")
}

/// Whether an event is about the roster.
pub fn is_roster(event: &Value) -> bool {
    event["type"].as_str().is_some_and(|kind| kind.starts_with("roster."))
}
