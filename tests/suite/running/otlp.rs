//! Spans and lines in a collector that takes them by the standard's own definitions.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::running::logging::{assert_never, busy};
use attrition_test_support::process::http::post;
use attrition_test_support::process::program::{Process, Scratch, Service, command, embedded, eventually, variable};
use attrition_test_support::process::python::python;
use attrition_test_support::stages::bad_records::good;

/// A collector, and what it was sent.
struct Collector {
    _process: Process,
    address: String,
    got: Arc<Mutex<Vec<Value>>>,
}

impl Collector {
    fn start(port: u16) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/otlp/receiver.py");
        let mut command = Command::new(python("otlp"));
        command.arg(script).arg(port.to_string()).stdout(Stdio::piped());
        let mut process = Process(command.spawn().expect("it was installed"));
        let mut lines = BufReader::new(process.0.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
        let address = lines.next().expect("it says where it listens");
        let got = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&got);
        std::thread::spawn(move || {
            for line in lines {
                let told = serde_json::from_str(&line).expect("it prints JSON");
                keep.lock().unwrap_or_else(PoisonError::into_inner).push(told);
            }
        });
        Self { _process: process, address, got }
    }

    fn got(&self, path: &str) -> Vec<Value> {
        let got = self.got.lock().unwrap_or_else(PoisonError::into_inner);
        got.iter().filter(|told| told["path"] == path).cloned().collect()
    }

    /// The spans that came.
    fn spans(&self) -> Vec<Value> {
        within(&self.got("/v1/traces"), ["resourceSpans", "scopeSpans", "spans"])
    }

    /// The lines that came.
    fn lines(&self) -> Vec<Value> {
        within(&self.got("/v1/logs"), ["resourceLogs", "scopeLogs", "logRecords"])
    }
}

/// What lies in the lists of these names, one in the other.
fn within(requests: &[Value], lists: [&str; 3]) -> Vec<Value> {
    let mut found: Vec<Value> = requests.iter().map(|told| told["message"].clone()).collect();
    for list in lists {
        found = found.iter().flat_map(|one| one[list].as_array().cloned().unwrap_or_default()).collect();
    }
    found
}

/// An attribute as text.
fn attribute(of: &Value, name: &str) -> Option<String> {
    let attributes = of["attributes"].as_array()?;
    let found = attributes.iter().find(|attribute| attribute["key"] == name)?;
    let value = found["value"].as_object()?.values().next()?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn is_step(span: &Value, stage: &str, outcome: &str) -> bool {
    span["name"] == "step"
        && attribute(span, "stage").as_deref() == Some(stage)
        && attribute(span, "outcome").as_deref() == Some(outcome)
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_collector_gets_a_span_for_each_step_and_names_of_nobody() {
    let scratch = Scratch::new();
    let collector = Collector::start(0);
    let variables = [variable("SERVICE__OTLP", &collector.address), variable("LOG__INSTANCE", "first")];
    // What is below info on standard error is not sent: an agent may be named there.
    let filter = ("RUST_LOG".to_owned(), "debug".to_owned());
    let headers = ("OTEL_EXPORTER_OTLP_HEADERS".to_owned(), "x-key=of-a-collector".to_owned());
    let mut service = busy(&scratch, &[&variables[..], &[filter, headers]].concat());
    // What is on its way is sent at the end.
    assert!(service.process.terminate().success());
    eventually("the last lines have come", || {
        collector.lines().iter().any(|line| line["body"]["stringValue"] == "stopped")
    });

    let spans = collector.spans();
    for stage in ["ingest", "score", "desk", "http"] {
        let steps: Vec<&Value> = spans.iter().filter(|span| is_step(span, stage, "committed")).collect();
        assert!(!steps.is_empty(), "{stage} has no step in {spans:?}");
        for step in steps {
            assert!(step["parentSpanId"].is_null(), "{step}");
            let of = |span: &&Value| span["parentSpanId"] == step["spanId"] && span["traceId"] == step["traceId"];
            let commit = spans.iter().find(of).unwrap_or_else(|| panic!("{step} has no commit"));
            assert_eq!(
                (&commit["name"], attribute(commit, "outcome").as_deref()),
                (&json!("commit"), Some("committed"))
            );
            assert!(attribute(commit, "outputs").is_some_and(|outputs| outputs.parse::<u32>().is_ok()), "{commit}");
        }
    }
    let warning = collector.lines().into_iter().find(|line| line["severityText"] == "WARN");
    let warning = warning.expect("the receiver of alerts is away");
    assert_eq!(attribute(&warning, "channel").as_deref(), Some("ops"), "{warning}");
    for path in ["/v1/traces", "/v1/logs"] {
        for told in collector.got(path) {
            assert_eq!(told["key"], "of-a-collector", "the standard's variables count");
            let list = if path == "/v1/traces" { "resourceSpans" } else { "resourceLogs" };
            let resource = &told["message"][list][0]["resource"];
            let named =
                ["service.name", "service.version", "service.instance.id"].map(|name| attribute(resource, name));
            let expected = ["attrition-watch", env!("CARGO_PKG_VERSION"), "first"].map(|name| Some(name.to_owned()));
            assert_eq!(named, expected);
            assert_never(&told["message"].to_string());
        }
    }
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_collector_that_is_away_holds_nothing_up() {
    let scratch = Scratch::new();
    let port =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("one is free").port();
    let variables =
        [embedded(&scratch.path("log")), vec![variable("SERVICE__OTLP", &format!("http://127.0.0.1:{port}"))]];
    // Batches leave at once instead of every few seconds.
    let mut run = command(&["run"], &variables.concat());
    run.env("OTEL_BSP_SCHEDULE_DELAY", "50").env("OTEL_BLRP_SCHEDULE_DELAY", "50");
    let mut service = Service::of(run);
    let away = "the collector takes no spans or lines for now";
    let mut number = 0;
    let mut work = || {
        number += 1;
        let event = good(&format!("while-away-{number}"));
        assert_eq!(post(&service, "/v1/events", event.to_string().as_bytes()).status, 202);
    };
    eventually("it is told that the collector is away", || {
        work();
        service.said().contains(away)
    });
    (0..20).for_each(|_| work());
    let collector = Collector::start(port);
    eventually("it is told that the collector is there", || {
        work();
        service.said().contains("the collector takes spans and lines again")
    });
    assert_eq!(service.said().matches(away).count(), 1, "told once: {}", service.said());
    eventually("steps come", || {
        work();
        collector.spans().iter().any(|span| is_step(span, "ingest", "committed"))
    });
    assert!(service.process.terminate().success());
}
