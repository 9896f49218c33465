//! `POST /v1/alerts/{id}/feedback`: what is taken, what is refused and why, and each once.

use attrition_core::desk::{Action, Factor, FeedbackContent, Via};
use serde_json::{Value, json};

use attrition_test_support::centres::planted::{in_inbox, name, plant_alerts, version};
use attrition_test_support::process::http::{Answer, get, metric, post, send, send_as_it_is};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, variable};

fn path(n: u32) -> String {
    format!("/v1/alerts/{}/feedback", name(n))
}

fn say(service: &Service, n: u32, said: &Value) -> Answer {
    post(service, &path(n), said.to_string().as_bytes())
}

/// A service over alerts of every status: 1 raised, 2 acknowledged, 3 closed, 4 withheld, 5 held out.
fn service(scratch: &Scratch, more: &[(String, String)]) -> Service {
    let dir = scratch.path("log");
    let none = json!({});
    let of = |n, status: &str, more: &Value| (n, version(n, 1, status, more));
    let closed =
        (3, version(3, 2, "closed", &json!({"closing": "eased", "date": "2026-03-20", "reasons": [], "site": null})));
    let alerts = [
        of(1, "raised", &none),
        of(2, "acknowledged", &none),
        of(3, "raised", &none),
        closed,
        of(4, "withheld", &none),
        of(5, "held_out", &json!({"held_out": true})),
    ];
    plant_alerts(&dir, &alerts);
    // Without stages nobody takes the feedback out of the inbox or tells of it.
    let variables: Vec<_> = embedded(&dir).into_iter().chain([variable("SERVICE__STAGES", "ingest")]).collect();
    let service = Service::start(&[&variables, more].concat());
    eventually("the alerts are read", || say(&service, 99, &json!({"kind": "useful"})).status == 404);
    service
}

#[test]
fn feedback_goes_to_the_desk_of_its_site_once() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[]);
    for said in [
        json!({"kind": "useful", "reasons": ["late_rate", "late_rate"]}),
        json!({"kind": "interview", "factors": ["pay", "growth"]}),
        json!({"kind": "action", "action": "none"}),
        json!({"kind": "snooze", "days": 7.0}),
        json!({"kind": "acknowledge", "id": "press-1"}),
    ] {
        let answer = say(&service, 1, &said);
        assert_eq!(
            (answer.status, &answer.json()["kind"], &answer.json()["repeated"]),
            (202, &said["kind"], &json!(false)),
            "{}",
            answer.body
        );
    }
    // Sent again, by the body or by the header: the same, and counted once.
    let again = say(&service, 1, &json!({"kind": "acknowledge", "id": "press-1"}));
    assert_eq!((again.status, &again.json()["repeated"]), (202, &json!(true)), "{}", again.body);
    let by_header = send(&service, &path(1), &["Idempotency-Key: press-1"], br#"{"kind":"acknowledge"}"#);
    assert_eq!(by_header.json()["feedback"], again.json()["feedback"]);
    assert_eq!(send(&service, &path(1), &["Idempotency-Key: other"], br#"{"kind":"useful","id":"one"}"#).status, 400);
    // A key stands for one answer, and what is said under it must be well formed.
    let key = ["Idempotency-Key: press-1"];
    for (said, status) in [
        (r#"{"kind":"useful"}"#, 409),
        (r#"{"kind":"foo"}"#, 400),
        (r#"{"kind":"snooze"}"#, 400),
        (r#"{"kind":"interview","factors":["x"]}"#, 400),
    ] {
        let answer = send(&service, &path(1), &key, said.as_bytes());
        assert_eq!(answer.status, status, "{said}: {}", answer.body);
        assert!(status == 400 || answer.body.contains("acknowledge"), "{}", answer.body);
    }

    let said = in_inbox(&scratch.path("log"));
    let whats: Vec<&FeedbackContent> = said.iter().map(|(_, feedback)| &feedback.what).collect();
    let [what @ .., FeedbackContent::Snooze(until), FeedbackContent::Acknowledge] = &whats[..] else {
        panic!("{whats:?}")
    };
    let expected = [
        FeedbackContent::Useful(vec!["late_rate".into()]),
        FeedbackContent::Interview(vec![Factor::Pay, Factor::Growth]),
        FeedbackContent::Action(Action::Nothing),
    ];
    assert!(what.iter().copied().eq(&expected), "{whats:?}");
    for (site, feedback) in &said {
        assert_eq!((site.as_str(), &*feedback.alert, &*feedback.agent), ("north", name(1).as_str(), "agent-1"));
        assert_eq!(
            (&*feedback.supervisor, feedback.by, feedback.raised_on.to_string().as_str()),
            ("boss-1", Via::Http, "2026-03-02")
        );
    }
    assert_eq!(*until - said[3].1.day, 7);
    assert!(
        said.iter().all(|(_, feedback)| !feedback.id.contains("press")),
        "what a caller calls it does not reach the log"
    );
    assert_eq!(metric(&service, "attrition_watch_feedback_total{by=\"http\",outcome=\"accepted\"}"), 5.0);
    assert!(!service.said().contains("agent-1"), "{}", service.said());
    assert!(service.process.terminate().success());
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_is_allowed() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[]);
    let refused = |said: &str, member: &str, allowed: &str| {
        let answer = post(&service, &path(1), said.as_bytes());
        assert_eq!(answer.status, 400, "{said}: {}", answer.body);
        let told = answer.json();
        assert_eq!(told["member"], member, "{said}: {told}");
        let is_plain = |error: &str| !error.is_empty() && !error.contains("struct");
        assert!(told["error"].as_str().is_some_and(is_plain), "{told}");
        let lists = told["allowed"].as_array().is_some_and(|all| all.iter().any(|one| one == allowed));
        assert!(allowed.is_empty() || lists, "{said}: {told}");
    };
    refused("", "", "");
    refused("[]", "", "");
    refused("\"acknowledge\"", "", "");
    refused("{}", "", "");
    refused(r#"{"kind":"useful"} and more"#, "", "");
    refused(r#"{"kind":"praise"}"#, "kind", "not_useful");
    refused(r#"{"kind":"acknowledge","note":"she is unhappy at home"}"#, "note", "factors");
    let broken = post(&service, &path(1), br#"{"kind":"#);
    assert_eq!(broken.json()["error"], "it ends too early: was it cut off?");
    refused(r#"{"kind":"acknowledge","until":"2026-04-01"}"#, "until", "");
    refused(r#"{"kind":"snooze"}"#, "until", "");
    refused(r#"{"kind":"snooze","until":"soon"}"#, "until", "");
    refused(r#"{"kind":"snooze","until":"2020-01-01"}"#, "until", "");
    refused(r#"{"kind":"snooze","days":0}"#, "days", "");
    refused(r#"{"kind":"snooze","days":1000}"#, "days", "");
    let long = say(&service, 1, &json!({"kind": "snooze", "days": 1000}));
    assert!(long.body.contains("at least a day and at most 30"), "{}", long.body);
    refused(r#"{"kind":"snooze","days":-1}"#, "days", "");
    refused(r#"{"kind":"useful","reasons":["late_rate","mood"]}"#, "reasons[1]", "handle_time_change");
    refused(r#"{"kind":"useful","reasons":"late_rate"}"#, "reasons", "");
    refused(r#"{"kind":"interview"}"#, "factors", "outside_work");
    refused(r#"{"kind":"interview","factors":["pay","divorce"]}"#, "factors[1]", "outside_work");
    refused(r#"{"kind":"action"}"#, "action", "coaching");
    refused(r#"{"kind":"action","action":"warning"}"#, "action", "coaching");
    refused(r#"{"kind":"useful","id":""}"#, "id", "");
    let long = post(&service, &path(1), &vec![b' '; 20_000]);
    assert_eq!(long.status, 413, "{}", long.body);

    for (n, said, status) in [
        (2, json!({"kind": "acknowledge"}), 409),
        (3, json!({"kind": "acknowledge"}), 409),
        (3, json!({"kind": "snooze", "days": 3}), 409),
        (4, json!({"kind": "acknowledge"}), 409),
        (4, json!({"kind": "useful"}), 409),
        // Nobody is told of who is held out: not by an answer either.
        (5, json!({"kind": "acknowledge"}), 404),
        (99, json!({"kind": "acknowledge"}), 404),
    ] {
        let answer = say(&service, n, &said);
        assert_eq!(answer.status, status, "{n} {said}: {}", answer.body);
        assert!(answer.json()["error"].as_str().is_some_and(|error| !error.is_empty()));
    }
    // What was done, and whether it helped, may be said when it is over; it knows the reasons and the site of before.
    assert_eq!(say(&service, 3, &json!({"kind": "useful", "reasons": ["late_rate"]})).status, 202);
    assert_eq!(say(&service, 2, &json!({"kind": "snooze", "days": 30})).status, 202);
    assert_eq!(get(&service, &path(1)).status, 405);
    assert_eq!(in_inbox(&scratch.path("log")).len(), 2, "nothing of what was refused is there");
    assert!(service.process.terminate().success());
}

#[test]
fn what_a_page_can_send_from_a_browser_is_no_feedback() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, &[]);
    let said = br#"{"kind":"acknowledge"}"#;
    for headers in [
        &[][..],
        &["Content-Type: text/plain"],
        &["Content-Type: application/x-www-form-urlencoded"],
        &["Content-Type: multipart/form-data; boundary=x"],
    ] {
        let answer = send_as_it_is(&service, &path(1), headers, said);
        assert_eq!(answer.status, 415, "{headers:?}: {}", answer.body);
        assert!(answer.body.contains("application/json"), "{}", answer.body);
    }
    assert_eq!(in_inbox(&scratch.path("log")).len(), 0);
    let typed = ["Content-Type: application/json; charset=utf-8"];
    assert_eq!(send_as_it_is(&service, &path(1), &typed, said).status, 202);
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn a_token_is_asked_for_where_one_is_set() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    plant_alerts(&dir, &[(1, version(1, 1, "raised", &json!({})))]);
    let token = variable("HTTP__TOKEN", "a-token-for-tests");
    let mut service = Service::start(&[embedded(&dir), vec![token]].concat());
    let said = br#"{"kind":"acknowledge","id":"x"}"#;
    for wrong in [&[][..], &["Authorization: Bearer a-token-for-test"], &["Authorization: Basic a-token-for-tests"]] {
        for path in [path(1), "/v1/events".to_owned()] {
            let answer = send(&service, &path, wrong, said);
            assert_eq!(answer.status, 401, "{wrong:?}: {}", answer.body);
            assert!(answer.head.to_lowercase().contains("www-authenticate: bearer"), "{}", answer.head);
        }
    }
    let right = ["Authorization: Bearer a-token-for-tests"];
    eventually("who knows it is let in", || send(&service, &path(1), &right, said).status == 202);
    assert_eq!(send(&service, "/v1/events", &right, b"[]").status, 202);
    assert_eq!((get(&service, "/healthz").status, get(&service, "/metrics").status), (200, 200));
    assert!(!service.said().contains("a-token"), "{}", service.said());
    assert!(service.process.terminate().success());
}
