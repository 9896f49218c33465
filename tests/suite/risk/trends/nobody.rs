//! What is exported of a played centre, day by day, beside the risks that were scored: no figure is the risk of anyone.

use std::collections::BTreeMap;

use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use serde_json::Value;

use super::command::{read, variables};
use attrition_test_support::process::program::{Scratch, done};

/// Figures that are made of risks.
const OF_RISKS: [&str; 4] = [
    "attrition_watch_risk_mean",
    "attrition_watch_risk_quantile",
    "attrition_watch_expected_leavers",
    "attrition_watch_performance",
];

/// Every risk of a daily score, by day.
fn risks() -> BTreeMap<String, Vec<f64>> {
    let mut risks: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for record in read(Topic::Scores) {
        let score: Value = serde_json::from_slice(&record.value).expect("a score is JSON");
        if score["data"]["interim"] == false {
            let day = score["data"]["date"].as_str().expect("it has a day").to_owned();
            risks.entry(day).or_default().push(score["data"]["risk"].as_f64().expect("a risk"));
        }
    }
    risks
}

#[test]
fn no_exported_figure_is_the_risk_of_anyone() {
    let scratch = Scratch::new();
    let file = scratch.text("history.om");
    // A sample a day, at its close: six o'clock UTC of the next.
    done(
        &["trends", "export", "--out", &file, "--from", "2025-03-03", "--to", "2025-05-02", "--every", "1440"],
        &variables(),
    );
    let (risks, mut compared) = (risks(), BTreeMap::<&str, usize>::new());
    let text = std::fs::read_to_string(&file).expect("it was written");
    for line in text.lines() {
        let Some(name) = OF_RISKS.into_iter().find(|name| line.starts_with(name)) else { continue };
        let mut words = line.rsplit(' ');
        let at: f64 = words.next().and_then(|at| at.parse().ok()).expect("a sample has a time");
        let value: f64 = words.next().and_then(|value| value.parse().ok()).expect("and a value");
        let day = Date((at / 86_400.0) as i32 - 1).to_string();
        let scored = risks.get(&day).unwrap_or_else(|| panic!("nobody was scored on {day}: {line}"));
        assert!(scored.iter().all(|risk| (risk - value).abs() > 1e-9), "{day}: {line}");
        *compared.entry(name).or_default() += 1;
    }
    assert!(OF_RISKS[..3].iter().all(|name| compared.get(name).is_some_and(|n| *n > 50)), "{compared:?}");
}
