//! Planted trouble: a real Prometheus beside a running service sees it, and the rule that is for it fires.

use serde_json::{Value, json};

use super::boards::text;
use super::prometheus::Prometheus;
use super::site::Site;
use attrition_test_support::process::program::eventually;

#[test]
#[ignore = "needs Kafka, kcat and Prometheus: ./check"]
fn a_new_form_and_another_unit_are_seen_as_drift_and_fire_its_rule() {
    // For seven weeks: handle times come in minutes, and a new form gives a third of the points that the old one took off.
    let site = Site::at_work(|line, days_ago| {
        if days_ago > 49 || !(line.contains("handle_s") || line.contains("qa.evaluation")) {
            return Some(line.to_owned());
        }
        let mut event: Value = serde_json::from_str(line).expect("an event is JSON");
        let data = &mut event["data"];
        for member in ["handle_s", "hold_s", "wrap_s"] {
            if let Some(seconds) = data[member].as_f64() {
                data[member] = json!(seconds / 60.0);
            }
        }
        if let Some(score) = data["score"].as_f64() {
            data["score"] = json!(100.0 - (100.0 - score) / 3.0);
        }
        Some(event.to_string())
    });
    site.catches_up();
    let prometheus = Prometheus::scraping(&site.service.address);
    let drifted = |signal: &str| {
        let of = |(name, labels): &(String, Value)| {
            name == "AttritionWatchDrift" && text(&labels["signal"]).starts_with(signal)
        };
        prometheus.firing().iter().any(of)
    };
    eventually("handle times fire", || drifted("handle_"));
    eventually("evaluations fire", || drifted("qa_"));
    let psi = |signals: &str| prometheus.value(&format!("max(attrition_watch_drift_psi{{signal=~\"{signals}\"}})"));
    let (planted, else_) = (psi("handle_.*|qa_.*"), psi("late_.*|overtime_.*"));
    assert!(planted > Some(2.0) && else_ < Some(1.0), "{planted:?} {else_:?}");
}

#[test]
#[ignore = "needs Kafka, kcat and Prometheus: ./check"]
fn a_source_that_falls_silent_fires_its_rule_and_raises_no_alert_about_anyone() {
    // By what one of two sites sent of the last five days, nobody there was evaluated.
    let site = Site::at_work(|line, days_ago| {
        let is_silent = days_ago <= SILENT_DAYS && line.contains("\"qa.") && !line.contains("/south/");
        (!is_silent).then(|| line.to_owned())
    });
    site.catches_up();
    let prometheus = Prometheus::scraping(&site.service.address);
    let silent = || -> Vec<(String, String)> {
        let firing = prometheus.firing().into_iter().filter(|(name, _)| name == "AttritionWatchSourceSilent");
        firing.map(|(_, labels)| (text(&labels["site"]).to_owned(), text(&labels["source"]).to_owned())).collect()
    };
    eventually("the silence fires", || !silent().is_empty());
    assert_eq!(silent(), [("north".to_owned(), "evaluation".to_owned())]);
    assert!(prometheus.value("attrition_watch_notices_total{kind=\"stale_data\", outcome=\"begun\"}") >= Some(1.0));
    // What the desk of the site said since it knew of the silence: nothing about anyone.
    let (mut begun, mut raised) = (None, Vec::new());
    for event in site.desk_says() {
        let data = &event["data"];
        if data["site"] != "north" {
            continue;
        }
        if data["kind"] == "stale_data" && data["status"] == "begun" {
            begun = Some(text(&data["date"]).to_owned());
        }
        if data["status"] == "raised" {
            raised.push(text(&data["date"]).to_owned());
        }
    }
    let begun = begun.expect("the desk noticed");
    assert!(raised.iter().any(|date| *date < begun), "alerts were raised before");
    assert!(raised.iter().all(|date| *date < begun), "and none since {begun}: {raised:?}");
}

/// Working days among them, whatever the day of the week is today.
const SILENT_DAYS: i64 = 5;
