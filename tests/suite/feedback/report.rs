//! `alerts report` against figures that were counted by hand.

use attrition_watch::engine::date::Date;
use attrition_watch::engine::event::{Event, Fact, Fingerprint, Roster, Separation, SeparationKind};
use attrition_watch::wire::journal::{self, Close, Entry};
use attrition_watch::wire::record::Output;
use attrition_watch::wire::topic::Topic;
use serde_json::{Value, json};

use crate::support::planted::{feedback, plant, record, version};
use crate::support::program::{Scratch, done, embedded, finish};

/// The day on which all alerts are raised.
fn raised_on() -> Date {
    Date::parse("2026-03-02").expect("it is a date")
}

fn placed(agent: u32, day: Date, supervisor: &str, site: &str) -> Output {
    let text = || Box::<str>::from("x");
    let roster = Roster {
        hire_date: Date(0),
        site: site.into(),
        team: text(),
        supervisor: supervisor.into(),
        queue: text(),
        level: text(),
        contract_min_week: 2_400,
        shift_pattern: text(),
        potential: None,
    };
    org(agent, day, Fact::Roster(roster))
}

fn gone(agent: u32, kind: SeparationKind, after: i32) -> Output {
    let notice_date = raised_on() + after;
    org(agent, notice_date, Fact::Separation(Separation { kind, notice_date, last_day: notice_date + 14 }))
}

fn org(agent: u32, date: Date, fact: Fact) -> Output {
    let entry = Entry::Event(Event { fingerprint: Fingerprint(0), date, time_ms: 0, fact });
    Output::new(Topic::Org, 0, format!("agent-{agent}").into_bytes(), journal::write(&entry))
}

/// Twenty agents of the north and four of the south, each under a supervisor of the number's last digit; all of the south
/// and ten of the north are alerted, six of the north are held out.
fn plant_site(scratch: &Scratch) -> Vec<(String, String)> {
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> =
            (1..=20).map(|agent| placed(agent, Date(0), &format!("boss-{}", agent % 10), "north")).collect();
        outputs.extend((21..=24).map(|agent| placed(agent, Date(0), "boss-south", "south")));
        // Four leave within 30 days, one within 60; one is dismissed, one moves, and one of those who were never alerted leaves.
        outputs.extend([1, 2, 3, 4].map(|agent| gone(agent, SeparationKind::Voluntary, 10)));
        outputs.push(gone(5, SeparationKind::Voluntary, 45));
        outputs.push(gone(6, SeparationKind::Dismissal, 20));
        outputs.push(placed(7, raised_on() + 15, "boss-1", "north"));
        outputs.push(gone(20, SeparationKind::Voluntary, 25));
        let closed = journal::write(&Entry::DayClosed(Close::of(raised_on() + 75)));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        let mut alert = |agent: u32, v: u32, status: &str, more: Value| {
            outputs.push(record("alert", &format!("agent-{agent}"), &version(agent, v, status, &more), n));
        };
        (1..=10).for_each(|agent| alert(agent, 1, "raised", json!({})));
        (11..=16).for_each(|agent| alert(agent, 1, "held_out", json!({"held_out": true})));
        // Withheld by the budget: neither an alert nor held out.
        alert(17, 1, "withheld", json!({"held_out": true}));
        (21..=24).for_each(|agent| alert(agent, 1, "raised", json!({"site": "south"})));
        (1..=4).for_each(|agent| alert(agent, 2, "closed", json!({"closing": "left", "reasons": []})));
        (8..=10)
            .for_each(|agent| alert(agent, 2, "escalated", json!({"to": "second", "why_second": "unacknowledged"})));
        alert(10, 3, "closed", json!({"closing": "lapsed"}));
        // Agent 7's alert goes on under another name, on the desk of another supervisor, and is answered there.
        alert(7, 2, "closed", json!({"closing": "moved"}));
        let carried = json!({"carried_from": crate::support::planted::name(7), "supervisor": "boss-1", "raised_on": "2026-03-02"});
        let mut carried_on = version(107, 3, "carried", &carried);
        carried_on["alert"] = json!(crate::support::planted::name(107));
        outputs.push(record("alert", "agent-7", &carried_on, n));
        let mut say = |alert: u32, agent: u32, id: &str, kind: &str, more: Value| {
            outputs.push(record("feedback", &format!("agent-{agent}"), &feedback(alert, id, kind, &more), n));
        };
        // First answers after 0, 1, 1, 2, 3 and 9 days; the days are closed at 6 o'clock of the next.
        for (agent, days) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 3)] {
            let date = (raised_on() + days).to_string();
            let at = format!("{date}T12:00:00Z");
            say(agent, agent, &format!("ack-{agent}"), "acknowledge", json!({"date": date, "at": at}));
        }
        say(107, 7, "ack-7", "acknowledge", json!({"date": "2026-03-11", "at": "2026-03-11T12:00:00Z"}));
        for (agent, kind) in
            [(1, "useful"), (2, "useful"), (3, "useful"), (4, "not_useful"), (5, "useful"), (5, "useful")]
        {
            say(
                agent,
                agent,
                &format!("{kind}-{agent}"),
                kind,
                json!({"reasons": ["late_rate"], "date": "2026-03-20"}),
            );
        }
        for agent in [1, 2, 5, 8, 9] {
            say(
                agent,
                agent,
                &format!("try-{agent}"),
                "action",
                json!({"action": "coaching", "date": "2026-04-20", "at": "2026-04-20T12:00:00Z"}),
            );
        }
        for agent in [1, 2, 3, 8] {
            say(
                agent,
                agent,
                &format!("pay-{agent}"),
                "action",
                json!({"action": "pay_review", "date": "2026-04-20", "at": "2026-04-20T12:00:00Z"}),
            );
        }
        outputs
    });
    embedded(&dir)
}

fn report(args: &[&str], variables: &[(String, String)]) -> Value {
    let told = done(&[&["alerts", "report", "--json"], args].concat(), variables);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    told["report"].clone()
}

/// Hits and cases of a share.
fn parts(share: &Value) -> (u64, u64) {
    (share["hits"].as_u64().unwrap_or(u64::MAX), share["of"].as_u64().unwrap_or(u64::MAX))
}

#[test]
fn whoever_takes_the_notice_back_is_in_no_share_and_is_counted() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> = (1..=12).map(|agent| placed(agent, Date(0), "boss", "north")).collect();
        outputs.extend((1..=6).map(|agent| gone(agent, SeparationKind::Voluntary, 10)));
        outputs.extend((1..=6).map(|agent| gone(agent, SeparationKind::Withdrawn, 10)));
        let closed = journal::write(&Entry::DayClosed(Close::of(raised_on() + 75)));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        let raised = |agent: u32| version(agent, 1, "raised", &json!({}));
        outputs.extend((1..=12).map(|agent| record("alert", &format!("agent-{agent}"), &raised(agent), n)));
        outputs
    });
    let told = report(&[], &embedded(&dir));
    assert_eq!(told["alerts"], 12, "{told}");
    assert_eq!([0, 1].map(|at| parts(&told["precision"][at])), [(0, 6); 2]);
    assert_eq!(told["withdrawn"], json!([6, 6, null]));
    let text = done(&["alerts", "report"], &embedded(&dir));
    let row = text.lines().find(|line| line.contains("took it back")).expect("there is a row for it");
    assert_eq!(row.matches('6').count(), 2, "{row}");
}

#[test]
fn the_figures_are_those_that_were_counted_by_hand() {
    let scratch = Scratch::new();
    let variables = plant_site(&scratch);
    let told = report(&["--site", "north", "--by", "supervisor"], &variables);
    assert_eq!(told["alerts"], 10, "{told}");
    assert_eq!(told["closed"], (raised_on() + 75).to_string());
    // The one who was dismissed is in no share; who moved has stayed.
    assert_eq!([0, 1].map(|at| parts(&told["precision"][at])), [(4, 9), (5, 9)]);
    assert_eq!(told["precision"][2], Value::Null, "90 days are not over");
    let share = told["base"][0]["share"].as_f64().expect("there is a base rate");
    assert!((share - 5.0 / 19.0).abs() < 1e-12, "{share}");
    assert_eq!(told["base"][0]["agent_days"], 19);
    let lift = told["lift"][0].as_f64().expect("there is a lift");
    assert!((lift - (4.0 / 9.0) / (5.0 / 19.0)).abs() < 1e-12, "{lift}");

    let answers = &told["acknowledged"];
    assert_eq!(
        (&answers["answered"], &answers["days_median"], &answers["days_p90"]),
        (&json!(8), &json!(2), &json!(49)),
        "{answers}"
    );
    // After the close of their day: 0, 6, 6, 30, 54 and 198 hours, and two at the end of April.
    assert_eq!(answers["hours_median"], 30.0, "{answers}");
    assert_eq!(parts(&told["never"]), (1, 5), "{told}");
    assert_eq!(parts(&told["escalated"]), (3, 10));
    assert_eq!(parts(&told["useful"]), (4, 5), "the same opinion is one");

    let reason = |signal: &str| {
        told["reasons"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|one| one["signal"] == signal)
            .expect("it was shown")
            .clone()
    };
    assert_eq!((&reason("late_rate")["shown"], parts(&reason("late_rate")["useful"])), (&json!(10), (4, 5)));
    assert_eq!(reason("handle_time_change")["useful"], Value::Null, "nobody has said anything about it");

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
        (&json!(5), (3, 5), (2, 5))
    );
    assert_eq!(
        (&by("pay_review")["alerts"], &by("pay_review")["stayed"][0]),
        (&Value::Null, &Value::Null),
        "four people"
    );

    let held = &told["held_out"];
    assert_eq!((parts(&held["told"]["stayed"][0]), parts(&held["held_out"]["stayed"][0])), ((5, 9), (6, 6)));
    let difference = &held["difference"][0];
    let number = |name: &str| difference[name].as_f64().expect("it is a number");
    assert!((number("difference") - (5.0 / 9.0 - 1.0)).abs() < 1e-12, "{difference}");
    assert!(number("low") < number("difference") && number("difference") < number("high"));
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
    assert_eq!((&told["statuses"], &told["reasons"]), (&json!([["raised", null]]), &json!([])), "{told}");
    assert!(report(&["--from", "2026-03-03"], &variables)["alerts"].is_null());
    assert_eq!(report(&["--to", "2026-03-02"], &variables)["alerts"], 14);
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
        let closed = journal::write(&Entry::DayClosed(Close::of(raised_on() + 75)));
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
    assert_eq!(told["precision"][0]["of"], 18, "what became of the agents is known of all");
}
