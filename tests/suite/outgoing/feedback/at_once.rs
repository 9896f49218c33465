//! Feedback that comes at once is decided one after another.

use std::collections::BTreeMap;

use attrition_core::desk::FeedbackContent;
use serde_json::{Value, json};

use attrition_test_support::centres::planted::{in_inbox, name, plant_alerts, version};
use attrition_test_support::process::http::{Answer, post, try_post};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, variable};

/// A service over open alerts, whose desk never tells of what it was given.
fn service(scratch: &Scratch, alerts: u32) -> Service {
    let dir = scratch.path("log");
    let alerts: Vec<(u32, Value)> = (1..=alerts).map(|n| (n, version(n, 1, "raised", &json!({})))).collect();
    plant_alerts(&dir, &alerts);
    let variables: Vec<_> = embedded(&dir).into_iter().chain([variable("SERVICE__STAGES", "ingest")]).collect();
    let service = Service::start(&variables);
    let nobody = || post(&service, "/v1/alerts/nothing/feedback", br#"{"kind":"useful"}"#);
    eventually("the alerts are read", || nobody().status == 404);
    service
}

/// Says all of these things about an alert at once.
fn at_once(service: &Service, n: u32, said: &[Value]) -> Vec<Answer> {
    let path = format!("/v1/alerts/{}/feedback", name(n));
    let address = service.address.clone();
    let (path, address) = (&path, &address);
    std::thread::scope(|scope| {
        let send = |said: &Value| {
            let body = said.to_string();
            scope.spawn(move || try_post(address, path, body.as_bytes()).expect("it answers"))
        };
        let sent: Vec<_> = said.iter().map(send).collect();
        sent.into_iter().map(|thread| thread.join().expect("it does not panic")).collect()
    })
}

/// How many answers have each status.
fn statuses(answers: &[Answer]) -> BTreeMap<u16, usize> {
    let mut statuses = BTreeMap::new();
    answers.iter().for_each(|answer| *statuses.entry(answer.status).or_default() += 1);
    statuses
}

#[test]
fn one_key_confirms_one_answer_however_many_come_at_once() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, 5);
    for n in 1..=5 {
        let of = |place: usize| match place % 2 {
            0 => json!({"kind": "acknowledge", "id": "one-key"}),
            _ => json!({"kind": "snooze", "days": 7, "id": "one-key"}),
        };
        let answers = at_once(&service, n, &(0..20).map(of).collect::<Vec<_>>());
        assert_eq!(statuses(&answers), BTreeMap::from([(202, 10), (409, 10)]), "{answers:?}");
        let taken: Vec<Value> = answers.iter().filter(|answer| answer.status == 202).map(Answer::json).collect();
        assert!(taken.iter().all(|one| one["kind"] == taken[0]["kind"]), "{taken:?}");
        assert_eq!(taken.iter().filter(|one| one["repeated"] == false).count(), 1, "{taken:?}");
    }
    assert_eq!(in_inbox(&scratch.path("log")).len(), 5, "each once");
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn an_alert_is_acknowledged_once() {
    let scratch = Scratch::new();
    let mut service = service(&scratch, 5);
    for n in 1..=5 {
        let answers = at_once(&service, n, &vec![json!({"kind": "acknowledge"}); 10]);
        assert_eq!(statuses(&answers), BTreeMap::from([(202, 1), (409, 9)]), "{answers:?}");
        let refused = answers.iter().find(|answer| answer.status == 409).expect("nine are");
        assert_eq!(refused.json()["status"], "acknowledged");
        assert!(refused.body.contains("acknowledged already"), "{}", refused.body);
    }
    let said = in_inbox(&scratch.path("log"));
    assert_eq!(said.len(), 5, "each once");
    assert!(said.iter().all(|(_, feedback)| feedback.what == FeedbackContent::Acknowledge));
    // Whoever snoozes it opens it again.
    let snooze = &at_once(&service, 1, &[json!({"kind": "snooze", "days": 7})])[0];
    let again = &at_once(&service, 1, &[json!({"kind": "acknowledge"})])[0];
    assert_eq!((snooze.status, again.status), (202, 202), "{} {}", snooze.body, again.body);
    assert!(service.process.terminate().success(), "{}", service.said());
}
