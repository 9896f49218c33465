//! A service whose every setting is another than usual: what it is, and whom it tells what.

use std::time::Duration;

use attrition_config::Config;
use attrition_contracts::records::topic::Topic;
use attrition_service::deliver;
use attrition_service::feedback::links::Links;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::{SharedStore, Store};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::relay::Relay;
use super::site::{self, Site};
use crate::outgoing::deliver::receiver::{Receiver, Request, status};
use attrition_test_support::process::http::{get, metric, post, send_get};
use attrition_test_support::process::program::{eventually, finish, variable};

const TOKEN: &str = "a-token-of-26-characters!!";
const SECRET: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn what_is_set_is_what_the_service_is() {
    let (last, site) = (site::last_day(), Site::new());
    let config = format!(
        "[log]\ndir = \"log\"\npartitions = 7\ninstance = \"one\"\nrestore_threads = 3\n[service]\nlog_format = \"json\"\n\
         [score]\nmodel = \"model.json\"\ndedup_days = 7\n[http]\ntoken = \"{TOKEN}\"\n\
         [trends]\nteam_min = 12\nhistory_days = 45\n[desk]\nbudget_week = 2\n\
         [sites.s1]\nbudget_week = 1\n[sites.S2]\nbudget_week = 1\n"
    );
    let mut service = site.run(&config, &[]);
    let asking = |path: &str| send_get(&service, path, &[&format!("Authorization: Bearer {TOKEN}")]);
    assert_eq!(get(&service, "/v1/status").status, 401);
    let status = asking("/v1/status").json();
    assert_eq!((&status["instance"], &status["models"]["champion"]), (&json!("one"), &json!("by-hand")), "{status}");
    let said = service.said();
    assert!(said.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "it logs JSON: {said}");
    assert!(said.contains("\"restore_threads\":3"), "{said}");
    assert!(said.contains("log.partitions") && said.contains("has 2 partitions"), "{said}");

    eventually("a site that nobody has is told of", || service.said().contains("[sites.s1]"));
    assert!(!service.said().contains("[sites.S2]"), "{}", service.said());

    // Teams of seven are too few to be shown by their names, and of eighty days forty-five are kept.
    eventually("the history is read", || metric(&service, "attrition_watch_trends_ready") == 1.0);
    let agents = || -> Vec<String> {
        let metrics = get(&service, "/metrics").body;
        metrics.lines().filter(|line| line.starts_with("attrition_watch_agents{")).map(str::to_owned).collect()
    };
    eventually("agents are counted", || !agents().is_empty());
    let agents = agents();
    assert!(agents.iter().all(|line| line.contains("team=\"other\"")), "{agents:?}");
    let rows = asking("/v1/agents/agent-1-005/risk").json();
    let days: Vec<&str> = rows.as_array().into_iter().flatten().filter_map(|row| row["day"].as_str()).collect();
    let first = (last - 45).to_string();
    assert!(days.len() > 30 && days.iter().all(|day| *day >= &*first), "{first} {days:?}");

    // One event for each that was scored: closes of days are none. A scrape may come between the two.
    eventually("each event is timed once", || {
        let count = metric(&service, "attrition_watch_event_to_score_seconds_count");
        let metrics = get(&service, "/metrics").body;
        let events = metrics.lines().filter(|line| line.starts_with("attrition_watch_events_total{"));
        let events: f64 = events.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum();
        events > 0.0 && count == events
    });

    // Of what lies more than seven days back nobody knows whether it has come before.
    let outcome =
        |name: &str| metric(&service, &format!("attrition_watch_events_total{{kind=\"shift\",outcome=\"{name}\"}}"));
    let ticket = |days: i32| {
        let date = site::last_day() - days;
        json!({
            "specversion": "1.0", "id": format!("ticket-{days}"), "source": "/test", "type": "ticket.closed.v1",
            "time": format!("{date}T17:00:00Z"), "subject": "agent-1-006", "data": {
                "ticket_id": format!("t{days}"), "closed_at": format!("{date}T12:00:00Z"), "channel": "phone", "category": "billing",
                "handle_s": 300, "hold_s": 20, "wrap_s": 30, "transferred": false, "escalated": false, "csat": 4,
                "complaint": false, "hostile": false,
            },
        })
        .to_string()
    };
    assert_eq!(outcome("unreadable"), 0.0);
    let tickets = |outcome: &str| {
        metric(&service, &format!("attrition_watch_events_total{{kind=\"ticket\",outcome=\"{outcome}\"}}"))
    };
    let taken = || ["accepted", "duplicate", "late"].into_iter().map(tickets).sum::<f64>();
    let auth = format!("Authorization: Bearer {TOKEN}");
    for days in [2, 2, 20, 20] {
        let before = taken();
        assert_eq!(
            attrition_test_support::process::http::send(&service, "/v1/events", &[&auth], ticket(days).as_bytes())
                .status,
            202
        );
        eventually("it is taken in", || taken() == before + 1.0);
    }
    assert_eq!(tickets("duplicate"), 1.0, "the one of twenty days ago is not looked for");
    assert_eq!(post(&service, "/v1/events", b"{}").status, 401);
    assert!(service.process.terminate().success(), "{}", service.said());

    // The day of a site is its own: these zones are 25 hours apart.
    let list = finish(&["alerts", "list", "--json", "--config", &site.scratch.text("config.toml")], &[]);
    let list: Value = serde_json::from_slice(&list.stdout).expect("it is JSON");
    let alert = list[0]["alert"]["alert"].as_str().expect("there is an open alert").to_owned();
    let range = |zone: &str| {
        let own = [variable("DESK__TIME_ZONE", zone)];
        let config = site.scratch.text("config.toml");
        let args = ["alerts", "snooze", &alert, "--until", "2000-01-01", "--config", &config];
        let said = String::from_utf8_lossy(&finish(&args, &own).stderr).into_owned();
        assert!(said.contains("is not between"), "{said}");
        said
    };
    assert_ne!(range("Pacific/Kiritimati"), range("Pacific/Pago_Pago"));
}

#[test]
fn everyone_is_told_what_and_as_is_set() {
    let (site, receiver, relay) = (Site::new(), Receiver::new(), Relay::start());
    site.scratch.file("who.csv", "supervisor,address\nsup-1-0,zero@example.org\n");
    site.scratch.file("body.txt", "{\"mine\": {{ title | tojson }}}");
    let hook = |name: &str, more: &str| {
        format!("[deliver.webhooks.{name}]\nurl = \"{}\"\n{more}\n", receiver.url(&format!("/{name}")))
    };
    let hooks = [
        hook("all", ""),
        hook("alerts", "what = [\"alerts\"]\nagent = true"),
        hook("notices", "what = [\"notices\"]"),
        hook("south", "sites = [\"S2\"]\nwhat = [\"alerts\"]"),
        hook("own", "template = \"body.txt\""),
        hook("signed", "secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\""),
        hook("chat", "preset = \"slack\""),
        hook("slow", "a_minute = 1"),
    ];
    let config = format!(
        "[log]\ndir = \"log\"\n[score]\nmodel = \"model.json\"\n[desk]\nsecond_address = \"second@example.org\"\n\
         [links]\npublic = \"https://watch.example.org\"\nsecret = \"{SECRET}\"\nvalid_days = 3\n\
         [deliver]\nmax_age_days = 3\npage = \"https://pages.example.org/{{alert}}\"\n\
         notice_page = \"https://pages.example.org/sites/{{site}}\"\n\
         [deliver.alertmanager]\nurls = [\"{}\"]\nresend_s = 1\nexpires_min = 5\nuser = \"watch\"\npassword = \"secret\"\n\
         [deliver.mail]\nrelay = \"127.0.0.1\"\nport = {}\ntls = \"none\"\nfrom = \"watch@example.org\"\n\
         addresses = \"who.csv\"\nhours = \"00:00-24:00\"\n{}",
        receiver.url(""),
        relay.port,
        hooks.concat()
    );
    let begun = OffsetDateTime::now_utc();
    let mut service = site.run(&config, &[]);
    let got = |path: &str| -> Vec<Request> {
        receiver.got().into_iter().filter(|request| request.path.starts_with(path)).collect()
    };
    for path in ["/all", "/alerts", "/own", "/signed", "/chat", "/slow", "/api/v2/alerts", "/notices"] {
        eventually(&format!("{path} is told"), || !got(path).is_empty());
    }
    let waiting =
        |channel: &str| metric(&service, &format!("attrition_watch_delivery_waiting{{channel=\"{channel}\"}}"));
    eventually("all are told of all", || {
        ["all", "alerts", "own", "signed"].into_iter().all(|channel| waiting(channel) == 0.0)
    });
    eventually("a message a minute is slower than all of them at once", || {
        got("/slow").len() < got("/all").len() && waiting("slow") > 0.0
    });

    let kind = |request: &Request| request.json()["type"].as_str().unwrap_or_default().to_owned();
    assert!(got("/alerts").iter().all(|request| kind(request) == "attrition.alert.v1"));
    assert!(got("/notices").iter().all(|request| kind(request) == "attrition.notice.v1"));
    assert!(got("/alerts").iter().all(|request| request.body.contains("agent-")), "it may be told who it is");
    assert!(got("/all").iter().all(|request| !request.body.contains("agent-1") && !request.body.contains("agent-2")));
    let of_site = |request: &Request| request.json()["data"]["site"].as_str().unwrap_or_default().to_owned();
    assert!(got("/south").iter().all(|request| of_site(request) == "S2"));
    assert!(
        got("/alerts").iter().any(|request| of_site(request) != "S2") && got("/south").len() < got("/alerts").len()
    );
    assert!(got("/own").iter().all(|request| request.json()["mine"].is_string()));
    assert!(got("/signed").iter().all(|request| request.headers["webhook-signature"].starts_with("v1,")));
    assert!(got("/all").iter().all(|request| !request.headers.contains_key("webhook-signature")));
    assert!(
        got("/chat").iter().all(|request| request.json()["text"].is_string() || request.json()["blocks"].is_array())
    );
    let page = |request: &Request| request.body.contains("https://pages.example.org/");
    assert!(got("/alerts").iter().any(page), "{:?}", got("/alerts").first());
    let site_page = |request: &Request| request.body.contains("https://pages.example.org/sites/S2");
    assert!(got("/notices").iter().all(site_page), "{:?}", got("/notices").first());
    let oldest = (site::last_day() - 4).to_string();
    let date = |request: &Request| request.json()["data"]["date"].as_str().unwrap_or_default().to_owned();
    assert!(got("/alerts").iter().all(|request| date(request) >= oldest), "nobody is told of what is older");

    // What is open is sent again, with the end that was set, to who knows the password.
    eventually("it is sent again", || got("/api/v2/alerts").len() > 2);
    let ended = OffsetDateTime::now_utc();
    let posted = got("/api/v2/alerts");
    assert!(posted.iter().all(|request| request.headers["authorization"] == "Basic d2F0Y2g6c2VjcmV0"));
    let alerts: Vec<Value> =
        posted.iter().flat_map(|request| request.json().as_array().cloned().unwrap_or_default()).collect();
    let ends = |alert: &Value| OffsetDateTime::parse(alert["endsAt"].as_str().unwrap_or_default(), &Rfc3339);
    let minutes = Duration::from_secs(5 * 60);
    let second = Duration::from_secs(1);
    let fires =
        alerts.iter().filter_map(|alert| ends(alert).ok()).filter(|ends| *ends > ended + second).collect::<Vec<_>>();
    assert!(
        !fires.is_empty()
            && fires.iter().all(|ends| (begun + minutes - second..=ended + minutes + second).contains(ends))
    );

    // Links lead where was said, and expire at the end of the day when their days are over.
    let links = Links::new(
        &Config::read(
            Some(&format!("[links]\npublic = \"https://x\"\nsecret = \"{SECRET}\"\nvalid_days = 3\n")),
            std::iter::empty(),
        )
        .expect("valid")
        .links,
    )
    .expect("there is a secret");
    let text = serde_json::to_string(&alerts).expect("it is JSON");
    let token = text
        .split("https://watch.example.org/a/")
        .nth(1)
        .and_then(|rest| rest.split(['"', '\\', ' ', ')', '>', '|']).next());
    let (asked, _) = links.read(token.expect("there is a link")).expect("it is signed with the key");
    let days = (asked.expires - begun.unix_timestamp()) as f64 / 86_400.0;
    assert!((3.0..=4.1).contains(&days), "{days}");

    // Letters go to whose address is known, and else to the second address.
    eventually("letters come", || relay.got().iter().any(|letter| letter.to == ["second@example.org"]));
    let letters = relay.got();
    assert!(letters.iter().all(|letter| letter.from == "watch@example.org"), "{letters:?}");
    let known = ["second@example.org", "zero@example.org"];
    assert!(letters.iter().flat_map(|letter| &letter.to).all(|to| known.contains(&to.as_str())), "{letters:?}");
    assert!(letters.iter().all(|letter| !letter.text.is_empty()));
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn a_token_is_sent_where_one_is_set() {
    let (site, receiver, relay) = (Site::new(), Receiver::new(), Relay::start());
    let variables: Vec<_> = [
        ("DELIVER__ALERTMANAGER__URLS", receiver.url("")),
        ("DELIVER__ALERTMANAGER__TOKEN", "a-token".to_owned()),
        ("DELIVER__MAIL__RELAY", "127.0.0.1".to_owned()),
        ("DELIVER__MAIL__PORT", relay.port.to_string()),
        ("DELIVER__MAIL__TLS", "none".to_owned()),
        ("DELIVER__MAIL__TO", "{supervisor}@people.example.org".to_owned()),
        ("DELIVER__MAIL__HOURS", "00:00-24:00".to_owned()),
    ]
    .iter()
    .map(|(key, value)| variable(key, value))
    .collect();
    let mut service = site.run("[log]\ndir = \"log\"\n[score]\nmodel = \"model.json\"\n", &variables);
    eventually("it is told", || !receiver.got().is_empty());
    assert!(receiver.got().iter().all(|request| request.headers["authorization"] == "Bearer a-token"));
    eventually("letters come", || relay.got().iter().any(|letter| letter.to[0].ends_with("@people.example.org")));
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn what_cannot_be_delivered_is_given_up_after_the_hours_that_are_set() {
    let (site, receiver) = (Site::new(), Receiver::answering(|_, _| status(503)));
    let mut service = site.run("[log]\ndir = \"log\"\n[score]\nmodel = \"model.json\"\n", &[]);
    assert!(service.process.terminate().success(), "{}", service.said());
    let config = format!(
        "[deliver]\ngive_up_h = 2\n[deliver.webhooks.ops]\nurl = \"{}\"\nwhat = [\"alerts\"]\n",
        receiver.url("/")
    );
    let config = Config::read(Some(&config), std::iter::empty()).expect("valid");
    let store = SharedStore::new(Embedded::open(&site.scratch.path("log"), site::PARTITIONS).expect("it is closed"));
    let mut workers = deliver::workers(&config, &Logs::Embedded(store.clone())).expect("they can be made");
    let given_up = || {
        let of = |partition| {
            store.with(|store| store.read(Topic::DeadLetters, partition, 0, 1_000)).expect("it can be read")
        };
        (0..site::PARTITIONS).map(|partition| of(partition).len()).sum::<usize>()
    };
    let now = OffsetDateTime::now_utc();
    let mut turns = |minutes: i64| {
        for second in 0..60 {
            workers[0]
                .turn(Duration::ZERO, now + time::Duration::minutes(minutes) + time::Duration::seconds(second))
                .expect("the log is whole");
        }
        given_up()
    };
    assert_eq!(turns(0), 0);
    assert!(!receiver.got().is_empty(), "it was tried");
    assert_eq!(turns(110), 0, "it is tried for two hours");
    assert!(turns(130) > 0, "and then given up");
}
