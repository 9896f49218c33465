//! The service as a process: a receiver that hangs holds up no score, and a death in between is the same key again.

use attrition_core::basics::date::Date;
use time::OffsetDateTime;

use super::receiver::{Receiver, Reply, status};
use super::site::{Site, is_told};
use attrition_test_support::centres::centre::Centre;
use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{Scratch, command, embedded, eventually, finish, variable};

const URL: &str = "DELIVER__WEBHOOKS__OPS__URL";
const SITES: (&str, &str) = ("DELIVER__WEBHOOKS__OPS__SITES", "site-00");

#[test]
fn a_receiver_that_hangs_holds_up_neither_scores_nor_the_stop() {
    let receiver = Receiver::answering(|_, _| Reply::Hangs);
    let site = Site::played();
    let url = receiver.url("/");
    let hanging = [(URL, url.as_str()), ("DELIVER__TIMEOUT_S", "8"), ("SERVICE__STOP_WITHIN_S", "20")];
    let mut working = site.work(&hanging);
    let service = &working.service;
    eventually("the request hangs", || receiver.got().len() == 1);
    eventually("it is ready all the same", || get(service, "/readyz").status == 200);
    let today =
        Date(i32::try_from(OffsetDateTime::now_utc().unix_timestamp() / 86_400).expect("it is of this century"));
    let mut later = Centre::with_crew(today - 3);
    later.rest_work(&[], &(today - 4..today - 1));
    let lines = later.lines();
    let taken = "attrition_watch_records_total{stage=\"score\"}";
    let before = metric(service, taken);
    assert_eq!(post(service, "/v1/events", format!("[{}]", lines.join(",")).as_bytes()).status, 202);
    eventually("what comes is scored", || metric(service, taken) - before >= lines.len() as f64);
    let told = site.versions().iter().filter(|(_, alert)| is_told(alert)).count();
    eventually("it is told that all wait", || working.metric("delivery_waiting{channel=\"ops\"}") >= told as f64);
    // The request is waited for, not more: whoever is at the deadline ends with an error.
    assert!(working.service.process.terminate().success(), "{}", working.service.said());
    assert!(!site.is_through("ops"), "what was not taken comes again");
}

#[test]
fn a_death_between_sending_and_committing_is_the_same_key_again() {
    // It has the message, and the sender does not know.
    let receiver = Receiver::answering(|number, _| if number == 0 { Reply::Hangs } else { status(200) });
    let site = Site::played();
    let url = receiver.url("/");
    let mut delivering = site.deliver(&[(URL, &url), SITES]);
    eventually("the first is under way", || receiver.got().len() == 1);
    delivering.service.process.kill();
    let delivering = site.deliver(&[(URL, &url), SITES]);
    eventually("all is committed", || site.is_through("ops"));
    let of_site = |alert: &attrition_contracts::alerting::alert::AlertData| alert.site.as_deref() == Some("site-00");
    let told = site.versions().iter().filter(|(_, alert)| is_told(alert) && of_site(alert)).count();
    assert_eq!(delivering.count("ops", "delivered"), told);
    let got = receiver.got();
    let ids: Vec<&String> = got.iter().map(|request| &request.headers["webhook-id"]).collect();
    assert_eq!((got.len(), ids[0]), (told + 1, ids[1]), "the first once more, the others once");
    assert_eq!(got[0].body, got[1].body);
    delivering.stop();
}

#[test]
fn a_broken_template_or_address_file_is_found_by_the_check() {
    let scratch = Scratch::new();
    let template = scratch.file("body.json", "{\"a\": {{ titel }}}");
    let addresses = scratch.file("addresses.csv", "supervisor,address\nsup-1,nowhere\n");
    let refused = |settings: &[(&str, &str)], expected: &str| {
        let variables: Vec<(String, String)> = settings.iter().map(|(key, value)| variable(key, value)).collect();
        for args in [&["config", "check"][..], &["run"]] {
            let output = finish(args, &[embedded(&scratch.path("log")), variables.clone()].concat());
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains(expected), "{told}");
        }
    };
    let url = ("DELIVER__WEBHOOKS__OPS__URL", "http://127.0.0.1:1/");
    refused(&[url, ("DELIVER__WEBHOOKS__OPS__TEMPLATE", &template)], "`deliver.webhooks.ops.template`");
    refused(&[("DELIVER__MAIL__RELAY", "localhost"), ("DELIVER__MAIL__ADDRESSES", &addresses)], "line 2");
    let secret = [url, ("DELIVER__WEBHOOKS__OPS__SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")];
    let variables: Vec<(String, String)> = secret.iter().map(|(key, value)| variable(key, value)).collect();
    let shown = command(&["config", "check"], &variables).output().expect("the program can be started");
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains("ops") && !shown.contains("MfKQ"), "{shown}");
}
