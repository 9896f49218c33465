//! The service as a process: a receiver that hangs holds up no score, and a death in between is the same key again.

use std::time::{Duration, Instant};

use super::receiver::{Receiver, Reply, status};
use super::site::{Site, alert};
use crate::support::centre::{Centre, date};
use crate::support::http::{get, metric, post};
use crate::support::program::{Scratch, Service, command, embedded, eventually, finish, variable};

fn told(scratch: &Scratch, url: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = [("DELIVER__WEBHOOKS__OPS__URL", url)];
    let own = own.iter().chain(more).map(|(key, value)| variable(key, value));
    embedded(&scratch.path("log")).into_iter().chain(own).collect()
}

#[test]
fn a_receiver_that_hangs_holds_up_neither_scores_nor_the_stop() {
    let receiver = Receiver::answering(|_, _| Reply::Hangs);
    let site = Site::new("");
    site.says(&[("sup-1", alert("anna", 1, 1, "raised"))]);
    let scratch = site.close();
    let hanging = [("DELIVER__TIMEOUT_S", "8"), ("SERVICE__STOP_WITHIN_S", "20")];
    let mut service = Service::start(&told(&scratch, &receiver.url("/"), &hanging));
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    eventually("the request hangs", || receiver.got().len() == 1);
    let mut centre = Centre::with_crew(date("2026-01-05"));
    centre.rest_work(&[], &(date("2026-01-05")..date("2026-01-17")));
    let lines = centre.lines();
    let scores = "attrition_watch_records_total{stage=\"score\"}";
    let before = metric(&service, scores);
    for batch in lines.chunks(500) {
        let body = format!("[{}]", batch.join(","));
        assert_eq!(post(&service, "/v1/events", body.as_bytes()).status, 202);
    }
    eventually("all are scored", || metric(&service, scores) - before >= lines.len() as f64);
    let closed = "attrition_watch_scores_total{band=\"not_enough_history\",when=\"daily\"}";
    eventually("and days are closed", || metric(&service, closed) > 12.0);
    assert_eq!(metric(&service, "attrition_watch_delivery_waiting{channel=\"ops\"}"), 1.0);
    let begun = Instant::now();
    assert!(service.process.terminate().success(), "{}", service.said());
    assert!(begun.elapsed() < Duration::from_secs(15), "the request was waited for, not more");
    assert_eq!(Site::reopen(scratch).position("ops"), 0, "what was not taken comes again");
}

#[test]
fn a_death_between_sending_and_committing_is_the_same_key_again() {
    // It has the message, and the sender does not know.
    let receiver = Receiver::answering(|number, _| if number == 0 { Reply::Hangs } else { status(200) });
    let site = Site::new("");
    site.says(&[("sup-1", alert("anna", 1, 1, "raised")), ("sup-1", alert("ben", 2, 1, "raised"))]);
    let scratch = site.close();
    let only = [("SERVICE__STAGES", "deliver")];
    let mut service = Service::start(&told(&scratch, &receiver.url("/"), &only));
    eventually("the first is under way", || receiver.got().len() == 1);
    service.process.kill();
    let mut service = Service::start(&told(&scratch, &receiver.url("/"), &only));
    eventually("the rest comes", || receiver.got().len() == 3);
    let outcome = "attrition_watch_deliveries_total{channel=\"ops\",outcome=\"delivered\"}";
    eventually("both are delivered", || metric(&service, outcome) == 2.0);
    let ids: Vec<String> = receiver.got().iter().map(|request| request.headers["webhook-id"].clone()).collect();
    assert_eq!(ids, ["alert-1-1", "alert-1-1", "alert-2-1"]);
    assert_eq!(receiver.got()[0].body, receiver.got()[1].body);
    assert!(service.process.terminate().success());
    assert_eq!(Site::reopen(scratch).position("ops"), 2);
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
