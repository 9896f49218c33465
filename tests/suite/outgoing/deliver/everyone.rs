//! A centre of 120 people, ten days live, six webhooks, Alertmanager and mail: what the desk has said is counted at each.

use attrition_config::Preset;
use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::alert_status::AlertStatus::{
    Acknowledged, Closed, Escalated, HeldOut, Raised, Withheld,
};
use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::AnnouncedData;
use serde_json::{Value, json};

use super::alertmanager::free_port;
use super::mail::digests;
use super::receiver::{Receiver, Reply, Request};
use super::script::Script;
use super::site::{Site, is_news, is_told};
use attrition_test_support::process::program::{Scratch, eventually};

/// The presets of chats: all but the standard's own.
fn chats() -> impl Iterator<Item = &'static str> {
    Preset::ALL.into_iter().filter(|(_, preset)| *preset != Preset::Standard).map(|(name, _)| name)
}

/// A robot that takes everything.
fn robot() -> Receiver {
    let answer = json!({"code": 0, "errcode": 0}).to_string();
    Receiver::answering(move |_, _| Reply::Says(200, "", answer.clone()))
}

#[test]
#[ignore = "needs Python: ./check"]
fn everyone_is_told_of_everything() {
    let site = Site::played();
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let (standard, alertmanager) = (Receiver::new(), Receiver::new());
    let robots: BTreeMap<&str, Receiver> = chats().map(|chat| (chat, robot())).collect();

    let mut settings = vec![
        ("SERVICE__STAGES".to_owned(), "deliver".to_owned()),
        ("DELIVER__WEBHOOKS__STANDARD__URL".to_owned(), standard.url("/")),
        ("DELIVER__ALERTMANAGER__URLS".to_owned(), alertmanager.url("")),
        ("DELIVER__ALERTMANAGER__RESEND_S".to_owned(), "1800".to_owned()),
        ("DELIVER__MAIL__RELAY".to_owned(), "localhost".to_owned()),
        ("DELIVER__MAIL__PORT".to_owned(), relay.port().to_string()),
        ("DELIVER__MAIL__USER".to_owned(), "watch".to_owned()),
        ("DELIVER__MAIL__PASSWORD".to_owned(), "secret".to_owned()),
        ("DELIVER__MAIL__FROM".to_owned(), "watch@example.com".to_owned()),
        ("DELIVER__MAIL__TO".to_owned(), "{supervisor}@example.com".to_owned()),
        ("DELIVER__MAIL__HOURS".to_owned(), "00:00-24:00".to_owned()),
    ];
    for (chat, robot) in &robots {
        let key = |name: &str| format!("DELIVER__WEBHOOKS__{}__{name}", chat.to_uppercase());
        settings.push((key("URL"), robot.url("/")));
        settings.push((key("PRESET"), (*chat).to_owned()));
        settings.push((key("AGENT"), "true".to_owned()));
        // As fast as the test can: how many a robot takes is told elsewhere.
        settings.push((key("A_MINUTE"), "6000".to_owned()));
    }
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let delivering = site.work_with(&settings, &[("SSL_CERT_FILE".to_owned(), authority)]);
    let channels: Vec<&str> = chats().chain(["standard", "alertmanager", "mail"]).collect();
    for channel in &channels {
        eventually("all is committed", || site.is_through(channel));
        let counts = (delivering.count(channel, "dead_letter"), delivering.count(channel, "too_old"));
        assert_eq!(counts, (0, 0), "{channel}");
        assert!(delivering.count(channel, "delivered") > 0, "{channel}");
    }
    assert_eq!(delivering.status()["doubts"], json!([]), "no channel is silent");
    assert!(site.dead_letters().is_empty());

    let versions = site.versions();
    for status in [Raised, Escalated, Acknowledged, Closed, Withheld, HeldOut] {
        assert!(versions.iter().any(|(_, alert)| alert.status == status), "nothing is {status}: the past is too quiet");
    }
    let told: Vec<&(String, AlertData)> = versions.iter().filter(|(_, alert)| is_told(alert)).collect();
    programs_are_told(&site, &standard, &told);
    alertmanager_is_told(&site, &alertmanager);
    letters_are_sent(&site, &relay);
    for (chat, robot) in &robots {
        chats_are_told(chat, robot, &told);
    }
}

/// Each version of each alert by its name, and each notice.
fn programs_are_told(site: &Site, standard: &Receiver, told: &[&(String, AlertData)]) {
    let got: Vec<Value> = standard.got().iter().map(|request| request.json()["data"].clone()).collect();
    let alerts = got.iter().filter(|data| data["alert"].is_string());
    let of = |data: &Value| (data["alert"].to_string(), data["version"].to_string(), data["status"].to_string());
    let got_alerts: BTreeSet<(String, String, String)> = alerts.map(of).collect();
    let expected = told
        .iter()
        .map(|(_, alert)| of(&json!({"alert": alert.alert, "version": alert.version, "status": alert.status.code()})));
    assert_eq!(got_alerts, expected.collect::<BTreeSet<_>>());
    let notices = site.said().iter().filter(|said| matches!(said.what, AnnouncedData::Notice(_))).count();
    assert_eq!(got.len(), told.len() + notices, "each once");
}

/// Each alert as its last version says: firing, or not.
fn alertmanager_is_told(site: &Site, alertmanager: &Receiver) {
    let mut last: BTreeMap<String, bool> = BTreeMap::new();
    for request in alertmanager.got().iter().map(Request::json) {
        for alert in request.as_array().expect("it is posted alerts") {
            let Some(name) = alert["labels"]["alert"].as_str() else { continue };
            let text = |member: &str| alert[member].as_str().unwrap_or_default().to_owned();
            let ends = attrition_contracts::records::envelope::moment(&text("endsAt")).expect("it is a time");
            let now = time::OffsetDateTime::now_utc().unix_timestamp() * 1_000;
            let severity = alert["labels"]["severity"].as_str().unwrap_or_default();
            last.insert(format!("{name} {severity}"), ends.0 > now);
        }
    }
    let firing: BTreeSet<String> = last.iter().filter(|(_, fires)| **fires).map(|(name, _)| name.clone()).collect();
    let severity = |alert: &AlertData| if alert.to == Addressee::Second { "critical" } else { "warning" };
    let told: Vec<AlertData> = site.alerts().into_iter().map(|(_, alert)| alert).filter(is_told).collect();
    let open = told.iter().filter(|alert| is_news(alert)).map(|alert| format!("{} {}", alert.alert, severity(alert)));
    assert_eq!(firing, open.collect::<BTreeSet<_>>());
    let heard_of = |alert: &AlertData| last.keys().any(|name| name.starts_with(&*alert.alert));
    assert!(told.iter().all(heard_of), "what is over has resolved");
}

/// Each digest is a letter that names all whom it is about.
fn letters_are_sent(site: &Site, relay: &Script) {
    let letters: Vec<Value> = relay.said().into_iter().filter(|said| said["headers"].is_object()).collect();
    let digests = digests(site);
    assert!(!digests.is_empty());
    assert_eq!(letters.len(), digests.len());
    for digest in digests {
        let id = format!("<{}@example.com>", digest.digest);
        let letter = letters.iter().find(|letter| letter["headers"]["message-id"] == id).expect("it was sent");
        let text = letter["parts"]["text/plain"].as_str().expect("it has a text");
        digest.alerts.iter().chain(&digest.closed).for_each(|about| assert!(text.contains(&*about.agent), "{text}"));
    }
}

/// Each time that somebody is to do something, by whom it is about.
fn chats_are_told(chat: &str, robot: &Receiver, told: &[&(String, AlertData)]) {
    let all: String = robot.got().into_iter().map(|request| request.body).collect();
    let news: Vec<&&(String, AlertData)> = told.iter().filter(|(_, alert)| is_news(alert)).collect();
    let agents: BTreeSet<&String> = news.iter().map(|(agent, _)| agent).collect();
    assert!(!agents.is_empty());
    for agent in agents {
        let expected = news.iter().filter(|(of, _)| of == agent).count();
        assert_eq!(all.matches(agent.as_str()).count(), expected, "{chat} of {agent}: {all}");
    }
}
