//! Separations that are taken back, corrected, or a transfer: what `import` and `explain` make of them.

mod colleagues;
mod counts;
mod letters;
mod supervisors;

use attrition_core::basics::date::Date;

use attrition_test_support::centres::centre::{Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::process::program::{Scratch, done, embedded, finish};
use attrition_test_support::stages::scored::scored;

const HIRED: &str = "2024-01-01";
const FIRST: &str = "2025-08-01";
const NOTICE: &str = "2025-09-01";
const LAST_DAY: &str = "2025-09-15";
/// The last day of the log.
const LAST: &str = "2025-11-24";
/// The day as of which is asked.
const AS_OF: &str = "2025-11-20";

/// Anna and Ben, who work on every weekday.
fn centre() -> Centre {
    let mut centre = Centre::default();
    for agent in ["anna", "ben"] {
        centre.place(agent, date(FIRST), date(HIRED), "sup-1");
        centre.work(agent, date(FIRST)..date(LAST) + 1, Conduct::steady);
    }
    centre
}

fn notice(kind: &'static str) -> Said {
    Said { kind, notice: date(NOTICE), last_day: date(LAST_DAY) }
}

/// The log of a centre, and how it is addressed.
fn imported(scratch: &Scratch, centre: Centre) -> Vec<(String, String)> {
    let log = embedded(&scratch.path("log"));
    let file = scratch.file("events.ndjson", centre.lines().join("\n"));
    let told = done(&["import", &file, "--json"], &log);
    let told: serde_json::Value = serde_json::from_str(&told).expect("it prints JSON");
    assert_eq!(told["dead_letters"], serde_json::json!({}), "{told}");
    log
}

/// What `explain` says of Anna: her employment, or why there is none.
fn explained(log: &[(String, String)], as_of: Date) -> Result<String, String> {
    let output = finish(&["explain", "anna", "--as-of", &as_of.to_string(), "--raw"], log);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    match output.status.code() {
        Some(0) => Ok(text(output.stdout)),
        Some(2) => Err(text(output.stderr)),
        code => panic!("it ended with {code:?}: {}", text(output.stderr)),
    }
}

#[test]
fn who_goes_on_working_after_the_last_day_is_noticed() {
    let scratch = Scratch::new();
    let mut centre = centre();
    centre.say("anna", notice("voluntary"), date(NOTICE));
    let log = imported(&scratch, centre);
    assert!(explained(&log, date(LAST_DAY)).is_ok(), "the last day is one of employment");
    let said = explained(&log, date(AS_OF)).expect_err("she has left by the record");
    assert!(said.contains("the last day of this employment was 2025-09-15"), "{said}");
    let days = (date(LAST_DAY).0 + 1..=date(AS_OF).0).map(Date).filter(|day| !day.is_weekend());
    // On two of them she was away, sick.
    let away = days.clone().filter(|day| Conduct::steady(0, *day).absence.is_some()).count();
    let first = days.clone().find(|day| Conduct::steady(0, *day).absence.is_none()).expect("she was not away for long");
    let said_first = explained(&log, first).expect_err("she has left by the record");
    assert!(said_first.contains("there is work on 1 day after it"), "{said_first}");
    let worked = days.count() - away;
    assert!(said.contains(&format!("there is work on {worked} days after it")), "{worked}: {said}");
}

#[test]
fn a_resignation_is_withdrawn() {
    // In time, after the last day, and by a record that has no dates.
    for (recorded, dates) in [("2025-09-10", true), ("2025-10-06", true), ("2025-09-10", false)] {
        let scratch = Scratch::new();
        let mut centre = centre();
        centre.say("anna", notice("voluntary"), date(NOTICE));
        if dates {
            centre.say("anna", notice("withdrawn"), date(recorded));
        } else {
            let data = serde_json::json!({"kind": "withdrawn"});
            centre.put((date(recorded), 600), "roster.separation.v1", "anna", "back", &data);
        }
        let log = imported(&scratch, centre);
        explained(&log, date(AS_OF)).expect("she is employed as if nothing had been said");
        // As it was known on the days between.
        let known = explained(&log, date("2025-10-01"));
        assert_eq!(known.is_ok(), recorded < "2025-10-01", "{recorded}: {known:?}");
    }
}

#[test]
fn withdrawn_before_it_is_said_is_withdrawn() {
    let scratch = Scratch::new();
    let mut centre = centre();
    centre.say("anna", notice("withdrawn"), date("2025-09-10"));
    let mut lines = centre.lines();
    // Recorded on the first, and sent weeks later.
    let mut late = Centre::default();
    late.say("anna", notice("voluntary"), date(NOTICE));
    lines.extend(late.lines());
    let log = embedded(&scratch.path("log"));
    done(&["import", &scratch.file("events.ndjson", lines.join("\n"))], &log);
    explained(&log, date(AS_OF)).expect("what was recorded later counts, whatever came first");
}

#[test]
fn a_later_record_about_the_same_leaving_replaces_the_earlier() {
    let scratch = Scratch::new();
    let mut centre = centre();
    centre.say("anna", notice("voluntary"), date(NOTICE));
    let corrected = Said { kind: "voluntary", notice: date("2025-09-05"), last_day: date("2025-11-19") };
    centre.say("anna", corrected, date("2025-09-05"));
    let log = imported(&scratch, centre);
    explained(&log, date("2025-11-19")).expect("she is employed up to the corrected last day");
    let said = explained(&log, date(AS_OF)).expect_err("and no longer");
    assert!(said.contains("the last day of this employment was 2025-11-19"), "{said}");
}

#[test]
fn a_transfer_of_the_same_day_and_a_renewed_contract_go_on() {
    let moves =
        [("transfer", LAST_DAY, "sup-2"), ("contract_end", "2025-09-16", "sup-1"), ("transfer", "2025-09-29", "sup-2")];
    for (kind, effective, supervisor) in moves {
        let scratch = Scratch::new();
        let mut centre = centre();
        centre.say("anna", notice(kind), date(NOTICE));
        centre.place("anna", date(effective), date(HIRED), supervisor);
        let log = imported(&scratch, centre);
        let said = explained(&log, date(AS_OF)).expect("she goes on in the same employment");
        // Nothing of her window is cut: a signal of a quarter has its value.
        let tenure = format!("{} days", date(AS_OF) - date(HIRED));
        assert!(said.contains(&tenure), "{kind}: {tenure} in {said}");
        assert!(!said.contains("not enough history"), "{kind}: {said}");
        let between = explained(&log, date("2025-09-20"));
        assert_eq!(between.is_ok(), effective < "2025-09-20", "{kind}: {between:?}");
    }
}

#[test]
fn whoever_is_on_the_roster_on_the_last_day_leaves_all_the_same() {
    // A site that sends its whole roster every day.
    let scratch = Scratch::new();
    let mut centre = centre();
    (1..=14).for_each(|day| centre.place("anna", date(NOTICE) + day, date(HIRED), "sup-1"));
    centre.say("anna", notice("voluntary"), date(NOTICE));
    let log = imported(&scratch, centre);
    assert!(explained(&log, date(LAST_DAY)).is_ok() && explained(&log, date(LAST_DAY) + 1).is_err());
}

#[test]
fn a_rehire_begins_a_new_employment() {
    let scratch = Scratch::new();
    let mut centre = centre();
    centre.say("anna", notice("voluntary"), date(NOTICE));
    centre.place("anna", date("2025-11-03"), date("2025-11-03"), "sup-1");
    let log = imported(&scratch, centre);
    assert!(explained(&log, date("2025-11-02")).is_err());
    let said = explained(&log, date(AS_OF)).expect("she is back");
    assert!(said.contains("not enough history"), "of eighteen days nothing can be judged: {said}");
}

#[test]
fn what_is_planned_holds_from_its_day_on() {
    let scratch = Scratch::new();
    let mut centre = centre();
    // Known on the first of September: a transfer at the end of October, another in January of the year after.
    let known = |effective: &str, supervisor: &str| {
        serde_json::json!({
            "effective": effective, "hire_date": HIRED, "site": "north", "team": "t2", "supervisor": supervisor,
            "queue": "billing", "level": "1", "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
        })
    };
    for (n, (effective, supervisor)) in [("2025-10-27", "sup-2"), ("2027-01-01", "sup-3")].into_iter().enumerate() {
        let id = format!("plan-{n}");
        centre.put((date(NOTICE), 480), "roster.agent.v1", "anna", &id, &known(effective, supervisor));
    }
    let log = imported(&scratch, centre.clone());
    explained(&log, date(AS_OF)).expect("she is there");
    let played = attrition_test_support::stages::play::play(&centre.clone().lines());
    let under = |day: &str| played.on("anna", date(day)).supervisor.clone();
    // A score of a day is routed by the roster of the day before.
    assert_eq!([under("2025-10-27"), under("2025-10-28"), under(AS_OF)], ["sup-1", "sup-2", "sup-2"]);
    // Who resigns does not go on by what was planned before.
    let said = Said { kind: "voluntary", notice: date("2025-10-01"), last_day: date("2025-10-15") };
    centre.say("anna", said, date("2025-10-01"));
    let played = attrition_test_support::stages::play::play(&centre.lines());
    let last = played.daily("anna").last().map(|score| score.date.to_string());
    assert_eq!(last.as_deref(), Some("2025-10-15"));
}

#[test]
fn a_separation_of_before_the_roster_ends_nothing() {
    let scratch = Scratch::new();
    let mut centre = centre();
    let earlier = Said { kind: "voluntary", notice: date("2021-03-01"), last_day: date("2021-03-31") };
    centre.say("anna", earlier, date("2025-09-02"));
    let log = imported(&scratch, centre);
    explained(&log, date(AS_OF)).expect("that was another employment");
}

#[test]
fn whoever_is_on_no_roster_is_scored_from_the_first_shift_on() {
    let mut centre = centre();
    let first = date("2025-10-06");
    centre.work("carl", first..first + 2, Conduct::steady);
    let scored = scored(&centre.lines());
    let days: Vec<Date> = scored.keys().filter(|(agent, _)| agent == "carl").map(|(_, day)| *day).collect();
    assert_eq!(days.first(), Some(&first), "not only once a second day has come");
}
