//! Webhooks: signatures checked by others' code, errors inside a 200, and receivers that misbehave.

use serde_json::{Value, json};

use super::receiver::{Receiver, Reply, status};
use super::script::Script;
use super::site::{Site, alert, digest, header, notice, with};
use crate::support::program::eventually;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

fn configured(url: &str, more: &str) -> String {
    format!("[deliver]\ntimeout_s = 1\n[deliver.webhooks.ops]\nurl = \"{url}\"\n{more}")
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_reference_library_takes_what_is_signed_here() {
    let receiver = Script::start("receiver.py", &["standard", SECRET]);
    let url = format!("http://127.0.0.1:{}/hook", receiver.port());
    let site = Site::new(&configured(&url, &format!("secret = \"{SECRET}\"\n")));
    let raised = alert("anna", 1, 1, "raised");
    site.says(&[
        ("sup-1", raised.clone()),
        ("sup-1", alert("ben", 2, 1, "withheld")),
        ("sup-1", digest(3, "sup-1", std::slice::from_ref(&raised))),
        ("sup-1", with(alert("chloe", 4, 1, "raised"), &[("date", json!("2020-01-01"))])),
        ("sup-1", alert("anna", 1, 2, "acknowledged")),
        ("north", notice(5, "begun")),
    ]);
    let working = site.deliver();
    eventually("all is committed", || site.position("ops") == 6);
    assert_eq!((working.count("ops", "delivered"), working.count("ops", "too_old")), (3.0, 1.0));
    let said = receiver.said();
    assert!(said.iter().all(|got| got["right"] == true), "{said:?}");
    let mut ids: Vec<&str> = said.iter().filter_map(|got| got["headers"]["webhook-id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["alert-1-1", "alert-1-2", "notice-5-begun"], "the id of the event is the key");
    let bodies: Vec<Value> = said.iter().filter_map(|got| serde_json::from_str(got["body"].as_str()?).ok()).collect();
    let first = bodies.iter().find(|body| body["data"]["status"] == "raised").expect("it was told");
    assert_eq!(first["type"], "attrition.alert.v1");
    assert_eq!((&first["data"]["supervisor"], &first["data"]["site"]), (&json!("sup-1"), &json!("north")));
    assert!(bodies.iter().all(|body| !body.to_string().contains("anna")), "nobody is named unless it is asked for");
}

#[test]
#[ignore = "needs Python: ./check"]
fn robots_take_their_signatures() {
    for (kind, path) in [("feishu", "/hook"), ("dingtalk", "/robot/send?access_token=t")] {
        let receiver = Script::start("receiver.py", &[kind, "SEC-robot"]);
        let url = format!("http://127.0.0.1:{}{path}", receiver.port());
        let site = Site::new(&configured(&url, &format!("preset = \"{kind}\"\nsecret = \"SEC-robot\"\n")));
        site.says(&[("sup-1", alert("anna", 1, 1, "raised")), ("north", notice(2, "begun"))]);
        let working = site.deliver();
        eventually("both are delivered", || working.count("ops", "delivered") == 2.0);
        assert!(receiver.said().iter().all(|got| got["right"] == true), "{kind}: {:?}", receiver.said());
        drop(working);
        // With a wrong secret nothing is delivered, and nothing becomes a dead letter.
        let site = Site::new(&configured(&url, &format!("preset = \"{kind}\"\nsecret = \"SEC-other\"\n")));
        site.says(&[("sup-1", alert("anna", 1, 1, "raised"))]);
        let working = site.deliver();
        eventually("it is refused", || working.count("ops", "failed") == 1.0);
        assert_eq!(working.metric("delivery_up{channel=\"ops\"}"), 0.0);
        assert_eq!((site.position("ops"), site.dead_letters().len()), (0, 0));
    }
}

#[test]
fn a_robot_that_says_too_fast_inside_a_200_is_left_alone_and_told_later() {
    let receiver = Receiver::answering(|number, _| {
        let code = if number == 0 { -1 } else { 0 };
        Reply::Says(200, "", json!({"errcode": code, "errmsg": "said"}).to_string())
    });
    let url = receiver.url("/send?key=secret-key");
    let site = Site::new(&configured(&url, "preset = \"wecom\"\nagent = true\n"));
    let alerts: Vec<(&str, Value)> = (1..=12).map(|number| ("sup-1", alert("anna", number, 1, "raised"))).collect();
    site.says(&alerts);
    let working = site.deliver();
    eventually("all are delivered", || working.count("ops", "delivered") == 12.0);
    let got = receiver.got();
    assert_eq!(got.len(), 2, "twelve at once go in one message, which was sent twice");
    assert_eq!(got[0].body, got[1].body);
    let content = got[1].json()["markdown"]["content"].as_str().map(str::to_owned).expect("it is markdown");
    assert_eq!(content.matches("anna").count(), 12, "{content}");
    assert!(content.len() < 4_096);
}

#[test]
fn what_can_never_be_taken_is_a_dead_letter_at_once_and_the_rest_goes_on() {
    let receiver = Receiver::answering(|_, request| {
        let is_bad = request.headers.get("webhook-id").is_some_and(|id| id == "alert-2-1");
        status(if is_bad { 422 } else { 200 })
    });
    let site = Site::new(&configured(&receiver.url("/"), ""));
    let bad = alert("ben", 2, 1, "raised");
    site.says(&[
        ("sup-1", alert("anna", 1, 1, "raised")),
        ("sup-1", bad.clone()),
        ("sup-1", alert("dan", 3, 1, "raised")),
    ]);
    let working = site.deliver();
    eventually("all is committed", || site.position("ops") == 3);
    assert_eq!((working.count("ops", "delivered"), working.count("ops", "dead_letter")), (2.0, 1.0));
    let letters = site.dead_letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(&*letters[0].value, bad.to_string().as_bytes());
    assert_eq!(header(&letters[0], "dead-letter-code"), "undeliverable");
    assert_eq!(header(&letters[0], "dead-letter-detail"), "ops: it answered 422");
    assert_eq!(header(&letters[0], "dead-letter-topic"), "alerts");
}

#[test]
fn one_that_fails_hangs_and_flaps_gets_everything_under_the_same_keys() {
    let receiver = Receiver::answering(|number, _| match number {
        0 => status(500),
        1 => Reply::Says(429, "Retry-After: 1\r\n", String::new()),
        2 => Reply::Hangs,
        4 => status(503),
        _ => status(200),
    });
    let site = Site::new(&configured(&receiver.url("/"), ""));
    let records: Vec<(&str, Value)> = (1..=6).map(|number| ("sup-1", alert("anna", number, 1, "raised"))).collect();
    site.says(&records);
    let working = site.deliver();
    eventually("all are delivered", || working.count("ops", "delivered") == 6.0);
    assert_eq!(working.count("ops", "failed"), 4.0);
    let ids: Vec<String> = receiver.got().iter().map(|request| request.headers["webhook-id"].clone()).collect();
    let expected = [1, 1, 1, 1, 2, 2, 3, 4, 5, 6].map(|number| format!("alert-{number}-1"));
    assert_eq!(ids, expected, "each is sent again under its key until it is taken, and in order");
    assert_eq!(site.position("ops"), 6);
}

#[test]
fn a_channel_is_not_held_up_by_another_that_hangs() {
    let (slow, quick) = (Receiver::answering(|_, _| Reply::Hangs), Receiver::new());
    let second = format!("[deliver.webhooks.quick]\nurl = \"{}\"\nsites = [\"north\"]\n", quick.url("/"));
    let site = Site::new(&configured(&slow.url("/"), &second));
    site.says(&[
        ("sup-1", alert("anna", 1, 1, "raised")),
        ("sup-1", with(alert("ben", 2, 1, "raised"), &[("site", json!("south"))])),
    ]);
    let working = site.deliver();
    eventually("the other has what is for it", || site.position("quick") == 2);
    assert_eq!((working.count("quick", "delivered"), site.position("ops")), (1.0, 0));
    eventually("the one that hangs is asked again", || slow.got().len() > 1);
}

#[test]
fn a_template_of_ones_own_is_tried_at_the_start_and_used() {
    let receiver = Receiver::new();
    let folder = crate::support::program::Scratch::new();
    let file = folder.file("body.json", "{\"note\": {{ title }}, \"for\": {{ data.supervisor | default(\"\") }}}");
    let site = Site::new(&configured(&receiver.url("/"), &format!("template = \"{file}\"\n")));
    site.says(&[("sup-1", alert("anna", 1, 1, "raised"))]);
    let working = site.deliver();
    eventually("it is delivered", || working.count("ops", "delivered") == 1.0);
    assert_eq!(receiver.got()[0].json()["for"], "sup-1");
}
