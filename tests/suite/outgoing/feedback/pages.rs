//! Signed links in a real flow: following one changes nothing, its button answers once.

use attrition_core::desk::{FeedbackContent, Via};
use attrition_service::feedback::links::LinkAction;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::links::links;
use attrition_test_support::centres::planted::{feedback, in_inbox, name, plant, plant_alerts, record, version};
use attrition_test_support::process::http::{Answer, get, post};
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually, variable};

const SECRET: &str = "a key for pages that is long enough";

fn path(alert: &str, ask: LinkAction, now: OffsetDateTime) -> String {
    let url = links(SECRET, "").url(alert, ask, now).expect("the alert has a name");
    url.strip_prefix("https://watch.example.org").expect("it has the public address").to_owned()
}

fn start(scratch: &Scratch) -> Service {
    let links = [variable("LINKS__SECRET", SECRET), variable("LINKS__PUBLIC", "https://watch.example.org")];
    let stages = variable("SERVICE__STAGES", "ingest");
    let service = Service::start(&[embedded(&scratch.path("log")), links.into(), vec![stages]].concat());
    let unknown = path(&name(99), LinkAction::Useful, OffsetDateTime::now_utc());
    eventually("the alerts are read", || get(&service, &unknown).status == 404);
    service
}

/// Every page is as private as a page can be, and names nobody.
fn checked(answer: Answer) -> Answer {
    let head = answer.head.to_lowercase();
    for header in [
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-robots-tag: noindex, nofollow",
        "content-security-policy: default-src 'none'",
        "content-type: text/html; charset=utf-8",
    ] {
        assert!(head.contains(header), "{header} is missing:\n{head}");
    }
    assert!(!answer.body.contains("agent-") && !answer.body.contains("boss-"), "it names nobody:\n{}", answer.body);
    assert!(!answer.body.contains("link-"), "every text is there:\n{}", answer.body);
    assert!(!answer.body.contains("<script"), "it needs no script");
    answer
}

#[test]
fn a_link_asks_by_get_and_answers_once_by_post() {
    let scratch = Scratch::new();
    let chinese = json!({"language": "zh-CN"});
    plant_alerts(
        &scratch.path("log"),
        &[(1, version(1, 1, "raised", &json!({}))), (2, version(2, 1, "raised", &chinese))],
    );
    let mut service = start(&scratch);
    let now = OffsetDateTime::now_utc();
    let acknowledge = path(&name(1), LinkAction::Acknowledge, now);
    for _ in 0..3 {
        let asked = checked(get(&service, &acknowledge));
        assert_eq!(asked.status, 200);
        assert!(asked.body.contains("2 March 2026") && asked.body.contains("<form method=\"post\">"), "{}", asked.body);
        assert_eq!(asked.body.matches("<button").count(), 1);
    }
    assert!(in_inbox(&scratch.path("log")).is_empty(), "who follows a link has not answered");

    let done = checked(post(&service, &acknowledge, b""));
    assert_eq!(done.status, 202, "{}", done.body);
    assert!(done.body.contains("Thank you"), "{}", done.body);
    for again in [checked(post(&service, &acknowledge, b"")), checked(get(&service, &acknowledge))] {
        assert_eq!(again.status, 410);
        assert!(again.body.contains("has been used"), "{}", again.body);
    }
    // Pressed twice, or by two at a time: one counts.
    let useful = path(&name(1), LinkAction::Useful, now);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let pressed: Vec<_> = (0..8).map(|_| scope.spawn(|| post(&service, &useful, b"").status)).collect();
        pressed.into_iter().map(|pressed| pressed.join().expect("it is answered")).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 202).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 7, "{answers:?}");
    let snooze = path(&name(2), LinkAction::Snooze(7), now);
    let asked = checked(get(&service, &snooze));
    assert!(asked.body.contains("<html lang=\"zh-CN\">") && asked.body.contains("7 天"), "{}", asked.body);
    assert_eq!(checked(post(&service, &snooze, b"")).status, 202);

    let said = in_inbox(&scratch.path("log"));
    let of =
        |alert: &str| said.iter().filter(|(_, feedback)| *feedback.alert == *alert).map(|(_, f)| f).collect::<Vec<_>>();
    let [acknowledged, _] = of(&name(1))[..] else { panic!("each is there once") };
    assert_eq!((&acknowledged.what, acknowledged.by), (&FeedbackContent::Acknowledge, Via::Link));
    let [snoozed] = of(&name(2))[..] else { panic!("it is there once") };
    assert_eq!(snoozed.what, FeedbackContent::Snooze(snoozed.day + 7));
    let token = acknowledge.trim_start_matches("/a/");
    let id = links(SECRET, "").read(token).expect("it was signed so").1;
    assert_eq!(*acknowledged.id, *id, "the feedback has the id of the token");
    assert!(service.process.terminate().success());
    assert!(!service.said().contains(token), "a link is a secret, also in the log:\n{}", service.said());
}

#[test]
fn a_link_that_cannot_be_used_says_why() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    let now = OffsetDateTime::now_utc();
    let used = path(&name(1), LinkAction::Useful, now);
    let id = links(SECRET, "").read(used.trim_start_matches("/a/")).expect("it was signed so").1;
    let closed = version(3, 2, "closed", &json!({"closing": "left"}));
    let alerts = [
        (1, version(1, 1, "raised", &json!({}))),
        (2, version(2, 1, "acknowledged", &json!({}))),
        (3, version(3, 1, "raised", &json!({}))),
        (3, closed),
    ];
    // The desk has told of the feedback before this process began: it was another instance, or another life of this one.
    let said = feedback(1, &id, "useful", &json!({"by": "link"}));
    plant(&dir, |partitions| {
        let alerts = alerts.iter().map(|(n, alert)| record("alert", &format!("agent-{n}"), alert, partitions));
        alerts.chain([record("feedback", "agent-1", &said, partitions)]).collect()
    });
    let mut service = start(&scratch);
    let mut forged = path(&name(1), LinkAction::Acknowledge, now).into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).expect("it is ASCII");
    for (path, status, text) in [
        (used, 410, "has been used"),
        (path(&name(1), LinkAction::Acknowledge, now - Duration::days(20)), 410, "expired"),
        (forged, 403, "was not made here"),
        ("/a/nothing".to_owned(), 404, "There is nothing here"),
        (path(&name(99), LinkAction::Acknowledge, now), 404, "There is nothing here"),
        (path(&name(2), LinkAction::Acknowledge, now), 200, "already been acknowledged"),
        (path(&name(3), LinkAction::Acknowledge, now), 410, "is closed"),
    ] {
        for answer in [checked(get(&service, &path)), checked(post(&service, &path, b""))] {
            assert_eq!(answer.status, status, "{}", answer.body);
            assert!(answer.body.contains(text) && !answer.body.contains("<form"), "{}", answer.body);
        }
    }
    assert!(in_inbox(&dir).is_empty());
    assert_eq!(
        get(&service, &path(&name(3), LinkAction::NotUseful, now)).status,
        200,
        "whether it helped may be said later"
    );
    assert!(service.process.terminate().success());
}

#[test]
fn without_a_secret_there_are_no_links() {
    let scratch = Scratch::new();
    plant_alerts(&scratch.path("log"), &[(1, version(1, 1, "raised", &json!({})))]);
    let service = Service::start(&embedded(&scratch.path("log")));
    let path = path(&name(1), LinkAction::Acknowledge, OffsetDateTime::now_utc());
    assert_eq!((get(&service, &path).status, post(&service, &path, b"").status), (404, 404));
}
