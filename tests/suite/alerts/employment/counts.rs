//! Where notice that was taken back, and work after the last day, are counted and told.

use attrition_core::basics::date::Date;

use super::{LAST, LAST_DAY, NOTICE, centre, imported, notice};
use crate::learning::rows::rows;
use attrition_test_support::centres::centre::{Said, date};
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, eventually};

/// Anna's rows by cut-off: their days, and whether she leaves.
fn labelled(lines: &[String]) -> (Vec<(Date, bool)>, attrition_learner::rows::OmittedRows, u64) {
    let rows = rows(lines, None);
    // Agents are numbered by their first row, then by name.
    let anna = (0..rows.len()).filter(|row| rows.agents[*row] == 0);
    (anna.map(|row| (rows.days[row], rows.leaves[row])).collect(), rows.left_out, rows.work_after_end)
}

#[test]
fn rows_whose_notice_was_taken_back_are_left_out_and_counted() {
    let mut left = centre();
    left.say("anna", notice("voluntary"), date(NOTICE));
    let mut back = left.clone();
    back.say("anna", notice("withdrawn"), date("2025-09-10"));
    let (as_left, left_out, worked) = labelled(&left.lines());
    assert_eq!((left_out.withdrawn, as_left.iter().filter(|(_, leaves)| *leaves).count()), (0, 1), "{as_left:?}");
    assert!(worked > 40, "work after the last day is counted: {worked}");
    let (as_back, left_out, worked) = labelled(&back.lines());
    assert_eq!(worked, 0);
    // The Sunday before the notice, of which 28 days were known; and the one between notice and withdrawal.
    assert_eq!((left_out.withdrawn, left_out.leaving), (1, 1), "{left_out:?}");
    assert!(as_back.iter().all(|(_, leaves)| !leaves), "{as_back:?}");
    assert_eq!(
        as_back.first().map(|(day, _)| *day),
        Some(date("2025-09-14")),
        "from then on she stays as everyone does"
    );
}

#[test]
fn a_separation_that_ends_nothing_is_told() {
    let scratch = Scratch::new();
    let mut centre = centre();
    // Somebody who is not known; somebody known, long before the employment; notice that was not given is taken back.
    centre.separate("hana", date("2025-10-06"), date("2025-10-20"));
    let long_ago = Said { kind: "voluntary", notice: date("2020-10-06"), last_day: date("2020-10-20") };
    centre.say("anna", long_ago, date("2025-10-06"));
    centre.say("ben", notice("withdrawn"), date("2025-10-07"));
    let log = imported(&scratch, centre);
    let mut service = Service::start(&log);
    let unmatched = "attrition_watch_events_total{kind=\"separation\",outcome=\"unmatched\"}";
    eventually("all three are counted", || metric(&service, unmatched) == 3.0);
    assert_eq!(get(&service, "/v1/status").json()["events"]["unmatched"], 3);
    let told = || service.said().matches("ends no employment that is known").count();
    // What it says is read a moment later.
    eventually("it says so", || told() > 0);
    assert_eq!(told(), 1, "{}", service.said());
    service.process.terminate();
}

#[test]
fn a_running_service_tells_of_work_after_the_last_day() {
    let scratch = Scratch::new();
    let mut centre = centre();
    centre.say("anna", notice("voluntary"), date(NOTICE));
    let log = imported(&scratch, centre);
    let mut service = Service::start(&log);
    let days = (date(LAST_DAY).0 + 1..=date(LAST).0).map(Date).filter(|day| !day.is_weekend());
    let worked =
        days.filter(|day| attrition_test_support::centres::conduct::Conduct::steady(0, *day).absence.is_none()).count();
    eventually("all of it is counted", || metric(&service, "attrition_watch_work_after_end_total") == worked as f64);
    assert_eq!(get(&service, "/v1/status").json()["work_after_end"], worked);
    let told = || service.said().matches("works after the last day of their employment").count();
    // What it says is read a moment later.
    eventually("it says so", || told() > 0);
    assert_eq!(told(), 1, "{}", service.said());
    assert!(!service.said().contains("anna"));
    service.process.terminate();
}
