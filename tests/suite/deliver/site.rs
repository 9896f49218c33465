//! A site whose desk has spoken: an embedded log with records on the alerts topic, and couriers that take them away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use attrition_watch::live::deliver;
use attrition_watch::live::logs::Logs;
use attrition_watch::live::metrics::Metrics;
use attrition_watch::log::embedded::Embedded;
use attrition_watch::log::local::{LocalLog, Shared, Store};
use attrition_watch::log::{Commit, StageLog, Step};
use attrition_watch::wire::config::Config;
use attrition_watch::wire::record::{Header, Output, Record};
use attrition_watch::wire::topic::{Topic, partition_of};
use serde_json::{Value, json};
use time::{Date, Duration, OffsetDateTime};

use crate::support::program::Scratch;

/// Partitions of its topics.
const PARTITIONS: u32 = 2;

/// The log of a site and its configuration.
pub(super) struct Site {
    scratch: Scratch,
    store: Arc<Shared<Embedded>>,
    config: String,
}

impl Site {
    /// A site with this configuration.
    pub(super) fn new(config: &str) -> Self {
        let scratch = Scratch::new();
        let store = Embedded::open(&scratch.path("log"), PARTITIONS).expect("the target directory can be written");
        Self { scratch, store: Shared::new(store), config: config.to_owned() }
    }

    /// The desk says these, keyed by supervisor or site.
    pub(super) fn says(&self, records: &[(&str, Value)]) {
        let output = |(key, event): &(&str, Value)| {
            let partition = partition_of(key.as_bytes(), PARTITIONS);
            Output::new(Topic::Alerts, partition, key.as_bytes(), event.to_string().as_bytes())
        };
        let step = Step { outputs: records.iter().map(output).collect(), positions: Vec::new() };
        let outcome = LocalLog::new(&self.store, "desk", &[]).commit(step).expect("the log takes it");
        assert_eq!(outcome, Commit::Done);
    }

    /// Its couriers at work.
    pub(super) fn deliver(&self) -> Working {
        let config = Config::read(Some(&self.config), std::iter::empty()).expect("the configuration is valid");
        let logs = Logs::Embedded(Arc::clone(&self.store));
        let couriers = deliver::couriers(&config, &logs).expect("its channels can be made");
        let (stop, metrics) = (Arc::new(AtomicBool::new(false)), Arc::new(Metrics::new().expect("the names are right")));
        let start = |mut courier| {
            let (stop, metrics) = (Arc::clone(&stop), Arc::clone(&metrics));
            std::thread::spawn(move || deliver::work(&mut courier, &stop, &metrics, || ()).expect("the log is whole"))
        };
        let threads = couriers.into_iter().map(start).collect();
        Working { stop, threads, metrics }
    }

    /// How far a channel has come, over all partitions.
    pub(super) fn position(&self, channel: &str) -> u64 {
        let stage = format!("deliver-{channel}");
        let positions = self.store.with(|store| store.positions(&stage)).expect("the log can be read");
        positions.iter().map(|position| position.next).sum()
    }

    /// Closes the log, so that a process can have it; where it is.
    pub(super) fn close(self) -> Scratch {
        self.store.with(Embedded::close).expect("the log can be closed");
        self.scratch
    }

    /// The log that a process has had.
    pub(super) fn reopen(scratch: Scratch) -> Self {
        let store = Embedded::open(&scratch.path("log"), PARTITIONS).expect("the process is gone");
        Self { scratch, store: Shared::new(store), config: String::new() }
    }

    /// The dead letters.
    pub(super) fn dead_letters(&self) -> Vec<Record> {
        let read = |partition| self.store.with(|store| store.read(Topic::DeadLetters, partition, 0, 1_000));
        (0..PARTITIONS).flat_map(|partition| read(partition).expect("the log can be read")).collect()
    }
}

/// Couriers at work; they end when this is dropped.
pub(super) struct Working {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
    metrics: Arc<Metrics>,
}

impl Working {
    /// A metric with its labels; 0 while there is none.
    pub(super) fn metric(&self, name: &str) -> f64 {
        let text = String::from_utf8(self.metrics.text().expect("metrics are text")).expect("metrics are text");
        let value = |line: &str| line.strip_prefix("attrition_watch_")?.strip_prefix(name)?.trim().parse().ok();
        text.lines().find_map(value).unwrap_or(0.0)
    }

    /// Records of a channel with an outcome.
    pub(super) fn count(&self, channel: &str, outcome: &str) -> f64 {
        self.metric(&format!("deliveries_total{{channel=\"{channel}\",outcome=\"{outcome}\"}}"))
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "a courier panicked");
        }
    }
}

/// The header of a dead letter.
pub(super) fn header(record: &Record, name: &str) -> String {
    let of_name = |(key, _): &&Header| key == name;
    let (_, value) = record.headers.iter().find(of_name).expect("the letter has this header");
    String::from_utf8(value.clone()).expect("headers are text")
}

/// A day, counted from today.
pub(super) fn day(from_today: i64) -> String {
    let day: Date = (OffsetDateTime::now_utc() + Duration::days(from_today)).date();
    day.to_string()
}

/// The name of an alert as the desk makes them.
pub(super) fn name(number: u32) -> String {
    format!("{number:032x}")
}

/// An alert about an agent: its name, version and status.
pub(super) fn alert(agent: &str, number: u32, version: u32, status: &str) -> Value {
    let data = json!({
        "alert": name(number), "version": version, "status": status, "closing": null, "to": "supervisor",
        "why_second": null, "until": null, "carried_from": null, "held_out": status == "held_out", "language": "en", "date": day(-1),
        "raised_on": day(-2), "since": day(-9), "jumped": false, "supervisor": "sup-1", "site": "north",
        "team": "team-a", "potential": "B", "risk": 0.31, "risk_month_ago": 0.08, "band": "red",
        "reasons": [{
            "signal": "handle_time", "contribution": 0.8, "side": "hygiene", "now": 512.0, "normal": 413.0,
            "en": "Handle time up 24 % in two weeks: 512 s, own normal 413 s", "zh-CN": "处理时长两周上升 24%:512 秒,平时 413 秒",
        }],
        "side": "hygiene",
        "guide": [
            {"language": "en", "ask": "How is work?", "offer": "Another shift.", "avoid": "No blame."},
            {"language": "zh-CN", "ask": "工作如何?", "offer": "换班。", "avoid": "不责备。"},
        ],
        "week": {"monday": day(-4), "raised": 1, "withheld": 0}, "model": "prior", "purpose": ["Support only.", "仅用于支持。"],
    });
    event("attrition.alert.v1", &format!("alert-{number}-{version}"), agent, &data)
}

/// A letter for a supervisor about these alerts.
pub(super) fn digest(number: u32, supervisor: &str, alerts: &[Value]) -> Value {
    let about = |event: &Value| {
        let mut about = event["data"].clone();
        about["agent"] = event["subject"].clone();
        about
    };
    let data = json!({
        "digest": format!("{number:032x}"), "date": day(-1), "to": "supervisor", "supervisor": supervisor,
        "site": "north", "language": "en", "alerts": alerts.iter().map(about).collect::<Vec<_>>(), "closed": [],
        "withheld": 0, "notices": [],
    });
    event("attrition.digest.v1", &format!("digest-{number}"), supervisor, &data)
}

/// A notice about the site.
pub(super) fn notice(number: u32, status: &str) -> Value {
    let data = json!({
        "notice": name(number), "site": "north", "date": day(-1), "kind": "stale_data", "status": status,
        "since": day(-2), "what": ["ticket"], "language": "en",
    });
    event("attrition.notice.v1", &format!("notice-{number}-{status}"), "north", &data)
}

/// The same event with other values in its data.
pub(super) fn with(mut event: Value, values: &[(&str, Value)]) -> Value {
    for (name, value) in values {
        event["data"][*name] = value.clone();
    }
    event
}

fn event(kind: &str, id: &str, subject: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "/attrition-watch", "type": kind,
        "time": format!("{}T06:00:00Z", day(0)), "subject": subject, "datacontenttype": "application/json", "data": data,
    })
}
