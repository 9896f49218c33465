//! Webhooks: signatures checked by others' code, errors inside a 200, and receivers that misbehave.

use std::collections::BTreeSet;

use attrition_config::Preset;
use attrition_contracts::alerting::announced::AnnouncedData;
use serde_json::{Value, json};

use super::receiver::{Receiver, Reply, status};
use super::script::Script;
use super::site::{Site, header, is_news, is_told};
use attrition_test_support::process::program::eventually;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

/// A webhook `ops` at an address, with more settings.
fn told<'a>(url: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("DELIVER__TIMEOUT_S", "2"), ("DELIVER__WEBHOOKS__OPS__URL", url)][..], more].concat()
}

/// The events that a webhook of these sites is told of, by their id and in their order.
fn expected(site: &Site, sites: &[&str], is_wanted: impl Fn(&AnnouncedData) -> bool) -> Vec<String> {
    let of_site = |what: &AnnouncedData| match what {
        AnnouncedData::Alert { data, .. } => {
            sites.is_empty() || sites.contains(&data.site.as_deref().unwrap_or_default())
        }
        AnnouncedData::Notice(notice) => sites.is_empty() || sites.contains(&notice.site.as_str()),
        AnnouncedData::Digest(_) | AnnouncedData::Feedback { .. } => false,
    };
    let wanted = site.said().into_iter().filter(|said| of_site(&said.what) && is_wanted(&said.what));
    wanted.map(|said| said.id).collect()
}

/// Whether the standard webhook is told.
fn is_for_programs(what: &AnnouncedData) -> bool {
    match what {
        AnnouncedData::Alert { data, .. } => is_told(data),
        AnnouncedData::Notice(_) => true,
        AnnouncedData::Digest(_) | AnnouncedData::Feedback { .. } => false,
    }
}

/// Whether a chat is told.
fn is_for_chats(what: &AnnouncedData) -> bool {
    match what {
        AnnouncedData::Alert { data, .. } => is_news(data),
        what => is_for_programs(what),
    }
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_reference_library_takes_what_is_signed_here() {
    let receiver = Script::start("receiver.py", &["standard", SECRET]);
    let url = format!("http://127.0.0.1:{}/hook", receiver.port());
    let site = Site::played();
    let pages = [
        ("DELIVER__PAGE", "https://watch.example.org/alerts/{alert}"),
        ("DELIVER__NOTICE_PAGE", "https://watch.example.org/sites/{site}"),
        ("DELIVER__WEBHOOKS__OPS__SECRET", SECRET),
    ];
    let delivering = site.deliver(&told(&url, &pages));
    eventually("all is committed", || site.is_through("ops"));
    let ids = expected(&site, &[], is_for_programs);
    assert_eq!(delivering.count("ops", "delivered"), ids.len());
    let said = receiver.said();
    assert!(said.iter().all(|got| got["right"] == true), "{said:?}");
    let got = said.iter().filter_map(|got| got["headers"]["webhook-id"].as_str()).map(str::to_owned).collect();
    assert_eq!(sorted(got), sorted(ids), "each, by the id of its event");

    let bodies: Vec<Value> = said.iter().filter_map(|got| serde_json::from_str(got["body"].as_str()?).ok()).collect();
    let times: BTreeSet<String> = site.said().iter().map(|said| said.at.to_string()).collect();
    assert!(bodies.iter().all(|body| times.contains(body["timestamp"].as_str().unwrap_or_default())));
    assert!(bodies.iter().all(|body| !body.to_string().contains("agent-")), "nobody is named unless it is asked for");
    let raised = bodies.iter().find(|body| body["data"]["status"] == "raised").expect("it was told");
    let data = &raised["data"];
    let page = format!("https://watch.example.org/alerts/{}", data["alert"].as_str().unwrap_or_default());
    assert_eq!(
        (&raised["type"], &data["link"], &data["version"]),
        (&json!("attrition.alert.v1"), &json!(page), &json!(1))
    );
    let notice = bodies.iter().find(|body| body["data"]["status"] == "begun").expect("the tickets were silent");
    let data = &notice["data"];
    assert_eq!((&notice["type"], &data["kind"]), (&json!("attrition.notice.v1"), &json!("stale_data")));
    assert_eq!(
        (&data["language"], &data["link"]),
        (&json!("en"), &json!("https://watch.example.org/sites/site-silent"))
    );
    assert!(delivering.passed("ops", "other_type") > 0 && delivering.passed("ops", "not_for_people") > 0);
}

#[test]
#[ignore = "needs Python: ./check"]
fn robots_take_their_signatures() {
    for (kind, path) in [("feishu", "/hook"), ("dingtalk", "/robot/send?access_token=t")] {
        let receiver = Script::start("receiver.py", &[kind, "SEC-robot"]);
        let url = format!("http://127.0.0.1:{}{path}", receiver.port());
        let of = |secret: &'static str| {
            let own = [("DELIVER__WEBHOOKS__OPS__PRESET", kind), ("DELIVER__WEBHOOKS__OPS__SECRET", secret)];
            told(&url, &[&own[..], &[("DELIVER__WEBHOOKS__OPS__SITES", "site-00")]].concat())
        };
        let site = Site::played();
        let delivering = site.deliver(&of("SEC-robot"));
        eventually("all is committed", || site.is_through("ops"));
        let ids = expected(&site, &["site-00"], is_for_chats);
        assert!(!ids.is_empty() && delivering.count("ops", "delivered") == ids.len(), "{ids:?}");
        assert!(receiver.said().iter().all(|got| got["right"] == true), "{kind}: {:?}", receiver.said());
        delivering.stop();
        // With a wrong secret nothing is delivered, and nothing becomes a dead letter.
        let site = Site::played();
        let delivering = site.deliver(&of("SEC-other"));
        eventually("it is refused", || delivering.count("ops", "failed") > 0);
        assert_eq!((delivering.metric("delivery_up{channel=\"ops\"}"), delivering.count("ops", "delivered")), (0.0, 0));
        assert!(site.dead_letters().is_empty() && !site.is_through("ops"));
    }
}

#[test]
fn a_robot_that_says_too_fast_inside_a_200_is_left_alone_and_told_later() {
    let receiver = Receiver::answering(|number, _| {
        let code = if number == 0 { -1 } else { 0 };
        Reply::Says(200, "", json!({"errcode": code, "errmsg": "said"}).to_string())
    });
    let url = receiver.url("/send?key=secret-key");
    let site = Site::played();
    // In one language: what is due at once goes in one list.
    let sites = ["site-00", "site-02", "site-05", "site-06", "site-08", "site-09", "site-12"];
    let of_sites = sites.join(",");
    let own = [
        ("DELIVER__WEBHOOKS__OPS__PRESET", "wecom"),
        ("DELIVER__WEBHOOKS__OPS__AGENT", "true"),
        ("DELIVER__WEBHOOKS__OPS__SITES", of_sites.as_str()),
    ];
    let delivering = site.deliver(&told(&url, &own));
    eventually("all is committed", || site.is_through("ops"));
    assert_eq!(delivering.count("ops", "delivered"), expected(&site, &sites, is_for_chats).len());
    let got = receiver.got();
    assert_eq!(got[0].body, got[1].body, "it is sent again as it was");
    let content =
        |number: usize| got[number].json()["markdown"]["content"].as_str().expect("it is markdown").to_owned();
    assert!(content(1).contains("agent-"), "{}", content(1));
    assert!((0..got.len()).all(|number| content(number).len() < 4_096));
    assert!(got.len() < expected(&site, &sites, is_for_chats).len(), "what is due at once goes in lists");
}

#[test]
fn what_can_never_be_taken_is_a_dead_letter_at_once_and_the_rest_goes_on() {
    let site = Site::played();
    let ids = expected(&site, &["site-00", "site-02"], is_for_programs);
    let bad = ids[1].clone();
    let refused = bad.clone();
    let receiver = Receiver::answering(move |_, request| {
        status(if request.headers.get("webhook-id") == Some(&refused) { 422 } else { 200 })
    });
    let url = receiver.url("/");
    let delivering = site.deliver(&told(&url, &[("DELIVER__WEBHOOKS__OPS__SITES", "site-00,site-02")]));
    eventually("all is committed", || site.is_through("ops"));
    let counts = (delivering.count("ops", "delivered"), delivering.count("ops", "dead_letter"));
    assert_eq!(counts, (ids.len() - 1, 1));
    assert_eq!(delivering.metric("dead_letters_total{code=\"undeliverable\"}"), 1.0);
    assert_eq!(delivering.status()["dead_letters"]["undeliverable"], 1);
    let letters = site.dead_letters();
    assert_eq!(letters.len(), 1);
    let letter: Value = serde_json::from_slice(&letters[0].value).expect("it is the event");
    assert_eq!(letter["id"], bad);
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
    let site = Site::played();
    let url = receiver.url("/");
    let delivering = site.deliver(&told(&url, &[("DELIVER__WEBHOOKS__OPS__SITES", "site-00")]));
    eventually("all is committed", || site.is_through("ops"));
    let ids = expected(&site, &["site-00"], is_for_programs);
    assert_eq!((delivering.count("ops", "delivered"), delivering.count("ops", "failed")), (ids.len(), 4));
    let got: Vec<String> = receiver.got().iter().map(|request| request.headers["webhook-id"].clone()).collect();
    let again = [&ids[0], &ids[0], &ids[0], &ids[0], &ids[1]].into_iter().chain(&ids[1..]).cloned();
    assert_eq!(got, again.collect::<Vec<_>>(), "each is sent again under its key until it is taken, and in order");
}

#[test]
fn a_channel_is_not_held_up_by_another_that_hangs() {
    let (slow, quick) = (Receiver::answering(|_, _| Reply::Hangs), Receiver::new());
    let (slow_url, quick_url) = (slow.url("/"), quick.url("/"));
    let second =
        [("DELIVER__WEBHOOKS__QUICK__URL", quick_url.as_str()), ("DELIVER__WEBHOOKS__QUICK__SITES", "site-00")];
    let site = Site::played();
    let delivering = site.deliver(&told(&slow_url, &second));
    eventually("the other has what is for it", || site.is_through("quick"));
    assert_eq!(delivering.count("quick", "delivered"), expected(&site, &["site-00"], is_for_programs).len());
    assert!(delivering.passed("quick", "other_site") > 0);
    assert_eq!(delivering.count("ops", "delivered"), 0);
    eventually("the one that hangs is asked again", || slow.got().len() > 1);
}

#[test]
fn a_template_of_ones_own_is_tried_at_the_start_and_used() {
    let receiver = Receiver::new();
    let site = Site::played();
    let file =
        site.scratch().file("body.json", "{\"note\": {{ title }}, \"for\": {{ data.supervisor | default(\"\") }}}");
    let own = [("DELIVER__WEBHOOKS__OPS__TEMPLATE", file.as_str()), ("DELIVER__WEBHOOKS__OPS__SITES", "site-00")];
    let url = receiver.url("/");
    let delivering = site.deliver(&told(&url, &own));
    eventually("it is delivered", || delivering.count("ops", "delivered") > 0);
    assert_eq!(receiver.got()[0].json()["for"], "sup-00");
}

#[test]
fn a_channel_that_has_passed_over_everything_and_delivered_nothing_says_so() {
    let receiver = Receiver::new();
    let site = Site::played();
    let url = receiver.url("/");
    let delivering = site.deliver(&told(&url, &[("DELIVER__WEBHOOKS__OPS__SITES", "nowhere")]));
    eventually("all is committed", || site.is_through("ops"));
    assert!(receiver.got().is_empty());
    let other = expected(&site, &[], is_for_programs).len();
    assert_eq!(delivering.passed("ops", "other_site"), other);
    let status = delivering.status();
    assert_eq!(status["passed_over"]["ops"]["other_site"], other);
    let doubt = status["doubts"][0].as_str().expect("it says so");
    assert!(doubt.contains("`ops` has delivered nothing") && doubt.contains(&format!("{other} other_site")), "{doubt}");
    let shown = site.done(&["status", "--url", &format!("http://{}", delivering.service.address)]);
    assert!(shown.contains("`ops` has delivered nothing"), "{shown}");
    assert!(delivering.service.said().contains("reason=\"other_site\""), "{}", delivering.service.said());
}

#[test]
fn status_tells_of_each_channel_what_is_delivered_what_waits_and_why_it_stands_still() {
    let good = Receiver::new();
    let url = good.url("/");
    let others = [("MOVED", 404), ("GONE", 410), ("DOWN", 500)].map(|(name, code)| {
        let receiver = Receiver::answering(move |_, _| status(code));
        (format!("DELIVER__WEBHOOKS__{name}__URL"), receiver.url("/"), receiver)
    });
    let of_others: Vec<(&str, &str)> = others.iter().map(|(name, url, _)| (name.as_str(), url.as_str())).collect();
    let site = Site::played();
    let delivering = site.deliver(&told(&url, &of_others));
    let names = ["moved", "gone", "down"];
    let channel = |status: &Value, name: &str| -> Value {
        let channels = status["channels"].as_array().expect("there are channels").clone();
        channels.into_iter().find(|one| one["channel"] == name).unwrap_or_else(|| panic!("{name} is not in {status}"))
    };
    eventually("three stand still and one is through", || {
        let status = delivering.status();
        let is_still = |name: &str| channel(&status, name)["state"] == "stands_still";
        names.iter().all(|name| is_still(name)) && site.is_through("ops")
    });
    let ids = expected(&site, &[], is_for_programs).len();
    let status = delivering.status();
    let ops = channel(&status, "ops");
    assert_eq!((&ops["state"], &ops["delivered"], &ops["waiting"]), (&json!("works"), &json!(ids), &json!(0)));
    assert_eq!(ops["stands_still_since"], Value::Null, "{ops}");
    let stage = |name: &str| {
        let stages = status["stages"].as_array().expect("there are stages").iter();
        stages.clone().find(|stage| stage["stage"] == name).cloned().unwrap_or_else(|| panic!("no {name}: {status}"))
    };
    assert_eq!((&stage("deliver-ops")["records"], &stage("deliver-ops")["state"]), (&json!(ids), &json!("works")));
    assert_eq!(
        (&stage("deliver-gone")["records"], &stage("deliver-gone")["state"]),
        (&json!(0), &json!("stands_still"))
    );
    let answers = ["it answered 404: is the address right?", "until a restart", "it answered 500; it is tried again"];
    let shown = site.done(&["status", "--url", &format!("http://{}", delivering.service.address)]);
    let first = shown.lines().next().unwrap_or_default();
    assert!(first.ends_with("ready, BUT 3 CHANNELS STAND STILL"), "{shown}");
    for (name, answer) in names.into_iter().zip(answers) {
        let told = channel(&status, name);
        let (since, why) = (told["stands_still_since"].as_str(), told["stands_still_for"].as_str());
        assert!(since.is_some() && why.is_some_and(|why| why.contains(answer)), "{told}");
        assert!(told["waiting"].as_u64() > Some(0) && told["delivered"] == 0, "{told}");
        let line = shown.lines().find(|line| line.starts_with(&format!("  `{name}` has stood still since ")));
        assert!(line.is_some_and(|line| line.contains(answer) && line.contains("wait")), "{shown}");
    }
    let of_ops = shown.lines().find(|line| line.starts_with("│ ops")).expect("it has a row");
    assert!(of_ops.contains("works") && of_ops.contains(&format!(" {ids} ")), "{shown}");
    assert!(status["doubts"].as_array().is_some_and(Vec::is_empty), "what stands still is told once: {status}");
    delivering.stop();
}

#[test]
fn the_operators_own_page_stands_in_every_chat_and_letter() {
    for (preset, _) in Preset::ALL.into_iter().filter(|(_, preset)| *preset != Preset::Standard) {
        let receiver = Receiver::answering(|_, _| Reply::Says(200, "", json!({"code": 0, "errcode": 0}).to_string()));
        let url = receiver.url("/send?key=k");
        let own = [
            ("DELIVER__WEBHOOKS__OPS__PRESET", preset),
            ("DELIVER__WEBHOOKS__OPS__SITES", "site-00,site-silent"),
            ("DELIVER__PAGE", "https://watch.example.org/alerts/{alert}"),
            ("DELIVER__NOTICE_PAGE", "https://watch.example.org/sites/{site}"),
        ];
        let site = Site::played();
        let delivering = site.deliver(&told(&url, &own));
        eventually("all is committed", || site.is_through("ops"));
        let bodies: Vec<String> = receiver.got().iter().map(|got| got.json().to_string()).collect();
        let of = |kind: &str| bodies.iter().filter(|body| body.contains(&format!("example.org/{kind}/"))).count();
        assert!(of("alerts") > 0 && of("sites") > 0, "{preset}: {bodies:?}");
        delivering.stop();
    }
}
