//! The OpenAPI document is valid, tells of every route, and what is answered is as it says.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::http::{TOKEN, ask, service};
use attrition_test_support::process::http::{get, metric, post, send};
use attrition_test_support::process::program::{Scratch, Service, eventually};
use attrition_test_support::process::python::python;
use attrition_test_support::stages::bad_records::good;

fn document(service: &Service) -> Value {
    let answer = get(service, "/v1/openapi.json");
    assert_eq!(answer.status, 200);
    answer.json()
}

/// Has the document and answers checked by another implementation: the path as it is written there, the method, the answer.
fn check(document: &Value, answers: &[(&str, &str, attrition_test_support::process::http::Answer)]) {
    let answers: Vec<Value> = answers
        .iter()
        .map(|(path, method, answer)| {
            let kind = answer
                .head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-type: ").map(str::to_owned));
            json!({"path": path, "method": method, "status": answer.status, "type": kind, "body": answer.body})
        })
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi/check.py");
    let mut command = Command::new(python("openapi"));
    let mut checking =
        command.arg(script).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was installed");
    let asked = json!({"document": document, "answers": answers}).to_string();
    checking.stdin.take().expect("it is piped").write_all(asked.as_bytes()).expect("the script reads");
    let output = checking.wait_with_output().expect("it is a child of this process");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_document_is_valid_and_answers_are_as_it_says() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[("HTTP__TOKEN", TOKEN)]);
    eventually("it is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    let document = document(&service);
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let risk = "/v1/agents/{id}/risk";
    let team = "/v1/teams/{id}/risk";
    let answers = [
        ("/healthz", "get", get(&service, "/healthz")),
        ("/readyz", "get", get(&service, "/readyz")),
        ("/metrics", "get", get(&service, "/metrics")),
        ("/v1/openapi.json", "get", get(&service, "/v1/openapi.json")),
        ("/v1/status", "get", ask(&service, "/v1/status")),
        ("/v1/status", "get", get(&service, "/v1/status")),
        (risk, "get", ask(&service, "/v1/agents/agent-6/risk")),
        (risk, "get", ask(&service, "/v1/agents/agent-99/risk")),
        (risk, "get", ask(&service, "/v1/agents/agent-6/risk?from=x")),
        (risk, "get", get(&service, "/v1/agents/agent-6/risk")),
        (team, "get", ask(&service, "/v1/teams/blue/risk?site=north")),
        (team, "get", ask(&service, "/v1/teams/tiny/risk?site=north")),
        ("/v1/events", "post", post(&service, "/v1/events", b"[]")),
        ("/v1/alerts/{id}/feedback", "post", post(&service, "/v1/alerts/x/feedback", b"{}")),
        ("/a/{token}", "get", get(&service, "/a/x")),
    ];
    assert_eq!(
        answers.each_ref().map(|answer| answer.2.status),
        [200, 200, 200, 200, 200, 401, 200, 404, 400, 401, 200, 404, 401, 401, 404]
    );
    check(&document, &answers);
    assert!(service.process.terminate().success(), "{}", service.said());

    // Where no token is set, nobody is shown anyone, and whoever can reach it may send events.
    let mut open = self::service(&scratch, &[]);
    let mut bad = good("bad");
    bad["subject"] = json!("");
    let unknown = || {
        let answer = post(&open, "/v1/alerts/x/feedback", br#"{"kind":"acknowledge"}"#);
        (answer.status == 404).then_some(answer)
    };
    eventually("the alerts are read", || unknown().is_some());
    let answers = [
        (risk, "get", get(&open, "/v1/agents/agent-6/risk")),
        ("/v1/events", "post", post(&open, "/v1/events", good("one").to_string().as_bytes())),
        ("/v1/events", "post", post(&open, "/v1/events", json!([good("two"), bad]).to_string().as_bytes())),
        ("/v1/events", "post", post(&open, "/v1/events", b"{")),
        ("/v1/events", "post", post(&open, "/v1/events", &vec![b' '; (1 << 20) + 1])),
        ("/v1/events", "post", send(&open, "/v1/events", &["Content-Type: application/cloudevents+avro"], b"Obj")),
        ("/v1/alerts/{id}/feedback", "post", unknown().expect("it stays so")),
    ];
    assert_eq!(answers.each_ref().map(|answer| answer.2.status), [403, 202, 400, 400, 413, 415, 404]);
    check(&document, &answers);
    assert!(open.process.terminate().success(), "{}", open.said());
}

#[test]
fn every_route_is_in_the_document_and_nothing_else() {
    let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/service/src/http/mod.rs"));
    let source = source.expect("it is there");
    let document =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/service/src/http/openapi.json"));
    let document: Value = serde_json::from_str(&document.expect("it is there")).expect("it is JSON");
    let mut routes: Vec<String> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix(".route("))
        .map(|rest| match rest.strip_prefix('"') {
            Some(path) => path.split('"').next().unwrap_or_default().to_owned(),
            // The one of the links, whose beginning is a constant.
            None => "/a/{token}".to_owned(),
        })
        .collect();
    routes.sort();
    let mut told: Vec<String> = document["paths"].as_object().expect("it has paths").keys().cloned().collect();
    told.sort();
    assert_eq!(routes, told);
}
