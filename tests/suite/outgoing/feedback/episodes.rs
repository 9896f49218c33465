//! Alerts that go from desk to desk and back, and those of which nobody is told: from events to what is reported of them.

use std::collections::BTreeSet;

use attrition_service::feedback::links::LinkAction;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::links::links;
use crate::running::settings::site::{DAYS, SITES, Site, events, import, last_day, placed};
use attrition_test_support::process::http::{get, post};
use attrition_test_support::process::program::{Service, done, finish};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The sites, of each of which one agent stands under another supervisor for two days, and then under the own one again; a third
/// of all are held out.
fn site() -> (Site, Service) {
    let mut lines = events();
    for site in 0..SITES {
        for (day, number) in [(DAYS - 5, 0), (DAYS - 3, 1)] {
            lines.push(placed(site, 1, last_day() - (DAYS - 1) + day, number));
        }
    }
    let time = |line: &String| {
        let event: Value = serde_json::from_str(line).expect("it is JSON");
        event["time"].as_str().expect("an event has a time").to_owned()
    };
    lines.sort_by_cached_key(time);
    let site = Site::of(&import(&lines));
    let config = format!(
        "[log]\ndir = \"log\"\n[score]\nmodel = \"model.json\"\n[desk]\nhold_out = 0.3\n[links]\nsecret = \"{SECRET}\"\n\
         public = \"https://watch.example.org\"\n"
    );
    let service = site.run(&config, &[]);
    (site, service)
}

#[test]
fn an_alert_that_comes_back_to_its_desk_is_counted_and_one_that_is_held_out_is_nobodys() {
    let (site, mut service) = site();
    let config = site.scratch.text("config.toml");
    let list = |args: &[&str]| -> Vec<Value> {
        let told = done(&[&["alerts", "list", "--json", "--config", &config], args].concat(), &[]);
        serde_json::from_str(&told).expect("it is a list in JSON")
    };
    let all = list(&["--all"]);
    let heard: Vec<&Value> = all.iter().filter(|told| told["alert"]["status"] != "withheld").collect();
    let text = |told: &Value, member: &str| told["alert"][member].as_str().unwrap_or_default().to_owned();
    // There and back: the alert of the first desk was carried to it from the second, which had it from the first.
    let name = |told: &Value| text(told, "alert");
    let from = |told: &Value| text(told, "carried_from");
    let circles =
        heard.iter().filter(|told| heard.iter().any(|other| from(told) == name(other) && from(other) == name(told)));
    assert!(circles.count() >= 2, "some went from A to B to A");
    let raised: BTreeSet<_> = heard.iter().map(|told| (told["agent"].to_string(), text(told, "raised_on"))).collect();
    let report: Value =
        serde_json::from_str(&done(&["alerts", "report", "--json", "--config", &config], &[])).expect("it is JSON");
    // Nobody was asked about what was over within the imported days: that is history. Figures of fewer than five are not told.
    let is_over = |told: &&&Value| told["alert"]["history"] == true && text(told, "status") == "closed";
    let counted: BTreeSet<_> = heard
        .iter()
        .filter(|told| !is_over(told))
        .map(|told| (told["agent"].to_string(), text(told, "raised_on")))
        .collect();
    let shown = |number: usize| if number < 5 { Value::Null } else { json!(number) };
    let told = (&report["report"]["alerts"], &report["report"]["history"]);
    let expected = (shown(counted.len()), shown(raised.len() - counted.len()));
    assert_eq!(told, (&expected.0, &expected.1), "each is counted once, on however many desks it lay");
    assert!(raised.len() >= 5, "there are some: {}", raised.len());

    let held_out = list(&["--status", "held_out"]);
    let held_out = name(held_out.first().expect("some are held out"));
    for command in
        [&["show"][..], &["ack"], &["snooze", "--days", "3"], &["useful"], &["action", "--tried", "coaching"]]
    {
        let args = [&["alerts", command[0], &held_out][..], &command[1..], &["--config", &config]].concat();
        let output = finish(&args, &[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && said.contains("is held out: nobody is told of it"),
            "{args:?}: {said}"
        );
    }
    let path = format!("/v1/alerts/{held_out}/feedback");
    assert_eq!(post(&service, &path, br#"{"kind":"acknowledge"}"#).status, 404, "HTTP knows of no such alert");
    let link =
        links(SECRET, "").url(&held_out, LinkAction::Acknowledge, OffsetDateTime::now_utc()).expect("it can be signed");
    let path = link.trim_start_matches("https://watch.example.org");
    assert_eq!((get(&service, path).status, post(&service, path, b"").status), (404, 404), "nor does a link");
    assert!(service.process.terminate().success(), "{}", service.said());
}
