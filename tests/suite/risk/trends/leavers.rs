//! The same from the events of a site: who gave notice is counted in a group of enough people, however few are gone.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use attrition_test_support::centres::centre::date;
use attrition_test_support::centres::decided::decide;
use attrition_test_support::process::program::{Scratch, done, embedded};

/// The last day with shifts, and so the last that is closed.
const LAST_DAY: &str = "2026-03-31";

/// Days on which the agents work.
const DAYS: i32 = 40;

/// The end of an employment: its kind and the last day.
type End = (&'static str, &'static str);

/// Someone of a site and a team, and how the employment ends.
struct Person {
    name: String,
    site: &'static str,
    team: &'static str,
    end: Option<End>,
}

/// So many people of a site and a team.
fn people(count: u32, (site, team): (&'static str, &'static str), end: Option<End>) -> impl Iterator<Item = Person> {
    (1..=count).map(move |number| Person { name: format!("{site}-{team}-{number}"), site, team, end })
}

fn event(kind: &str, id: &str, time: &str, subject: &str, data: &Value) -> String {
    let event = json!({
        "specversion": "1.0", "id": id, "source": "/hr", "type": kind, "time": time, "subject": subject, "data": data,
    });
    event.to_string()
}

/// What the systems of the site send about a person.
fn events(person: &Person) -> Vec<String> {
    let Person { name, site, team, end } = person;
    let first = date(LAST_DAY) - (DAYS - 1);
    let placed = json!({
        "effective": first.to_string(), "hire_date": "2025-06-02", "site": site, "team": team, "supervisor": format!("boss-{team}"),
        "queue": "billing", "level": "1", "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
    });
    let mut events = vec![event("roster.agent.v1", &format!("r-{name}"), &format!("{first}T06:00:00Z"), name, &placed)];
    let last = end.map_or(date(LAST_DAY), |(_, last)| date(last));
    for day in (0..DAYS).map(|day| first + day).filter(|day| *day <= last) {
        let shift = json!({
            "shift_id": format!("s-{name}-{day}"), "date": day.to_string(), "status": "worked",
            "scheduled_start": format!("{day}T08:00:00Z"), "scheduled_end": format!("{day}T16:00:00Z"),
            "actual_start": format!("{day}T08:00:00Z"), "actual_end": format!("{day}T16:00:00Z"),
            "overtime_min": 0.0, "break_overrun_min": 0.0, "occupied_min": 390.0, "home": false,
        });
        events.push(event(
            "attendance.shift.v1",
            &format!("s-{name}-{day}"),
            &format!("{day}T17:00:00Z"),
            name,
            &shift,
        ));
    }
    if let Some((kind, last)) = end {
        let gone = json!({"kind": kind, "notice_date": "2026-03-18", "last_day": last, "reason": "unknown"});
        events.push(event("roster.separation.v1", &format!("x-{name}"), "2026-03-18T10:00:00Z", name, &gone));
    }
    events
}

/// The leavers that `trends` tells of after the events were imported, by kind, site and team.
fn leavers(people: impl Iterator<Item = Person>) -> BTreeMap<String, f64> {
    let scratch = Scratch::new();
    let lines: Vec<String> = people.flat_map(|person| events(&person)).collect();
    let log = embedded(&scratch.path("log"));
    done(&["import", &scratch.file("events.ndjson", lines.join("\n"))], &log);
    decide(date(LAST_DAY), &log);
    let told: Value = serde_json::from_str(&done(&["trends", "--json"], &log)).expect("it is JSON");
    let of = |one: &Value| {
        let label = |name: &str| one["labels"][name].as_str().expect("it has the label").to_owned();
        (["kind", "site", "team"].map(label).join(" "), one["value"].as_f64().expect("a figure"))
    };
    let metrics = told["metrics"].as_array().expect("there are metrics").iter();
    metrics.filter(|one| one["metric"] == "leavers").map(of).collect()
}

#[test]
fn leavers_of_a_small_team_and_a_small_site_are_counted_with_others() {
    let (gave_notice, was_dismissed) = (Some(("voluntary", "2026-03-23")), Some(("dismissal", "2026-03-23")));
    let all = people(8, ("north", "a"), None)
        .chain(people(3, ("north", "c"), gave_notice))
        .chain(people(1, ("tiny", "k"), gave_notice))
        .chain(people(1, ("tiny", "m"), was_dismissed));
    let told = [("voluntary other other", 4.0), ("other other other", 1.0)];
    assert_eq!(leavers(all), told.map(|(labels, count)| (labels.to_owned(), count)).into());
}

#[test]
fn leavers_of_a_small_team_are_counted_with_the_rest_of_their_site() {
    let gave_notice = Some(("voluntary", "2026-03-23"));
    let all = people(8, ("north", "a"), None).chain(people(3, ("north", "c"), gave_notice)).chain(people(
        5,
        ("west", "k"),
        gave_notice,
    ));
    let told = [
        ("voluntary north other", 3.0),
        ("other north other", 0.0),
        ("voluntary other other", 5.0),
        ("other other other", 0.0),
    ];
    assert_eq!(leavers(all), told.map(|(labels, count)| (labels.to_owned(), count)).into());
}
