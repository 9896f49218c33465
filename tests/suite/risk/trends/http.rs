//! Risk over time by HTTP: to nobody without a token, and never of a small team.

use serde_json::{Value, json};

use super::site::{outputs, today};
use attrition_test_support::centres::planted::plant;
use attrition_test_support::process::http::{Answer, get, metric, send_get};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, variable};

pub(super) const TOKEN: &str = "a-token-of-26-characters!!";

/// The service on the planted log, which runs nothing else.
pub(super) fn service(scratch: &Scratch, more: &[(&str, &str)]) -> Service {
    let dir = scratch.path("log");
    if !dir.exists() {
        plant(&dir, outputs);
    }
    let stages =
        [("SERVICE__STAGES", "trends")].into_iter().filter(|(key, _)| more.iter().all(|(other, _)| other != key));
    let more = stages.chain(more.iter().copied()).map(|(key, value)| variable(key, value));
    Service::start(&embedded(&dir).into_iter().chain(more).collect::<Vec<_>>())
}

/// Asks with the token.
pub(super) fn ask(service: &Service, path: &str) -> Answer {
    send_get(service, path, &[&format!("Authorization: Bearer {TOKEN}")])
}

fn column<'a>(rows: &'a Value, member: &str) -> Vec<&'a Value> {
    rows.as_array().expect("rows are a list").iter().map(|row| &row[member]).collect()
}

#[test]
fn nobody_is_shown_without_a_token() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[]);
    for path in ["/v1/agents/agent-2/risk", "/v1/teams/blue/risk?site=north"] {
        let answer = get(&service, path);
        assert_eq!(answer.status, 403, "{}", answer.body);
        assert!(answer.json()["error"].as_str().is_some_and(|error| error.contains("http.token")), "{}", answer.body);
    }
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn agents_and_teams_have_a_history_for_who_knows_the_token() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[("HTTP__TOKEN", TOKEN)]);
    eventually("it is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    for path in ["/v1/agents/agent-2/risk", "/v1/teams/blue/risk?site=north"] {
        assert_eq!(get(&service, path).status, 401);
        let wrong = send_get(&service, path, &["Authorization: Bearer a-token-of-25-characters!!"]);
        assert_eq!(wrong.status, 401);
    }

    let answer = ask(&service, "/v1/agents/agent-2/risk");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.head.to_lowercase().contains("cache-control: no-store"), "{}", answer.head);
    let rows = answer.json();
    assert_eq!(column(&rows, "day"), ["2026-02-22", "2026-03-01", "2026-03-31"]);
    let last = json!({
        "time": "2026-04-01T06:00:00Z", "day": "2026-03-31", "risk": 0.5, "band": "red", "interim": false, "site": "north",
        "team": "blue",
    });
    assert_eq!(rows[2], last);
    let rows = ask(&service, "/v1/agents/agent%2D6/risk?from=2026-03-01&to=").json();
    assert_eq!(column(&rows, "day"), ["2026-03-01", "2026-03-31", "2026-04-01"]);
    assert_eq!((&rows[2]["interim"], &rows[2]["time"]), (&json!(true), &json!("2026-04-01T12:00:00Z")));
    let rows = ask(&service, "/v1/agents/agent-6/risk?from=2026-03-02&to=2026-03-30").json();
    assert_eq!(rows, json!([]), "no day of those has a score");

    let rows = ask(&service, "/v1/teams/blue/risk?site=north").json();
    assert_eq!(column(&rows, "agents"), [9, 9, 8], "who has given notice is not counted");
    assert_eq!((&rows[2]["day"], &rows[2]["red"]), (&json!(today().to_string()), &json!(1)));
    let near = |member: &str, expected: f64| {
        let told = rows[2][member].as_f64().expect("a figure");
        assert!((told - expected).abs() < 1e-9, "{member}: {told}");
    };
    near("expected_leavers", 1.2);
    near("mean", 1.2 / 8.0);
    assert_eq!([&rows[2]["median"], &rows[2]["p90"]], [&Value::Null; 2], "of eight, neither");

    let told = |path: &str, status: u16, part: &str| {
        let answer = ask(&service, path);
        assert_eq!(answer.status, status, "{path}: {}", answer.body);
        assert!(answer.json()["error"].as_str().is_some_and(|error| error.contains(part)), "{path}: {}", answer.body);
    };
    told("/v1/agents/agent-99/risk", 404, "no agent");
    told("/v1/agents/boss/risk", 404, "no agent");
    // Red is large enough, but without it the rest of the north is not.
    let unknown = ask(&service, "/v1/teams/nothing/risk?site=north");
    for team in ["tiny", "red"] {
        let hidden = ask(&service, &format!("/v1/teams/{team}/risk?site=north"));
        assert_eq!((hidden.status, &hidden.body), (404, &unknown.body), "which of the two is not told");
    }
    told("/v1/teams/blue/risk", 400, "site");
    told("/v1/agents/agent-2/risk?from=yesterday", 400, "YYYY-MM-DD");
    told("/v1/agents/agent-2/risk?from=2026-03-02&to=2026-03-01", 400, "later");
    told("/v1/agents/agent-2/risk?since=2026-03-01", 400, "`since`");
    assert!(!service.said().contains("agent-"), "who is asked about is not logged:\n{}", service.said());
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn an_instance_without_the_stage_says_so() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[("HTTP__TOKEN", TOKEN), ("SERVICE__STAGES", "desk")]);
    let answer = ask(&service, "/v1/agents/agent-2/risk");
    assert_eq!(answer.status, 404);
    assert!(answer.body.contains("service.stages"), "{}", answer.body);
    assert!(!get(&service, "/metrics").body.contains("attrition_watch_trends_ready"));
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn prometheus_is_told_of_groups_and_never_of_an_agent() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[]);
    eventually("it is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    let metrics = get(&service, "/metrics").body;
    assert_eq!(metric(&service, "attrition_watch_expected_leavers{site=\"other\",team=\"other\"}"), 0.2);
    for part in ["agent-", "tiny", "south", "boss"] {
        assert!(!metrics.contains(part), "{part}");
    }
    assert!(service.process.terminate().success(), "{}", service.said());
}
