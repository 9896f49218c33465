//! Whoever is gone is counted in a group of enough people, like those who are there.

use std::collections::BTreeMap;
use std::path::Path;

use attrition_contracts::records::record::Output;
use attrition_core::basics::date::Date;
use attrition_core::event::SeparationKind;
use serde_json::{Value, json};

use super::site::{closed, gone, name, placed, score, today};
use attrition_test_support::centres::planted::{feedback, plant, record, version};
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, variable};

/// Eight agents of the team `a` in the north who are there.
fn there(partitions: u32) -> Vec<Output> {
    let mut outputs = Vec::new();
    for n in 1..=8 {
        outputs.push(placed(&name(n), Date(0), ("north", "a"), "boss"));
        outputs.push(score(&name(n), today(), (0.1, "green"), ("north", "a"), &json!({})));
    }
    outputs.extend(closed(today(), &BTreeMap::new(), partitions));
    outputs
}

/// Someone of a place who gave or was given notice, and whose last day is over.
fn left(n: u32, place: (&str, &str), kind: SeparationKind) -> [Output; 2] {
    [placed(&name(n), Date(0), place, "boss"), gone(n, kind, "2026-03-18", "2026-03-23")]
}

/// An alert that was raised this month about an agent at a place, under a supervisor of its own.
fn alert(agent: u32, (site, team): (&str, &str), v: u32, status: &str, partitions: u32) -> Output {
    let more = json!({
        "date": "2026-03-16", "raised_on": "2026-03-16", "site": site, "team": team, "supervisor": "boss",
        "closing": if status == "closed" { json!("left") } else { Value::Null },
    });
    record("alert", &name(agent), &version(agent, v, status, &more), partitions)
}

/// Every series of a metric as `trends --json` tells it, by the values of its labels in the order of their names.
fn series(dir: &Path, metric: &str) -> BTreeMap<String, f64> {
    let figures: Value = serde_json::from_str(&done(&["trends", "--json"], &embedded(dir))).expect("it is JSON");
    let all = figures["metrics"].as_array().expect("there are metrics").iter();
    let series = |one: &Value| {
        let labels: BTreeMap<&String, &Value> = one["labels"].as_object().expect("it has labels").iter().collect();
        let labels: Vec<&str> = labels.into_values().filter_map(Value::as_str).collect();
        (labels.join(" "), one["value"].as_f64().expect("a figure"))
    };
    all.filter(|one| one["metric"] == metric).map(series).collect()
}

fn expected(series: &[(&str, f64)]) -> BTreeMap<String, f64> {
    series.iter().map(|(labels, value)| ((*labels).to_owned(), *value)).collect()
}

#[test]
fn leavers_of_a_team_and_of_a_site_that_are_gone_are_no_group_of_their_own() {
    use SeparationKind::{Dismissal, Voluntary};
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |partitions| {
        let mut outputs = there(partitions);
        // All three of a team, and both of a site.
        for (n, kind) in [(11, Voluntary), (12, Voluntary), (13, Dismissal)] {
            outputs.extend(left(n, ("north", "c"), kind));
        }
        for (n, kind) in [(21, Voluntary), (22, Dismissal)] {
            outputs.extend(left(n, ("tiny", "k"), kind));
        }
        outputs
    });
    // The two of the site take the north with them: thirteen people.
    let told = expected(&[("voluntary other other", 3.0), ("other other other", 2.0)]);
    assert_eq!(series(&dir, "leavers"), told);
    assert_eq!(
        series(&dir, "risk_mean").into_keys().collect::<Vec<_>>(),
        ["north a"],
        "who is there is a group as ever"
    );
    let shown = done(&["trends"], &embedded(&dir));
    let is_row_of_leavers = |line: &str| line.matches("other").count() == 2 && line.contains('3');
    assert!(shown.lines().any(is_row_of_leavers), "{shown}");

    let stages = variable("SERVICE__STAGES", "trends");
    let mut service = Service::start(&embedded(&dir).into_iter().chain([stages]).collect::<Vec<_>>());
    eventually("it is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    let scraped = get(&service, "/metrics").body;
    let leavers: Vec<&str> = scraped.lines().filter(|line| line.starts_with("attrition_watch_leavers{")).collect();
    assert_eq!(leavers.len(), 2, "{scraped}");
    assert!(leavers.iter().all(|line| line.contains(r#"site="other",team="other""#)), "{leavers:?}");
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn leavers_of_a_team_that_is_gone_are_counted_with_the_team_that_is_left() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |partitions| {
        let mut outputs = there(partitions);
        (11..=13).for_each(|n| outputs.extend(left(n, ("north", "c"), SeparationKind::Voluntary)));
        // Enough for a group, whom nobody of today belongs to.
        (21..=25).for_each(|n| outputs.extend(left(n, ("west", "k"), SeparationKind::Voluntary)));
        outputs
    });
    let told = [
        ("voluntary north other", 3.0),
        ("other north other", 0.0),
        ("voluntary other other", 5.0),
        ("other other other", 0.0),
    ];
    assert_eq!(series(&dir, "leavers"), expected(&told));
}

#[test]
fn alerts_about_few_who_are_gone_are_no_group_of_their_own() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |partitions| {
        let mut outputs = there(partitions);
        outputs.extend(left(21, ("tiny", "k"), SeparationKind::Voluntary));
        outputs.push(alert(21, ("tiny", "k"), 1, "raised", partitions));
        outputs.push(alert(21, ("tiny", "k"), 2, "closed", partitions));
        let said = feedback(21, "said", "useful", &json!({"date": "2026-03-17", "supervisor": "boss", "site": "tiny"}));
        outputs.push(record("feedback", &name(21), &said, partitions));
        outputs.push(alert(1, ("north", "a"), 1, "raised", partitions));
        // It was raised in a team of which nobody is left: the agent is counted where the agent is.
        outputs.push(alert(2, ("north", "old"), 1, "raised", partitions));
        outputs
    });
    let raised = series(&dir, "alerts_month");
    assert_eq!((raised.get("other raised"), raised.get("other closed")), (Some(&3.0), Some(&1.0)), "{raised:?}");
    assert!(raised.keys().all(|labels| labels.starts_with("other ")), "{raised:?}");
    assert_eq!(series(&dir, "alert_answers"), expected(&[("useful other", 1.0), ("not_useful other", 0.0)]));
    assert_eq!(series(&dir, "alerts_open"), expected(&[("north other", 2.0)]));
    assert!(series(&dir, "reasons").keys().all(|labels| labels.ends_with(" north")));
}
