//! A real Prometheus with the shipped configuration and rules, in a hurry.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use super::boards::deploy;
use attrition_test_support::process::clock::{ahead, real_time};
use attrition_test_support::process::http::try_get;
use attrition_test_support::process::program::{Process, Scratch, eventually};
use attrition_test_support::process::tools::needs;

/// How long it may take to start on a machine that does much else.
const STARTED_WITHIN: Duration = Duration::from_secs(60);

/// The server; it ends when this is dropped.
pub(super) struct Prometheus {
    _process: Process,
    scratch: Scratch,
    pub(super) address: String,
}

impl Prometheus {
    /// One that scrapes this address each second, and evaluates the shipped rules as often. Alerts wait for a second where
    /// they are shipped to wait for minutes or days: how long they wait is what their unit tests are about.
    pub(super) fn scraping(address: &str) -> Self {
        Self::start(address, Scratch::new())
    }

    /// The same with a past: what a file of OpenMetrics says of it.
    pub(super) fn with_past(address: &str, openmetrics: &str) -> Self {
        let scratch = Scratch::new();
        let block = "--max-block-duration=720h";
        let past = scratch.file("past.om", by_its_clock(openmetrics));
        let args = ["tsdb", "create-blocks-from", block, "openmetrics", &past, &scratch.text("data")];
        let (passed, said) = super::promtool(&args);
        assert!(passed, "{said}");
        Self::start(address, scratch)
    }

    fn start(address: &str, scratch: Scratch) -> Self {
        for (path, rules) in super::files(&deploy("prometheus/rules"), "yml") {
            let mut hurried = String::new();
            for line in rules.lines() {
                let indent = &line[..line.len() - line.trim_start().len()];
                let key = line.trim_start().split_once(": ").map_or("", |(key, _)| key);
                hurried += &match key {
                    "for" | "interval" => format!("{indent}{key}: 1s\n"),
                    _ => format!("{line}\n"),
                };
            }
            let name = path.file_name().and_then(|name| name.to_str()).expect("it has a name");
            scratch.file(name, hurried);
        }
        let config = std::fs::read_to_string(deploy("prometheus/prometheus.yml")).expect("it is shipped");
        let changes = [
            ("_interval: 15s", "_interval: 1s"),
            ("rules/*.yml", "'*.yml'"),
            ("'attrition-watch:8080'", &format!("'{address}'")),
            ("'alertmanager:9093'", ""),
        ];
        let config = changes.iter().fold(config, |config, (from, to)| {
            assert!(config.contains(from), "prometheus.yml has no {from}");
            config.replace(from, to)
        });
        let config = scratch.file("prometheus.conf", config);
        needs("Prometheus");
        let mut command = Command::new("prometheus");
        command.arg(format!("--config.file={config}")).arg(format!("--storage.tsdb.path={}", scratch.text("data")));
        command.args(["--web.listen-address=127.0.0.1:0", "--storage.tsdb.retention.time=400d"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = Process(command.spawn().expect("there is prometheus (Debian package of that name)"));
        let said = BufReader::new(process.0.stderr.take().expect("it is piped"));
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                // Nobody listens any more once the address is known.
                let _ = tell.send(line);
            }
        });
        let mut lines = Vec::new();
        let address = loop {
            let line = told.recv_timeout(STARTED_WITHIN).unwrap_or_else(|_| panic!("it does not start: {lines:#?}"));
            if let Some((_, address)) = line.split_once("msg=\"Listening on\" address=") {
                break format!("http://{}", address.trim());
            }
            lines.push(line);
        };
        eventually("Prometheus is ready", || try_get(&address, "/-/ready").is_some_and(|answer| answer.status == 200));
        Self { _process: process, scratch, address }
    }

    /// What an expression is now: a series each. An expression that it does not take is a failure of the test.
    pub(super) fn now(&self, expr: &str) -> Vec<Value> {
        self.ask(&format!("/api/v1/query?query={}", encoded(expr)))["result"].as_array().cloned().unwrap_or_default()
    }

    /// What an expression was over so many days until now, at points so many seconds apart: a series each.
    pub(super) fn past(&self, expr: &str, days: i64, step_s: i64) -> Vec<Value> {
        let now = real_time().unix_timestamp();
        let range = format!("start={}&end={now}&step={step_s}", now - days * 86_400);
        self.ask(&format!("/api/v1/query_range?query={}&{range}", encoded(expr)))["result"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Records the trends of past days, too; it shows them within a minute or two.
    pub(super) fn records_past(&self, days: i64) {
        let now = real_time().unix_timestamp();
        let (start, end) = ((now - days * 86_400).to_string(), now.to_string());
        let (data, rules) = (self.scratch.text("data"), self.scratch.text("trends.yml"));
        let range =
            ["--start", &start, "--end", &end, "--output-dir", &data, "--url", &self.address, "--eval-interval=4m"];
        // Their own interval is that of a test in a hurry.
        let hurried = std::fs::read_to_string(&rules).expect("it was written").replace("interval: 1s", "interval: 4m");
        let rules = self.scratch.file("past.yaml", hurried);
        let block = "--max-block-duration=720h";
        let (passed, said) =
            super::promtool(&[&["tsdb", "create-blocks-from", block, "rules"][..], &range, &[&rules]].concat());
        assert!(passed, "{said}");
    }

    /// The value of the only series of an expression, if there is one.
    pub(super) fn value(&self, expr: &str) -> Option<f64> {
        let found = self.now(expr);
        assert!(found.len() < 2, "{expr}: {found:?}");
        found.first()?["value"][1].as_str()?.parse().ok()
    }

    /// The alerts that fire: their names and labels.
    pub(super) fn firing(&self) -> Vec<(String, Value)> {
        let all = self.ask("/api/v1/alerts")["alerts"].as_array().cloned().unwrap_or_default();
        let firing = all.into_iter().filter(|alert| alert["state"] == "firing");
        firing
            .map(|alert| (super::boards::text(&alert["labels"]["alertname"]).to_owned(), alert["labels"].clone()))
            .collect()
    }

    /// All rules, with their health.
    pub(super) fn rules(&self) -> Vec<Value> {
        let groups = self.ask("/api/v1/rules")["groups"].as_array().cloned().unwrap_or_default();
        groups.iter().flat_map(|group| group["rules"].as_array().cloned().unwrap_or_default()).collect()
    }

    fn ask(&self, path: &str) -> Value {
        let answer = try_get(&self.address, path).unwrap_or_else(|| panic!("Prometheus does not answer {path}"));
        let mut json = answer.json();
        assert_eq!(json["status"], "success", "{path}: {}", answer.body);
        json["data"].take()
    }
}

/// As it stands in an address.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What a file of OpenMetrics says, by the clock of Prometheus: it reads that of the machine, also where the tests read another.
fn by_its_clock(openmetrics: &str) -> String {
    let text = std::fs::read_to_string(openmetrics).expect("it was written");
    let ahead_s = ahead().as_seconds_f64();
    let moved = |line: &str| match line.rsplit_once(' ') {
        Some((sample, at)) if !line.starts_with('#') => {
            let at: f64 = at.parse().expect("a sample of the past has its time");
            format!("{sample} {}\n", at - ahead_s)
        }
        _ => format!("{line}\n"),
    };
    text.lines().map(moved).collect()
}
