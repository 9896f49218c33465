//! What the compose file would start, started without containers: a real broker with its settings, and the program with its
//! variables and its scripts.

use std::process::{Command, Stdio};

use attrition_contracts::incoming::cloudevent::local_date;
use serde_json::Value;
use time::OffsetDateTime;

use super::compose::services;
use super::{deploy, texts};
use attrition_test_support::kafka::brokers::Cluster;
use attrition_test_support::process::http::{metric, try_get};
use attrition_test_support::process::program::{Process, Scratch, Service, done, eventually, variable};

/// What an address or a place of the container's is, is another here.
const PLACES: [&str; 8] = [
    "node.id",
    "process.roles",
    "controller.quorum.voters",
    "listeners",
    "advertised.listeners",
    "log.dirs",
    "heap.opts",
    "controller.listener.names",
];

/// The broker's settings as properties: the image makes them of its variables so.
fn properties(environment: &Value) -> String {
    let variables = texts(environment);
    let named = variables.iter().filter_map(|(name, value)| {
        let name = name.strip_prefix("KAFKA_")?.to_lowercase().replace('_', ".");
        (!PLACES.contains(&&*name)).then(|| format!("{name}={value}\n"))
    });
    named.collect()
}

/// The program's variables of a service, with the broker of the test.
fn variables(service: &Value, cluster: &Cluster) -> Vec<(String, String)> {
    let of_test = [
        variable("LOG__BOOTSTRAP", &cluster.addresses()),
        variable("LOG__SNAPSHOT_DIR", ""),
        variable("DELIVER__ALERTMANAGER__URLS", "http://127.0.0.1:9"),
    ];
    texts(&service["environment"]).into_iter().chain(of_test).collect()
}

/// The script of the simulator, as its service runs it.
fn simulator(what: &str, scratch: &Scratch, variables: &[(String, String)]) -> Command {
    let mut script = Command::new("sh");
    script.arg(deploy("compose/simulator.sh")).arg(what).envs(variables.iter().cloned());
    script.env("ATTRITION_WATCH", env!("CARGO_BIN_EXE_attrition-watch")).env("SIMULATOR_DIR", scratch.path(""));
    script.env("SIMULATOR_AGENTS", "20").env("SIMULATOR_DAYS", "30").stdin(Stdio::null()).stderr(Stdio::null());
    script
}

#[test]
#[ignore = "needs Kafka and Python: ./check"]
fn what_compose_starts_works_together() {
    let (services, scratch) = (services(), Scratch::new());
    let settings = properties(&services["kafka"]["environment"]);
    assert!(settings.contains("auto.create.topics.enable=false\n"), "{settings}");
    let cluster = Cluster::start(1, &settings);
    let of = |service: &str| variables(&services[service], &cluster);

    let made = done(&["topics", "create"], &of("topics"));
    assert!(made.contains("created attrition.journal"), "{made}");
    let history = || simulator("history", &scratch, &of("history")).status().expect("there is a shell");
    assert!(history().success() && history().success(), "a second time, nothing is left to do");
    assert!(!scratch.path("history.ndjson.zst").exists(), "the history is in the log");

    let mut service = Service::start(&of("attrition-watch"));
    eventually("the history is scored, up to yesterday or the day before", || {
        let delay = metric(&service, "attrition_watch_watermark_delay_seconds{stage=\"score\"}");
        delay > 0.0 && delay < 2.5 * 86_400.0
    });
    assert!(metric(&service, "attrition_watch_records_total{stage=\"score\"}") > 1_000.0, "it is a history");
    // A centre whose history has ended days ago, so that something is due at every hour of the day.
    let first = local_date(OffsetDateTime::now_utc()) - 33;
    std::fs::write(scratch.path("centre"), format!("20 30 {first}\n")).expect("it can be written");
    let url = format!("http://{}", service.address);
    let mut live = simulator("live", &scratch, &of("simulator"));
    let mut live = Process(live.env("SIMULATOR_URL", &url).spawn().expect("there is a shell"));
    let posted = "attrition_watch_http_events_total{outcome=\"accepted\"}";
    eventually("events come as they are due", || {
        assert!(live.0.try_wait().expect("it is a child").is_none(), "the simulator has ended");
        metric(&service, posted) > 500.0
    });
    live.kill();
    assert!(try_get(&url, "/healthz").is_some_and(|answer| answer.status == 200));
    assert!(service.process.terminate().success(), "{}", service.said());
}
