//! The command `trends` on a simulated centre, against an independent count, and its export in the hands of promtool.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::OnceLock;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::event::Fact;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish, variable};
use attrition_test_support::process::tools::needs;
use attrition_test_support::stages::models::eager;

/// The log of a simulated centre, which nobody writes to.
fn centre() -> &'static Scratch {
    static CENTRE: OnceLock<Scratch> = OnceLock::new();
    CENTRE.get_or_init(|| {
        let scratch = Scratch::new();
        let args = [
            "demo",
            "--once",
            "--agents",
            "60",
            "--days",
            "120",
            "--first-day",
            "2025-01-06",
            "--data",
            &scratch.text("log"),
        ];
        // A model at whose thresholds somebody is alerted.
        done(&args, &[variable("SCORE__MODEL", &scratch.file("eager.json", eager()))]);
        scratch
    })
}

pub(super) fn variables() -> Vec<(String, String)> {
    embedded(&centre().path("log"))
}

pub(super) fn read(topic: Topic) -> Vec<Record> {
    let mut log = Embedded::read_only(&centre().path("log")).expect("the log can be read");
    let partitions = log.partitions(topic);
    (0..partitions)
        .flat_map(|partition| log.read(topic, partition, 0, usize::MAX).expect("the log can be read"))
        .collect()
}

/// The sum of a metric over all of its series.
fn sum(told: &Value, metric: &str, label: Option<(&str, &str)>) -> f64 {
    let metrics = told["metrics"].as_array().expect("there are metrics").iter();
    let is_it =
        |one: &&Value| one["metric"] == metric && label.is_none_or(|(name, value)| one["labels"][name] == value);
    metrics.filter(is_it).map(|one| one["value"].as_f64().expect("a figure")).sum()
}

#[test]
fn what_is_told_is_what_stands_in_the_scores() {
    let told: Value = serde_json::from_str(&done(&["trends", "--json"], &variables())).expect("it is JSON");
    let day = told["day"].as_str().expect("it has a day").to_owned();
    let last = Date::parse(&day).expect("a date");
    // Counted apart: whoever has a daily score of the day and has not given notice.
    let gone: BTreeSet<String> = read(Topic::Org)
        .iter()
        .filter_map(|record| match journal::read(&record.value)? {
            JournalEntry::Event(event) => match event.fact {
                Fact::Separation(s) if s.notice_date <= last && s.last_day >= last => {
                    String::from_utf8(record.key.to_vec()).ok()
                }
                _ => None,
            },
            _ => None,
        })
        .collect();
    let (mut risks, mut bands, mut leaving) = (0.0, BTreeMap::<String, f64>::new(), 0);
    for record in read(Topic::Scores) {
        let score: Value = serde_json::from_slice(&record.value).expect("a score is JSON");
        if score["data"]["date"] != day.as_str() || score["data"]["interim"] == true {
            continue;
        }
        if gone.contains(score["subject"].as_str().expect("it has one")) {
            leaving += 1;
            continue;
        }
        risks += score["data"]["risk"].as_f64().expect("a risk");
        *bands.entry(score["data"]["band"].as_str().expect("a band").to_owned()).or_default() += 1.0;
    }
    assert!(bands.values().sum::<f64>() > 40.0 && leaving < 10, "{bands:?} {leaving}");
    let groups = told["metrics"].as_array().expect("there are metrics").iter();
    let groups = groups.filter(|one| one["metric"] == "expected_leavers").count() as f64;
    // Each is told to one decimal.
    assert!((sum(&told, "expected_leavers", None) - risks).abs() <= 0.05 * groups + 1e-9, "{risks}");
    for (band, count) in bands {
        assert_eq!(sum(&told, "agents", Some(("band", &band))), count, "{band}");
    }
    let raised = read(Topic::Alerts).iter().filter(|record| is_raised_since(record, last - 27)).count();
    assert!(raised > 0, "someone is alerted");
    assert_eq!(sum(&told, "alerts_month", Some(("status", "raised"))), raised as f64);
}

fn is_raised_since(record: &Record, first: Date) -> bool {
    let alert: Value = serde_json::from_slice(&record.value).expect("an announcement is JSON");
    let date = alert["data"]["date"].as_str().and_then(Date::parse);
    alert["type"] == "attrition.alert.v1"
        && alert["data"]["status"] == "raised"
        && date.is_some_and(|date| date >= first)
}

#[test]
fn a_person_sees_teams_weeks_and_the_model() {
    let shown = done(&["trends"], &variables());
    for part in ["risk by team", "expected to leave", "Calibration", "performance", "Support only", "Drift"] {
        assert!(shown.to_lowercase().contains(&part.to_lowercase()), "{part}:\n{shown}");
    }
    assert!(!shown.contains("agent-0"), "nobody is named:\n{shown}");
    let by_model = shown.lines().filter(|line| line.contains("eager")).count();
    assert!(by_model > 3, "each week has the model that made its risks:\n{shown}");
    for (args, part) in [
        (&["trends", "--on", "2031-01-01"][..], "no scores"),
        (&["trends", "--site", "nowhere"], "no site is shown as `nowhere`"),
        (&["trends", "export", "--out", "-", "--json"], "standard output"),
        (&["trends", "export", "--out", "-", "--from", "2031-01-01"], "no day that was asked for"),
    ] {
        let output = finish(args, &variables());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part), "{args:?}: {said}");
    }
}

#[test]
#[ignore = "needs Prometheus: ./check"]
fn prometheus_makes_blocks_of_what_is_exported() {
    let scratch = Scratch::new();
    let (file, blocks) = (scratch.text("history.om"), scratch.text("blocks"));
    let args =
        ["trends", "export", "--out", &file, "--from", "2025-05-01", "--to", "2025-05-03", "--every", "120", "--json"];
    let told: Value = serde_json::from_str(&done(&args, &variables())).expect("it is JSON");
    assert_eq!((&told["days"], told["samples"].as_u64().is_some_and(|n| n > 1_000)), (&Value::from(3), true), "{told}");
    let text = std::fs::read_to_string(&file).expect("it was written");
    assert!(text.ends_with("# EOF\n"));
    assert!(!text.contains("agent-0"), "no agent");

    let promtool = |args: &[&str]| {
        needs("Prometheus");
        let output =
            Command::new("promtool").args(args).output().expect("promtool is on the PATH (Debian: prometheus)");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).expect("it prints text")
    };
    promtool(&["tsdb", "create-blocks-from", "openmetrics", &file, &blocks]);
    // A folder of Prometheus has this one too, and is not read without.
    std::fs::create_dir(scratch.path("blocks").join("wal")).expect("the target directory can be written");
    let dumped = promtool(&["tsdb", "dump", &blocks]);
    let samples = dumped.lines().filter(|line| line.contains("__name__=\"attrition_watch_")).count();
    assert_eq!(Some(samples as u64), told["samples"].as_u64(), "every sample is there");

    // What stands in the blocks is what the command tells of the day.
    let day: Value =
        serde_json::from_str(&done(&["trends", "--json", "--on", "2025-05-02"], &variables())).expect("it is JSON");
    let one = day["metrics"]
        .as_array()
        .expect("metrics")
        .iter()
        .find(|one| one["metric"] == "risk_mean")
        .expect("there is one");
    let (site, team) =
        (one["labels"]["site"].as_str().expect("a site"), one["labels"]["team"].as_str().expect("a team"));
    let labels = format!("job=\"attrition-watch\", site=\"{site}\", team=\"{team}\"");
    // From the close of the day, at six o'clock UTC of the next, until the next.
    let of_day = |line: &&str| {
        let at = line.rsplit(' ').next().and_then(|at| at.parse::<i64>().ok()).unwrap_or_default() / 1_000;
        let first = 1_746_252_000;
        line.contains("attrition_watch_risk_mean\"") && line.contains(&labels) && (first..first + 86_400).contains(&at)
    };
    let values: Vec<f64> =
        dumped.lines().filter(of_day).filter_map(|line| line.rsplit(' ').nth(1)?.parse().ok()).collect();
    assert_eq!(values.len(), 12, "every two hours: {labels}");
    let expected = one["value"].as_f64().expect("a figure");
    assert!(values.iter().all(|value| (value - expected).abs() < 1e-12), "{values:?} {expected}");
}

#[test]
fn a_running_service_follows_the_days_that_it_closes() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("log")).expect("the target directory can be written");
    for entry in std::fs::read_dir(centre().path("log")).expect("there is a log") {
        let path = entry.expect("it can be read").path();
        if path.is_file() {
            std::fs::copy(&path, scratch.path("log").join(path.file_name().expect("a file has a name")))
                .expect("it is copied");
        }
    }
    let variables = [embedded(&scratch.path("log")), vec![variable("SERVICE__STAGES", "score,desk,trends")]].concat();
    let before: Value = serde_json::from_str(&done(&["trends", "--json"], &variables)).expect("it is JSON");
    let first = Date::parse(before["day"].as_str().expect("a day")).expect("a date");
    let mut service = Service::start(&variables);
    let shown = |day: Date| f64::from(day.0) * 86_400.0;
    eventually("the last closed day is shown", || {
        metric(&service, "attrition_watch_trends_day_timestamp_seconds") == shown(first)
    });
    let agents = |service: &Service| {
        let metrics = get(service, "/metrics").body;
        let counts = metrics.lines().filter(|line| line.starts_with("attrition_watch_agents{"));
        counts.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>()
    };
    assert_eq!(agents(&service), sum(&before, "agents", None));
    assert_eq!(get(&service, "/v1/status").json()["trends"], json!({"ready": true, "day": before["day"]}));
    // Two days later, someone works: that closes the days between, and the history goes with them.
    assert!(service.process.terminate().success(), "{}", service.said());
    let line = attrition_test_support::stages::bad_records::good("later")
        .to_string()
        .replace("2025-03-03", &(first + 3).to_string());
    let mut service = Service::start(&embedded(&scratch.path("log")));
    let answer = attrition_test_support::process::http::post(&service, "/v1/events", line.as_bytes());
    assert_eq!(answer.status, 202, "{}", answer.body);
    eventually("a later day is shown", || {
        metric(&service, "attrition_watch_trends_day_timestamp_seconds") >= shown(first + 1)
    });
    assert!(service.process.terminate().success(), "{}", service.said());
}
