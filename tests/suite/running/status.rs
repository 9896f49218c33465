//! `GET /v1/status`, `attrition-watch status` and `attrition-watch health`: a running instance at a glance.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use attrition_contracts::incoming::cloudevent::local_date;
use attrition_core::basics::date::Date;
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::centres::planted::{plant_alerts, version};
use attrition_test_support::process::http::{get, post, send};
use attrition_test_support::process::program::{
    Process, Scratch, Service, command, done, embedded, eventually, finish, variable,
};
use attrition_test_support::stages::bad_records::good;

const STATUS: &str = "/v1/status";
const TOKEN: &str = "a-token-of-enough-letters";

/// A log with alerts of several statuses, one of them of an agent who is held out.
fn planted(scratch: &Scratch) -> Vec<(String, String)> {
    let dir = scratch.path("log");
    let closed = json!({"closing": "eased", "date": "2026-03-20", "reasons": [], "site": null});
    let alerts = [
        (1, version(1, 1, "raised", &json!({}))),
        (2, version(2, 1, "acknowledged", &json!({}))),
        (3, version(3, 1, "raised", &json!({}))),
        (3, version(3, 2, "closed", &closed)),
        (4, version(4, 1, "withheld", &json!({}))),
        (5, version(5, 1, "held_out", &json!({"held_out": true}))),
    ];
    plant_alerts(&dir, &alerts);
    embedded(&dir)
}

fn status(service: &Service) -> Value {
    let answer = get(service, STATUS);
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

fn stage<'a>(status: &'a Value, name: &str) -> &'a Value {
    let stages = status["stages"].as_array().expect("there are stages");
    stages.iter().find(|stage| stage["stage"] == name).unwrap_or_else(|| panic!("{name} is not in {status}"))
}

fn today() -> Date {
    local_date(OffsetDateTime::now_utc())
}

/// The timer has closed yesterday, or the day before where it is early.
fn is_closed(stage: &Value) -> bool {
    (0..=2).any(|back| stage["closed"] == (today() - back).to_string())
}

/// The command that asks this instance.
fn asking(args: &[&str], service: &Service) -> Vec<String> {
    let url = format!("http://{}", service.address);
    args.iter().map(|arg| (*arg).to_owned()).chain(["--url".to_owned(), url]).collect()
}

#[test]
fn a_running_instance_says_how_it_is() {
    let scratch = Scratch::new();
    let variables = [planted(&scratch), vec![variable("LOG__INSTANCE", "first")]].concat();
    let mut service = Service::start(&variables);
    let batch: Vec<Value> = (0..500).map(|number| good(&format!("of-many-{number}"))).collect();
    assert_eq!(post(&service, "/v1/events", json!(batch).to_string().as_bytes()).status, 202);
    eventually("everything is processed", || {
        let told = status(&service);
        told["ready"] == true && stage(&told, "ingest")["records"] == 500 && !told["alerts"].is_null()
    });
    eventually("the events are scored and the days are closed", || {
        let told = status(&service);
        let score = stage(&told, "score");
        let desk = stage(&told, "desk");
        let is_behind = told["stages"]
            .as_array()
            .is_some_and(|stages| stages.iter().any(|of| of["lag_records"].as_u64() > Some(0)));
        !is_behind && score["records"].as_u64() >= Some(500) && is_closed(score) && is_closed(desk)
    });

    let told = status(&service);
    assert_eq!((&told["log"], &told["instance"], &told["waits"]), (&json!("embedded"), &json!("first"), &json!([])));
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["alerts"]["open"], 2, "{told}");
    let by_status = json!({"acknowledged": 1, "closed": 1, "raised": 1, "withheld": 1});
    assert_eq!(told["alerts"]["by_status"], by_status, "who is held out is told of nowhere");
    assert!(["ingest", "score", "desk"].iter().all(|name| stage(&told, name)["state"] == "works"), "{told}");
    assert_eq!(told["models"]["champion"], "prior-2", "{told}");
    eventually("the history of risk is read", || status(&service)["trends"]["ready"] == true);
    // What /metrics says, stage by stage and partition by partition.
    for name in ["ingest", "score", "desk"] {
        let of = stage(&told, name);
        let partitions = of["partitions"].as_array().expect("there are partitions");
        assert!(!partitions.is_empty() && of["owned"] == partitions.len(), "{name}: {of}");
        assert!(partitions.iter().all(|one| one["lag_records"] == 0 && one["lag_seconds"] == 0.0), "{name}: {of}");
        assert!(of["commits"]["committed"].as_u64() > Some(0), "{name}: {of}");
    }
    let score = stage(&told, "score");
    assert!(score["state_agents"].is_u64() && score["state_bytes"].is_u64(), "{score}");
    assert!(!told.to_string().contains("agent-"), "no agent is named: {told}");
    assert!(service.process.terminate().success());
}

#[test]
fn a_person_reads_a_table_and_a_machine_json() {
    let scratch = Scratch::new();
    let mut service = Service::start(&planted(&scratch));
    eventually("it is ready, and has read the alerts and the history", || {
        let told = status(&service);
        told["ready"] == true && !told["alerts"].is_null() && told["trends"]["ready"] == true
    });
    let table = done(&asking(&["status"], &service), &[]);
    for expected in [
        "on the embedded log, up for",
        ": ready",
        "score",
        "desk",
        "model  prior",
        "trends  no day is",
        "alerts  2 open: 1 acknowledged, 1 raised; 1 closed, 1 withheld",
    ] {
        assert!(table.contains(expected), "`{expected}` is not in:\n{table}");
    }
    let told: Value = serde_json::from_str(&done(&asking(&["status", "--json"], &service), &[])).expect("it is JSON");
    assert_eq!(told["alerts"]["open"], 2);

    // Without an address, it is where the configuration has the service listen.
    let listens = [variable("HTTP__LISTEN", &service.address)];
    assert!(done(&["status"], &listens).contains(": ready"));
    assert_eq!(done(&["health"], &listens).trim(), "ok");
    assert_eq!(done(&["health", "--ready"], &listens).trim(), "ready");
    assert!(service.process.terminate().success());
}

#[test]
fn who_has_a_token_is_told_and_nobody_else() {
    let scratch = Scratch::new();
    let token = variable("HTTP__TOKEN", TOKEN);
    let mut service = Service::start(&[planted(&scratch), vec![token.clone()]].concat());
    assert_eq!(get(&service, STATUS).status, 401);
    let refused = finish(&asking(&["status"], &service), &[]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("ATTRITION_WATCH__HTTP__TOKEN"), "{said}");
    assert!(done(&asking(&["status"], &service), &[token]).contains("model  "));
    // Health is asked by whoever runs the process.
    assert_eq!(done(&asking(&["health"], &service), &[]).trim(), "ok");
    assert_eq!(send(&service, STATUS, &[], b"").status, 405, "it is only asked");
    assert!(service.process.terminate().success());
}

#[test]
fn an_instance_that_is_not_there_is_told_of() {
    let scratch = Scratch::new();
    let mut service = Service::start(&planted(&scratch));
    let [status, health] = [["status"], ["health"]].map(|args| asking(&args, &service));
    let watching = asking(&["status", "--watch", "--json", "--every-s", "1"], &service);
    let mut watching = command(&watching, &[]);
    let mut watching = Process(watching.stdout(Stdio::piped()).spawn().expect("the program can be started"));
    let mut lines = BufReader::new(watching.0.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let first: Value = serde_json::from_str(&lines.next().expect("it answers")).expect("it is JSON");
    assert!(first["stages"].is_array(), "{first}");
    service.process.kill();
    // Who watches is told, and goes on: an instance comes again.
    let away = lines.find(|line| line.contains("\"error\"")).expect("it goes on");
    assert!(away.contains("nobody listens there"), "{away}");

    for args in [status, health] {
        let refused = finish(&args, &[]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && said.contains("is it running?"), "{said}");
    }
    let wrong = finish(&["status", "--url", "localhost:8080"], &[]);
    assert_eq!(wrong.status.code(), Some(2), "{}", String::from_utf8_lossy(&wrong.stderr));
    let nowhere = finish(&["status"], &[variable("HTTP__LISTEN", "")]);
    let said = String::from_utf8_lossy(&nowhere.stderr).into_owned();
    assert!(nowhere.status.code() == Some(2) && said.contains("--url"), "{said}");
}

#[test]
fn who_watches_waits_for_an_instance_that_is_not_up_yet() {
    let scratch = Scratch::new();
    // A port that is free now.
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let address = address.expect("a port is free").to_string();
    let mut watching =
        command(&["status", "--watch", "--json", "--every-s", "1", "--url", &format!("http://{address}")], &[]);
    let mut watching = Process(watching.stdout(Stdio::piped()).spawn().expect("the program can be started"));
    let mut lines = BufReader::new(watching.0.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let away = lines.next().expect("it goes on");
    assert!(away.contains("nobody listens there"), "{away}");
    let listens = [planted(&scratch), vec![variable("HTTP__LISTEN", &address)]].concat();
    let _service = Process(command(&["run"], &listens).spawn().expect("the program can be started"));
    assert!(lines.any(|line| line.contains("\"stages\"")), "it is there");
}

#[test]
fn a_foreign_server_is_no_instance() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", server.local_addr().expect("it listens"));
    let answering = std::thread::spawn(move || {
        use std::io::{Read, Write};
        for body in ["<html></html>", "{\"version\":\"0\"}"] {
            let (mut stream, _) = server.accept().expect("somebody asks");
            let _ = stream.read(&mut [0; 1_024]).expect("it is asked");
            let length = body.len();
            let answer = format!("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).expect("it can be answered");
        }
    });
    for _ in 0..2 {
        let refused = finish(&["status", "--url", &url], &[]);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(1) && said.contains("is no attrition-watch of this version"), "{said}");
    }
    answering.join().expect("it has answered");
}
