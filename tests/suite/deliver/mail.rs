//! A real mail server: STARTTLS, a login, letters taken apart by another reader, and what it refuses.

use serde_json::{Value, json};

use super::alertmanager::free_port;
use super::script::Script;
use super::site::{Site, alert, digest, header, with};
use crate::support::http::{get, metric};
use crate::support::program::{Scratch, Service, embedded, eventually, variable};

/// The service that only delivers, by mail.
fn service(scratch: &Scratch, port: u16, password: &str, authority: &str) -> Service {
    let port = port.to_string();
    let settings = [
        ("SERVICE__STAGES", "deliver"),
        ("DELIVER__MAIL__RELAY", "localhost"),
        ("DELIVER__MAIL__PORT", &port),
        ("DELIVER__MAIL__USER", "watch"),
        ("DELIVER__MAIL__PASSWORD", password),
        ("DELIVER__MAIL__FROM", "Early warning <watch@example.com>"),
        ("DELIVER__MAIL__TO", "{supervisor}@example.com"),
        ("DELIVER__MAIL__HOURS", "00:00-24:00"),
    ];
    let settings = settings.into_iter().map(|(key, value)| variable(key, value));
    let authority = [("SSL_CERT_FILE".to_owned(), authority.to_owned())];
    Service::start(&embedded(&scratch.path("log")).into_iter().chain(settings).chain(authority).collect::<Vec<_>>())
}

fn delivered(service: &Service, outcome: &str) -> f64 {
    metric(service, &format!("attrition_watch_deliveries_total{{channel=\"mail\",outcome=\"{outcome}\"}}"))
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_real_server_gets_the_digests() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let mut relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let site = Site::new("");
    let dotted = json!([{
        "signal": "handle_time", "contribution": 0.8, "side": "hygiene", "now": 512.0, "normal": 413.0,
        "en": ".hidden by a dot\n.\nand <more> of it", "zh-CN": "处理时长两周上升 24%",
    }]);
    let english = with(alert("agent-anna", 1, 1, "raised"), &[("reasons", dotted)]);
    let chinese = alert("agent-ben", 2, 1, "raised");
    let lapsed = with(digest(9, "sup-1", &[]), &[("date", json!("2020-01-01"))]);
    let unknown = with(digest(6, "sup-6", &[]), &[("to", json!("second")), ("supervisor", Value::Null)]);
    site.says(&[
        ("sup-1", english.clone()),
        ("sup-1", digest(3, "sup-1", std::slice::from_ref(&english))),
        ("sup-2", with(digest(4, "full-2", std::slice::from_ref(&chinese)), &[("language", json!("zh-CN"))])),
        ("sup-3", digest(5, "gone-3", &[chinese])),
        ("sup-1", lapsed),
        ("north", unknown),
        ("sup-1", digest(7, "sup-1", &[english])),
    ]);
    let scratch = site.close();
    let mut service = service(&scratch, relay.port(), "secret", &authority);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    eventually("letters are delivered", || delivered(&service, "delivered") == 3.0);
    assert_eq!((delivered(&service, "dead_letter"), delivered(&service, "too_old")), (2.0, 1.0));
    assert_eq!(delivered(&service, "failed"), 1.0, "the full mailbox, once");
    assert!(!service.said().contains("agent-") && !service.said().contains("sup-1"), "{}", service.said());
    assert!(service.process.terminate().success());

    let letters: Vec<Value> = relay.said().into_iter().filter(|said| said["headers"].is_object()).collect();
    assert_eq!(letters.len(), 3);
    for letter in &letters {
        assert_eq!((&letter["tls"], &letter["user"]), (&json!(true), &json!(true)));
        assert_eq!(letter["kind"], "multipart/alternative");
        assert_eq!(letter["sender"], "watch@example.com");
        assert_eq!(letter["headers"]["auto-submitted"], "auto-generated");
        assert_eq!(letter["defects"], json!([]));
        assert!(letter["longest"].as_u64().is_some_and(|bytes| bytes <= 998), "lines are as long as they may be");
        assert!(letter["headers"]["subject"].as_str().is_some_and(|subject| !subject.contains("agent-")));
        assert!(letter["headers"]["date"].is_string());
    }
    let of = |number: u32| {
        let id = format!("<{number:032x}@example.com>");
        letters.iter().find(|letter| letter["headers"]["message-id"] == id).expect("the digest names its letter")
    };
    let part = |number: u32, kind: &str| of(number)["parts"][kind].as_str().expect("it has this part").to_owned();
    assert_eq!(of(3)["to"], json!(["sup-1@example.com"]));
    assert!(part(3, "text/plain").contains("agent-anna") && part(3, "text/html").contains("agent-anna"));
    assert!(part(3, "text/plain").contains(".hidden by a dot"), "{}", part(3, "text/plain"));
    assert!(part(3, "text/html").contains("&lt;more&gt;"), "{}", part(3, "text/html"));
    assert!(part(4, "text/plain").contains("处理时长两周上升") && part(4, "text/html").contains("处理时长两周上升"));
    assert_eq!(of(4)["to"], json!(["full-2@example.com"]), "once its mailbox had room");

    let site = Site::reopen(scratch);
    assert_eq!(site.position("mail"), 7);
    let mut details: Vec<String> =
        site.dead_letters().iter().map(|letter| header(letter, "dead-letter-detail")).collect();
    details.sort();
    assert_eq!(details.len(), 2);
    assert!(details[0].contains("nobody knows the address"), "{details:?}");
    assert!(details[1].contains("550") && !details[1].contains("gone-3"), "{details:?}");
    relay.kill();
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_wrong_password_or_a_foreign_certificate_buries_no_letter() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let other = own.file("other.pem", "");
    let site = Site::new("");
    site.says(&[("sup-1", digest(1, "sup-1", &[alert("agent-anna", 1, 1, "raised")]))]);
    let mut scratch = site.close();
    for (password, authority, told) in [("wrong", &authority, "535"), ("secret", &other, "TLS failed")] {
        let mut service = service(&scratch, relay.port(), password, authority);
        eventually("it is refused", || delivered(&service, "failed") == 1.0);
        assert!(service.said().contains(told), "{}", service.said());
        assert!(!service.said().contains("wrong") && !service.said().contains("secret\""), "{}", service.said());
        assert!(service.process.terminate().success());
        let site = Site::reopen(scratch);
        assert_eq!((site.position("mail"), site.dead_letters().len()), (0, 0));
        scratch = site.close();
    }
    assert!(relay.said().is_empty(), "no letter went in the clear");
}
