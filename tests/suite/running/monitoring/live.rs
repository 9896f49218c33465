//! A running service beside a real Prometheus: every panel and every rule has something to say.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use attrition_service::observability::metrics::GROUPS;
use attrition_service::observability::metrics::definition::MetricKind;

use serde_json::Value;

use super::boards::{Query, asked, boards, deploy, selectors, text};
use super::prometheus::Prometheus;
use super::site::Site;
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::eventually;
use attrition_test_support::process::python::python;

/// Days ago on which nobody was evaluated in the north: the desk noticed, and notices in the days that the service closes that
/// it is over. So short a silence moves no signal.
const UNEVALUATED: RangeInclusive<i64> = 9..=11;

/// Days before now that a board shows, and the seconds between two points of a mark on it.
const SHOWN_DAYS: i64 = 90;
const MARK_EVERY_S: i64 = 720;

#[test]
#[ignore = "needs Kafka, kcat and Prometheus: ./check"]
fn every_panel_and_every_rule_has_data_beside_a_running_service() {
    let site = Site::at_work(|line, days_ago| {
        let is_missing = UNEVALUATED.contains(&days_ago) && line.contains("\"qa.") && !line.contains("/south/");
        (!is_missing).then(|| line.to_owned())
    });
    site.catches_up();
    let prometheus = Prometheus::with_past(&site.service.address, &site.past_months());
    site.is_kept_busy();
    site.is_answered();

    let mut missing = BTreeSet::new();
    eventually("every metric that is documented is scraped", || {
        let scraped = get(&site.service, "/metrics").body;
        let is_there = |name: &str| {
            scraped.lines().any(|line| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name} ")))
        };
        let all = GROUPS.iter().flat_map(|group| group.definitions);
        let named = all
            .map(|one| format!("{}{}", one.full_name(), if one.kind == MetricKind::Histogram { "_count" } else { "" }));
        let now: BTreeSet<String> = named.filter(|name| !is_there(name)).collect();
        tell(&mut missing, now)
    });

    let mut empty = BTreeSet::new();
    eventually("every query of every panel returns data", || {
        // Of fewer than ten leavers, and so of a site as small as this, neither is told: `trends::figures` has them.
        let is_of_few = |query: &Query| ["/ AUC /", "/ Recall /"].iter().any(|panel| query.at.contains(panel));
        let queries = boards().into_iter().flat_map(|board| board.queries()).filter(|query| !is_of_few(query));
        let has_data = |query: &Query| {
            let expr = asked(&query.expr, "15s");
            !if query.is_mark { prometheus.past(&expr, SHOWN_DAYS, MARK_EVERY_S) } else { prometheus.now(&expr) }
                .is_empty()
        };
        tell(&mut empty, queries.filter(|query| !has_data(query)).map(|query| query.at).collect())
    });

    let marks = boards().into_iter().flat_map(|board| board.queries()).filter(|query| query.is_mark);
    for mark in marks {
        let models = prometheus.past(&asked(&mark.expr, "15s"), SHOWN_DAYS, MARK_EVERY_S);
        let names: Vec<&str> = models.iter().map(|series| text(&series["metric"]["model"])).collect();
        assert_eq!(names, ["field"], "{}: the model before was there from the beginning", mark.at);
    }

    // Again, so that what is refused grows between two scrapes and has a rate.
    site.is_kept_busy();
    let mut without = BTreeSet::new();
    eventually("every rule is evaluated and sees what it asks for", || {
        let mut now = BTreeSet::new();
        for rule in prometheus.rules() {
            let name = text(&rule["name"]);
            if rule["health"] != "ok" {
                now.insert(format!("{name}: {} {}", rule["health"], rule["lastError"]));
            }
            // A rule for an alert is empty while all is well: then what it looks at has to be there.
            for selector in selectors(text(&rule["query"])) {
                if prometheus.now(&selector.metric).is_empty() {
                    now.insert(format!("{name}: no {}", selector.metric));
                }
            }
            if rule["type"] == "recording" && prometheus.now(name).is_empty() {
                now.insert(format!("{name}: records nothing"));
            }
        }
        tell(&mut without, now)
    });

    // A week that waited is taken in whole: no source that was there is taken for silent.
    let silent = "max by (site, source) (last_over_time(attrition_watch_source_silent[90m])) == 1";
    let silent = prometheus.past(silent, SHOWN_DAYS, MARK_EVERY_S);
    let named = |series: &Value| ["site", "source"].map(|label| text(&series["metric"][label]).to_owned());
    assert_eq!(silent.iter().map(named).collect::<Vec<_>>(), [["north", "evaluation"]]);

    // A site whose trouble of that kind is over raises no alert about the model or the sources.
    let firing = prometheus.firing();
    let of_trouble =
        |name: &str| ["Drift", "Silent", "Shift", "Missing", "NoModel"].iter().any(|part| name.contains(part));
    assert!(!firing.iter().any(|(name, _)| of_trouble(name)), "{firing:#?}");

    // What the log says of the past is there as if it had been scraped: the same series, and the day of then.
    // What is of the past has a sample an hour.
    let day = "attrition_watch_trends_day_timestamp_seconds{job=\"attrition-watch\"}";
    let then = prometheus.value(&format!("max(last_over_time({day}[90m] offset 30d))"));
    let now = prometheus.value(&format!("max({day})"));
    let days = now.zip(then).map(|(now, then)| (now - then) / 86_400.0);
    assert!(days.is_some_and(|days| (days - 30.0).abs() <= 1.0), "{now:?} {then:?}");

    if let Some(folder) = std::env::var_os("BOARDS") {
        pictures(&site, &prometheus, Path::new(&folder));
    }
}

/// Draws the boards, after some minutes of work: `just boards`.
fn pictures(site: &Site, prometheus: &Prometheus, folder: &Path) {
    let began = Instant::now();
    prometheus.records_past(120);
    while began.elapsed() < WORKED_FOR {
        site.is_kept_busy();
        std::thread::sleep(Duration::from_millis(300));
    }
    for (board, hours) in [("risk-trends", 24.0 * 90.0), ("model-health", 24.0 * 90.0), ("operations", 0.08)] {
        let json = deploy(&format!("grafana/dashboards/attrition-{board}.json"));
        let mut draw = Command::new(python("grafana/draw"));
        draw.args(["-B", "-m", "draw", "--scrape", "1", "--url", &prometheus.address, "--hours", &hours.to_string()]);
        draw.arg(json).arg(folder.join(format!("{board}.png")));
        draw.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/grafana"));
        assert!(draw.status().expect("there is a Python").success());
    }
}

/// How long the service works before it is drawn: so long does Operations look back.
const WORKED_FOR: Duration = Duration::from_secs(280);

/// Whether nothing is missing any more; what is, stands in target/tmp/monitoring-missing.txt.
fn tell(before: &mut BTreeSet<String>, now: BTreeSet<String>) -> bool {
    if *before != now {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("monitoring-missing.txt");
        std::fs::write(path, format!("{now:#?}\n")).expect("the target directory can be written");
        *before = now;
    }
    before.is_empty()
}
