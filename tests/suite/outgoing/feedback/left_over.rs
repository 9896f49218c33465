//! `alerts report` leaves nobody over: whoever knows the whole cannot work out a figure about fewer than five people.

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use serde_json::{Value, json};

use attrition_test_support::centres::planted::{feedback, name, plant, record, version};
use attrition_test_support::process::program::{Scratch, done, embedded};

/// A log with these alerts, each about another agent: its number and what it says.
fn planted(scratch: &Scratch, alerts: &[(u32, &str, Value)], said: &[(u32, Value)]) -> Vec<(String, String)> {
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> = Vec::new();
        for (agent, status, more) in alerts {
            // What the budget withholds was never raised.
            let first = if *status == "withheld" { "withheld" } else { "raised" };
            outputs.push(record("alert", &format!("agent-{agent}"), &version(*agent, 1, first, more), n));
            if *status != first {
                outputs.push(record("alert", &format!("agent-{agent}"), &version(*agent, 2, status, more), n));
            }
        }
        for (agent, more) in said {
            let kind = more["kind"].as_str().expect("feedback has a kind");
            let said = feedback(*agent, &format!("{kind}-{agent}"), kind, more);
            outputs.push(record("feedback", &format!("agent-{agent}"), &said, n));
        }
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(Date::parse("2026-05-01").expect("a date"))));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        outputs
    });
    embedded(&dir)
}

fn report(args: &[&str], variables: &[(String, String)]) -> Value {
    let told = done(&[&["alerts", "report", "--json"], args].concat(), variables);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    told["report"].clone()
}

fn because_of(signals: &[&str]) -> Value {
    let reason = |signal: &&str| json!({"signal": signal, "contribution": 0.5, "side": "withdrawal", "en": "up", "zh-CN": "\u{4e0a}"});
    json!({"reasons": signals.iter().map(reason).collect::<Vec<_>>()})
}

fn shown(told: &Value) -> Vec<(String, Value)> {
    let reasons = told["reasons"].as_array().expect("they are a list").iter();
    reasons.map(|one| (one["signal"].as_str().expect("a name").to_owned(), one["shown"].clone())).collect()
}

#[test]
fn a_reason_that_all_alerts_but_few_show_is_not_counted() {
    let scratch = Scratch::new();
    // 37 in the south, of whom one has another reason; 11 in the north, seven of them for the same.
    let south = (1..=37).map(|n| (n, "south", if n == 37 { vec!["qa_level"] } else { vec!["late_rate", "time_away"] }));
    let north = (41..=51).map(|n| (n, "north", if n <= 47 { vec!["time_away"] } else { vec!["qa_level"] }));
    let alerts: Vec<(u32, &str, Value)> = south
        .chain(north)
        .map(|(n, site, reasons)| {
            let mut more = because_of(&reasons);
            more["site"] = json!(site);
            (n, "raised", more)
        })
        .collect();
    let variables = planted(&scratch, &alerts, &[]);
    let south = report(&["--site", "south"], &variables);
    assert_eq!((&south["alerts"], shown(&south)), (&json!(37), vec![]), "one is left over: {south}");
    let north = report(&["--site", "north"], &variables);
    assert_eq!((&north["alerts"], shown(&north)), (&json!(11), vec![]), "four are left over: {north}");
    // Of both: 36, 43 and 5 of 48.
    let both = shown(&report(&[], &variables));
    assert_eq!(
        both,
        [("time_away", 43), ("late_rate", 36), ("qa_level", 5)].map(|(name, n)| (name.to_owned(), json!(n)))
    );
    let table = done(&["alerts", "report", "--site", "south"], &variables);
    assert!(!table.contains("late_rate") && !table.contains("36"), "{table}");
}

#[test]
fn a_status_is_not_worked_out_by_the_number_of_alerts() {
    let scratch = Scratch::new();
    let statuses = |n: u32| match n {
        1..=20 => "acknowledged",
        21..=26 => "escalated",
        _ => "raised",
    };
    let alerts: Vec<(u32, &str, Value)> = (1..=27).map(|n| (n, statuses(n), json!({}))).collect();
    let withheld: Vec<(u32, &str, Value)> = (31..=34).map(|n| (n, "withheld", json!({}))).collect();
    let variables = planted(&scratch, &[alerts, withheld].concat(), &[]);
    let told = report(&[], &variables);
    // One is open; with those withheld they would be five, but the alerts are counted without them.
    let statuses = told["statuses"].as_array().expect("they are a list");
    let of = |name: &str| statuses.iter().find(|one| one[0] == name).map(|one| one[1].clone());
    assert_eq!(of("acknowledged"), Some(json!(20)), "{told}");
    assert_eq!(
        [of("escalated"), of("raised"), of("withheld")],
        [Some(Value::Null), Some(Value::Null), Some(Value::Null)]
    );
}

#[test]
fn an_alert_that_moved_is_counted_once_and_hides_no_status_of_few() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |n| {
        let mut outputs: Vec<Output> = Vec::new();
        let mut alert = |agent: u32, number: u32, v: u32, status: &str, more: &Value| {
            outputs.push(record("alert", &format!("agent-{agent}"), &version(number, v, status, more), n));
        };
        (1..=27).for_each(|agent| alert(agent, agent, 1, "raised", &json!({})));
        (1..=8).for_each(|agent| alert(agent, agent, 2, "acknowledged", &json!({})));
        (9..=16).for_each(|agent| alert(agent, agent, 2, "escalated", &json!({})));
        // Three lapse. Five lie on other desks now, under other names.
        (17..=19).for_each(|agent| alert(agent, agent, 2, "closed", &json!({"closing": "lapsed"})));
        for agent in 20..=24 {
            alert(agent, agent, 2, "closed", &json!({"closing": "moved"}));
            let carried = json!({"carried_from": name(agent), "supervisor": "boss-new"});
            alert(agent, agent + 50, 3, "carried", &carried);
        }
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(Date::parse("2026-05-01").expect("a date"))));
        outputs.push(Output::new(Topic::Org, 0, *b"", closed));
        outputs
    });
    let told = report(&[], &embedded(&dir));
    assert_eq!(told["alerts"], json!(27), "{told}");
    // Three lapsed and three raised are six people together, so that nobody is worked out.
    let expected =
        json!([["acknowledged", 8], ["carried", 5], ["closed: lapsed", null], ["escalated", 8], ["raised", null]]);
    assert_eq!(told["statuses"], expected, "{told}");
}

#[test]
fn what_was_tried_and_who_was_asked_leave_nobody_over() {
    let scratch = Scratch::new();
    let boss = |n: u32| match n {
        1..=9 => "boss-a",
        10..=15 => "boss-b",
        _ => "boss-c",
    };
    let alerts: Vec<(u32, &str, Value)> = (1..=18).map(|n| (n, "raised", json!({"supervisor": boss(n)}))).collect();
    let said: Vec<(u32, Value)> = (1..=15)
        .map(|n| (n, json!({"kind": "action", "action": "coaching", "supervisor": boss(n)})))
        .chain((1..=16).map(|n| (n, json!({"kind": "useful", "reasons": [], "supervisor": boss(n)}))))
        .collect();
    let variables = planted(&scratch, &alerts, &said);
    let told = report(&["--by", "supervisor"], &variables);
    assert_eq!(told["alerts"], 18, "{told}");
    assert_eq!(told["by_action"][0]["alerts"], Value::Null, "three had no coaching: {told}");
    assert_eq!(told["useful"], Value::Null, "nobody has called one not useful");
    assert_eq!(told["acknowledged"], Value::Null, "two have no answer");
    // Three are under the third supervisor: the second goes with them.
    let names: Vec<&Value> =
        told["by_supervisor"].as_array().expect("a list").iter().map(|one| &one[0]["group"]).collect();
    assert_eq!(names, ["boss-a"], "{told}");
}
