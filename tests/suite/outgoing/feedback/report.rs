//! `alerts report` against figures that were counted by hand.

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::event::{Event, Fact, Fingerprint, Roster, Separation, SeparationKind};
use serde_json::{Value, json};

use attrition_test_support::centres::planted::{feedback, plant, record, version};
use attrition_test_support::process::program::{Scratch, done, embedded, finish};

/// The day on which all alerts are raised.
pub(super) fn raised_on() -> Date {
    Date::parse("2026-03-02").expect("it is a date")
}

pub(super) fn placed(agent: u32, day: Date, supervisor: &str, site: &str) -> Output {
    let text = || Box::<str>::from("x");
    let roster = Roster {
        hire_date: Date(0),
        site: site.into(),
        team: text().into(),
        supervisor: supervisor.into(),
        queue: text().into(),
        level: text(),
        contract_min_week: 2_400,
        shift_pattern: text(),
        potential: None,
    };
    org(agent, day, Fact::Roster(roster))
}

pub(super) fn gone(agent: u32, kind: SeparationKind, after: i32) -> Output {
    let notice_date = raised_on() + after;
    org(agent, notice_date, Fact::Separation(Separation { kind, notice_date, last_day: notice_date + 14 }))
}

fn org(agent: u32, date: Date, fact: Fact) -> Output {
    let entry = JournalEntry::Event(Event { fingerprint: Fingerprint(0), date, time_ms: 0, fact });
    Output::new(Topic::Org, 0, format!("agent-{agent}").into_bytes(), journal::write(&entry))
}

/// Groups of the north that are alike, so that there are enough people behind each figure.
const ALIKE: u32 = 5;

/// Five times twenty agents of the north and four of the south; all of the south and ten of each twenty of the north are alerted,
/// six are held out.
fn plant_site(scratch: &Scratch) -> Vec<(String, String)> {
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs = Vec::new();
        for group in 0..ALIKE {
            plant_group(100 * group, n, &mut outputs);
        }
        outputs.extend((21..=24).map(|agent| placed(agent, Date(0), "boss-south", "south")));
        let raised = |agent: u32| version(agent, 1, "raised", &json!({"site": "south"}));
        outputs.extend((21..=24).map(|agent| record("alert", &format!("agent-{agent}"), &raised(agent), n)));
        // Tried with four people alone.
        for agent in [1, 2, 3, 8] {
            let more = json!({"action": "pay_review", "date": "2026-04-20", "at": "2026-04-20T12:00:00Z"});
            let said = feedback(agent, &format!("pay-{agent}"), "action", &more);
            outputs.push(record("feedback", &format!("agent-{agent}"), &said, n));
        }
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(raised_on() + 75)));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        outputs
    });
    embedded(&dir)
}

/// Twenty agents of the north, whose numbers begin after a base, each under a supervisor of the number's last digit.
fn plant_group(base: u32, n: u32, outputs: &mut Vec<Output>) {
    outputs
        .extend((1..=20).map(|agent| placed(base + agent, Date(0), &format!("boss-{}-{base}", agent % 10), "north")));
    // Four leave within 30 days, one within 60; one is dismissed, one moves. Of those who are held out one leaves, and one of
    // those who were never alerted.
    outputs.extend([1, 2, 3, 4, 16].map(|agent| gone(base + agent, SeparationKind::Voluntary, 10)));
    outputs.push(gone(base + 5, SeparationKind::Voluntary, 45));
    outputs.push(gone(base + 6, SeparationKind::Dismissal, 20));
    outputs.push(placed(base + 7, raised_on() + 15, &format!("boss-1-{base}"), "north"));
    outputs.push(gone(base + 20, SeparationKind::Voluntary, 25));
    let mut alert = |agent: u32, v: u32, status: &str, mut more: Value| {
        more["supervisor"] = json!(format!("boss-{}-{base}", agent % 10));
        let agent = base + agent;
        outputs.push(record("alert", &format!("agent-{agent}"), &version(agent, v, status, &more), n));
    };
    (1..=10).for_each(|agent| {
        alert(agent, 1, "raised", json!({"model": if [4, 5, 9, 10].contains(&agent) { "next" } else { "prior" }}));
    });
    (11..=16).for_each(|agent| alert(agent, 1, "held_out", json!({"held_out": true})));
    // Withheld by the budget: neither an alert nor held out.
    alert(17, 1, "withheld", json!({"held_out": true}));
    // What it is told of later is no reason for which it was raised.
    let later = json!([{"signal": "qa_level", "contribution": 0.5, "side": "withdrawal", "en": "up", "zh-CN": "上升"}]);
    (1..=4).for_each(|agent| alert(agent, 2, "closed", json!({"closing": "left", "reasons": later})));
    (8..=10).for_each(|agent| alert(agent, 2, "escalated", json!({"to": "second", "why_second": "unacknowledged"})));
    alert(10, 3, "closed", json!({"closing": "lapsed"}));
    // Agent 7's alert goes on under another name, on the desk of another supervisor, and is answered there.
    alert(7, 2, "closed", json!({"closing": "moved"}));
    let (seven, other) = (base + 7, base + 57);
    let carried = json!({"carried_from": attrition_test_support::centres::planted::name(seven), "supervisor": format!("boss-1-{base}")});
    outputs.push(record("alert", &format!("agent-{seven}"), &version(other, 3, "carried", &carried), n));
    let mut say = |alert: u32, agent: u32, id: &str, kind: &str, mut more: Value| {
        let (alert, agent) = (base + alert, base + agent);
        more["supervisor"] = json!(format!("boss-{}-{base}", agent % 10));
        outputs.push(record("feedback", &format!("agent-{agent}"), &feedback(alert, id, kind, &more), n));
    };
    // First answers after 0, 1, 1, 2, 3 and 9 days; the days are closed at 6 o'clock of the next.
    for (agent, days) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)] {
        let date = (raised_on() + days).to_string();
        let at = format!("{date}T12:00:00Z");
        say(agent, agent, &format!("ack-{base}-{agent}"), "acknowledge", json!({"date": date, "at": at}));
    }
    say(57, 7, &format!("ack-{base}-7"), "acknowledge", json!({"date": "2026-03-11", "at": "2026-03-11T12:00:00Z"}));
    // The last opinion counts: agent 1's was another at first, and the same opinion is one.
    for (agent, kind, hour) in [
        (1, "not_useful", 8),
        (1, "useful", 9),
        (2, "useful", 9),
        (3, "useful", 9),
        (4, "not_useful", 9),
        (5, "useful", 9),
        (5, "useful", 9),
    ] {
        let more = json!({"reasons": ["late_rate"], "date": "2026-03-20", "at": format!("2026-03-20T0{hour}:00:00Z")});
        say(agent, agent, &format!("{kind}-{base}-{agent}"), kind, more);
    }
    for agent in [1, 2, 5, 8, 9] {
        let more = json!({"action": "coaching", "date": "2026-04-20", "at": "2026-04-20T12:00:00Z"});
        say(agent, agent, &format!("try-{base}-{agent}"), "action", more);
    }
}

pub(super) fn report(args: &[&str], variables: &[(String, String)]) -> Value {
    let told = done(&[&["alerts", "report", "--json"], args].concat(), variables);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    told["report"].clone()
}

/// Hits and cases of a share.
pub(super) fn parts(share: &Value) -> (u64, u64) {
    (share["hits"].as_u64().unwrap_or(u64::MAX), share["of"].as_u64().unwrap_or(u64::MAX))
}

#[test]
fn whoever_takes_the_notice_back_is_in_no_share_and_is_counted() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> = (1..=18).map(|agent| placed(agent, Date(0), "boss", "north")).collect();
        outputs.extend((1..=12).map(|agent| gone(agent, SeparationKind::Voluntary, 10)));
        outputs.extend((1..=6).map(|agent| gone(agent, SeparationKind::Withdrawn, 10)));
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(raised_on() + 75)));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        let raised = |agent: u32| version(agent, 1, "raised", &json!({}));
        outputs.extend((1..=18).map(|agent| record("alert", &format!("agent-{agent}"), &raised(agent), n)));
        outputs
    });
    let told = report(&[], &embedded(&dir));
    assert_eq!(told["alerts"], 18, "{told}");
    assert_eq!([0, 1].map(|at| parts(&told["precision"][at])), [(6, 12); 2]);
    assert_eq!(told["withdrawn"], json!([6, 6, null]));
    let text = done(&["alerts", "report"], &embedded(&dir));
    let row = text.lines().find(|line| line.contains("took the notice back")).expect("there is a row for it");
    assert_eq!(row.matches('6').count(), 2, "{row}");
}

#[test]
fn horizons_that_differ_by_few_people_are_not_told_beside_each_other() {
    let told_of = |late: u32| {
        let scratch = Scratch::new();
        let dir = scratch.path("log");
        plant(&dir, |n| {
            let mut outputs: Vec<Output> = (1..=32).map(|agent| placed(agent, Date(0), "boss", "north")).collect();
            outputs.extend((1..=6).map(|agent| gone(agent, SeparationKind::Voluntary, 10)));
            outputs.extend((7..7 + late).map(|agent| gone(agent, SeparationKind::Voluntary, 45)));
            let closed = journal::write(&JournalEntry::DayClosed(Close::new(raised_on() + 75)));
            outputs.push(Output::new(Topic::Org, 0, *b"", closed));
            let raised = |agent: u32| version(agent, 1, "raised", &json!({}));
            outputs.extend((1..=32).map(|agent| record("alert", &format!("agent-{agent}"), &raised(agent), n)));
            outputs
        });
        let told = report(&[], &embedded(&dir));
        [0, 1].map(|at| told["precision"][at]["hits"].as_u64())
    };
    assert_eq!(told_of(2), [Some(6), None], "two people gave notice in the second month");
    assert_eq!(told_of(5), [Some(6), Some(11)]);
    assert_eq!(told_of(0), [Some(6), Some(6)], "nobody did");
}

#[test]
fn the_figures_are_those_that_were_counted_by_hand() {
    let scratch = Scratch::new();
    let variables = plant_site(&scratch);
    let told = report(&["--site", "north", "--by", "supervisor"], &variables);
    assert_eq!(told["alerts"], 50, "{told}");
    assert_eq!(told["closed"], (raised_on() + 75).to_string());
    // The one who was dismissed is in no share; who moved has stayed.
    assert_eq!([0, 1].map(|at| parts(&told["precision"][at])), [(20, 45), (25, 45)]);
    assert_eq!(told["precision"][2], Value::Null, "90 days are not over");
    let share = told["base"][0]["share"].as_f64().expect("there is a base rate");
    assert!((share - 6.0 / 19.0).abs() < 1e-12, "{share}");
    assert_eq!(told["base"][0]["agent_days"], 95);
    let lift = told["lift"][0].as_f64().expect("there is a lift");
    assert!((lift - (4.0 / 9.0) / (6.0 / 19.0)).abs() < 1e-12, "{lift}");

    let answers = &told["acknowledged"];
    assert_eq!(
        (&answers["answered"], &answers["days_median"], &answers["days_p90"]),
        (&json!(40), &json!(2), &json!(49)),
        "{answers}"
    );
    // After the close of their day: 0, 6, 6, 30, 54 and 198 hours, and two at the end of April.
    assert_eq!(answers["hours_median"], 30.0, "{answers}");
    assert_eq!(parts(&told["never"]), (5, 25), "{told}");
    assert_eq!(parts(&told["escalated"]), (15, 50));
    assert_eq!(parts(&told["useful"]), (20, 25), "the last opinion about an alert counts");

    let reason = |signal: &str| {
        told["reasons"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["signal"] == signal)
            .expect("it was shown")
            .clone()
    };
    assert_eq!((&reason("late_rate")["shown"], parts(&reason("late_rate")["useful"])), (&Value::Null, (20, 25)));
    let signals: Vec<_> = told["reasons"].as_array().into_iter().flatten().map(|one| one["signal"].clone()).collect();
    assert!(!signals.contains(&json!("qa_level")), "it was told later: {signals:?}");
    assert_eq!(signals, [json!("late_rate")], "all alerts show both, and nobody has said anything about the other");

    let by = |group: &str| {
        told["by_action"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["group"] == group)
            .expect("it was tried")
            .clone()
    };
    assert_eq!(
        (&by("coaching")["alerts"], parts(&by("coaching")["stayed"][0]), parts(&by("coaching")["stayed"][1])),
        (&json!(25), (15, 25), (10, 25))
    );
    assert_eq!(
        (&by("pay_review")["alerts"], &by("pay_review")["stayed"][0]),
        (&Value::Null, &Value::Null),
        "four people"
    );

    let held = &told["held_out"];
    assert_eq!((parts(&held["told"]["stayed"][0]), parts(&held["held_out"]["stayed"][0])), ((25, 45), (25, 30)));
    let difference = &held["difference"][0];
    let number = |name: &str| difference[name].as_f64().expect("it is a number");
    assert!((number("difference") - (5.0 / 9.0 - 5.0 / 6.0)).abs() < 1e-12, "{difference}");
    assert!(number("low") < number("difference") && number("difference") < number("high"));
    // The two models share the figures of all.
    let models: Vec<_> = told["by_model"].as_array().into_iter().flatten().collect();
    assert_eq!(models.iter().map(|of| &of["model"]).collect::<Vec<_>>(), ["next", "prior"]);
    assert_eq!((&models[0]["alerts"], parts(&models[0]["left"][0])), (&json!(20), (5, 20)));
    assert_eq!((&models[1]["alerts"], parts(&models[1]["left"][0])), (&json!(30), (15, 25)));
    assert_eq!(told["by_supervisor"], json!([]), "no supervisor has five of them");
    let text = told.to_string();
    assert!(!text.contains("agent-") && !text.contains("boss-"), "{text}");
}

#[test]
fn of_four_people_nothing_is_told() {
    let scratch = Scratch::new();
    let variables = plant_site(&scratch);
    let told = report(&["--site", "south", "--by", "supervisor"], &variables);
    let figures = [
        &told["alerts"],
        &told["raised"],
        &told["acknowledged"],
        &told["precision"][0],
        &told["base"][0],
        &told["never"],
    ];
    assert!(figures.iter().all(|figure| figure.is_null()), "{told}");
    assert_eq!((&told["statuses"], &told["reasons"]), (&json!([]), &json!([])), "{told}");
    assert!(report(&["--from", "2026-03-03"], &variables)["alerts"].is_null());
    assert_eq!(report(&["--to", "2026-03-02"], &variables)["alerts"], 54);
}

#[test]
fn the_table_says_what_the_figures_are_and_what_cannot_be_claimed() {
    let scratch = Scratch::new();
    let variables = plant_site(&scratch);
    let told = done(&["alerts", "report"], &variables);
    for text in [
        "of those alerted",
        "coaching",
        "late_rate",
        "chosen at random",
        "not what helped",
        "held out",
        "never for a disciplinary",
    ] {
        assert!(told.contains(text), "{text} is missing:\n{told}");
    }
    assert!((1..=24).all(|n| !told.contains(&format!("agent-{n}"))) && !told.contains("boss-"), "{told}");
    let output = finish(&["alerts", "report", "--from", "2026-04-01", "--to", "2026-03-01"], &variables);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_was_over_within_imported_days_is_in_no_figure_of_those_who_were_told() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> =
            (1..=40).map(|agent| placed(agent, Date(0), &format!("boss-{}", agent % 10), "north")).collect();
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(raised_on() + 75)));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        let mut alert = |agent: u32, v: u32, status: &str, more: &Value| {
            outputs.push(record("alert", &format!("agent-{agent}"), &version(agent, v, status, more), n));
        };
        let early = json!({"history": true, "raised_on": "2025-01-03", "date": "2025-01-03"});
        let over = json!({"history": true, "raised_on": "2025-01-03", "date": "2025-02-03", "closing": "eased"});
        for agent in 1..=6 {
            alert(agent, 1, "raised", &early);
            alert(agent, 2, "closed", &over);
        }
        // Open when the imported days end: the first letter tells of them, and some are escalated.
        (7..=18).for_each(|agent| alert(agent, 1, "raised", &json!({"history": true})));
        for agent in 13..=18 {
            let second = json!({"to": "second", "why_second": "unacknowledged", "date": "2026-03-20"});
            alert(agent, 2, "escalated", &second);
        }
        for agent in 21..=26 {
            alert(agent, 1, "held_out", &json!({"history": true, "held_out": true}));
            alert(agent, 2, "closed", &json!({"history": true, "held_out": true, "closing": "eased"}));
        }
        (27..=32).for_each(|agent| alert(agent, 1, "held_out", &json!({"held_out": true})));
        outputs
    });
    let told = report(&[], &embedded(&dir));
    assert_eq!((&told["history"], &told["alerts"]), (&json!(6), &json!(12)), "{told}");
    assert_eq!(told["raised"], json!(["2026-03-02", "2026-03-02"]), "those of the imported days are not among them");
    assert_eq!(told["statuses"], json!([["escalated", 6], ["held out", 6], ["raised", 6]]), "{told}");
    assert_eq!(parts(&told["escalated"]), (6, 12));
    let held = &told["held_out"];
    assert_eq!((&held["told"]["alerts"], &held["held_out"]["alerts"]), (&json!(12), &json!(6)), "{held}");
    assert_eq!(told["precision"][0], Value::Null, "nobody has left, and nobody is fewer than five");
}
