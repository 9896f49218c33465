//! No figure is one agent's risk, neither by itself nor to the digit by which it can be told from others.

use std::collections::BTreeMap;

use attrition_contracts::records::record::Output;
use serde_json::{Value, json};

use super::site::{closed, name, placed, score, today};
use attrition_test_support::centres::planted::plant;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, variable};

/// Risks with so many digits that each is found again wherever it is told.
fn risk(n: u32) -> f64 {
    0.209_007_944_380_267_46 + f64::from(n) * 0.007_310_010_7
}

/// A site of so many agents, five of them in a team of their own; two are red, and one of those is gone the day after.
fn site(agents: u32, partitions: u32) -> Vec<Output> {
    let mut outputs = Vec::new();
    for n in 1..=agents {
        let place = ("north", if n <= 5 { "dt" } else { "rest" });
        outputs.push(placed(&name(n), today() - 60, place, "boss"));
        for (ahead, day) in [(0, today() - 30), (1, today())].into_iter().filter(|(ahead, _)| n > 1 || *ahead == 0) {
            let band = if n <= 2 { "red" } else { "green" };
            outputs.push(score(&name(n), day, (risk(n) + f64::from(ahead) * 0.001, band), place, &json!({})));
        }
    }
    for n in agents + 1..=agents + 5 {
        outputs.push(placed(&name(n), today() - 60, ("north", "dt"), "boss"));
        outputs.push(score(&name(n), today(), (risk(n), "green"), ("north", "dt"), &json!({})));
    }
    for day in [today() - 30, today()] {
        outputs.extend(closed(day, &BTreeMap::new(), partitions));
    }
    outputs
}

/// Every figure of a metric.
fn told<'a>(figures: &'a Value, metric: &str) -> Vec<&'a Value> {
    let all = figures["metrics"].as_array().expect("there are metrics");
    all.iter().filter(|one| one["metric"] == metric).collect()
}

#[test]
fn no_figure_is_the_risk_of_one_agent() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant(&dir, |partitions| site(25, partitions));
    let figures: Value = serde_json::from_str(&done(&["trends", "--json"], &embedded(&dir))).expect("it is JSON");
    let value = |one: &Value| one["value"].as_f64().expect("a figure");
    let is_someones = |told: f64| {
        let risks = (1..=30).flat_map(|n| [risk(n), risk(n) + 0.001]);
        risks.into_iter().any(|risk| (told - risk).abs() < 1e-6)
    };
    for one in figures["metrics"].as_array().expect("there are metrics") {
        assert!(!is_someones(value(one)), "{one}");
    }
    // The median and the 90th percentile of the site; of a team, neither.
    let quantiles = told(&figures, "risk_quantile");
    let labels: Vec<&Value> = quantiles.iter().map(|one| &one["labels"]).collect();
    assert_eq!(labels, [&json!({"q": "0.5", "site": "north"}), &json!({"q": "0.9", "site": "north"})]);
    // What differs by one agent from one day to the next is told to one decimal, and a mean tells no more.
    for metric in ["expected_leavers", "expected_leavers_then"] {
        let sums = told(&figures, metric);
        assert_eq!(sums.len(), 2, "{metric}");
        let is_rounded = |sum: f64| (sum * 10.0 - (sum * 10.0).round()).abs() < 1e-9;
        assert!(sums.iter().all(|one| is_rounded(value(one))), "{sums:?}");
    }
    for one in told(&figures, "risk_mean") {
        let same = |other: &&Value| other["labels"] == one["labels"];
        let sum = told(&figures, "expected_leavers").into_iter().find(same).map(&value).expect("it is told");
        let people: f64 = told(&figures, "agents")
            .into_iter()
            .filter(|other| other["labels"]["team"] == one["labels"]["team"])
            .map(&value)
            .sum();
        assert!((value(one) - sum / people).abs() < 1e-12, "{one} {sum} {people}");
    }
    // One is red now and two were: whoever knows the precision of one knows the risk.
    let red: Vec<_> =
        told(&figures, "performance").into_iter().filter(|one| one["labels"]["measure"] == "precision").collect();
    assert!(red.is_empty(), "{red:?}");
    assert!(told(&figures, "calibration_expected").iter().all(|one| one["labels"]["band"] != "red"));
}

#[test]
fn what_is_scraped_of_few_people_has_no_quantiles() {
    for (agents, quantiles) in [(4, 0), (10, 1), (25, 2)] {
        let scratch = Scratch::new();
        let dir = scratch.path("log");
        plant(&dir, |partitions| site(agents, partitions));
        let stages = variable("SERVICE__STAGES", "trends");
        let mut service = Service::start(&embedded(&dir).into_iter().chain([stages]).collect::<Vec<_>>());
        eventually("it is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
        let scraped = get(&service, "/metrics").body;
        let told = scraped.lines().filter(|line| line.starts_with("attrition_watch_risk_quantile{")).count();
        assert_eq!(told, quantiles, "{agents}:\n{scraped}");
        assert!(service.process.terminate().success(), "{}", service.said());
    }
}
