//! The service as a process: a receiver that hangs holds up no score, and a death in between is the same key again.

use attrition_watch::engine::date::Date;
use time::OffsetDateTime;

use super::receiver::{Receiver, Reply, status};
use super::site::{Site, alert};
use crate::support::centre::Centre;
use crate::support::http::{get, metric, post};
use crate::support::program::{Scratch, Service, command, done, embedded, eventually, finish, variable};

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
    // A crew whose last days are not closed yet: the service closes them when it has taken in what there is.
    let today = Date((OffsetDateTime::now_utc().unix_timestamp() / 86_400) as i32);
    let mut centre = Centre::with_crew(today - 20);
    centre.rest_work(&[], &(today - 20..today - 4));
    let history = scratch.file("history.ndjson", centre.lines().join("\n"));
    done(&["import", &history], &embedded(&scratch.path("log")));

    let hanging = [("DELIVER__TIMEOUT_S", "8"), ("SERVICE__STOP_WITHIN_S", "20")];
    let mut service = Service::start(&told(&scratch, &receiver.url("/"), &hanging));
    eventually("the request hangs", || receiver.got().len() == 1);
    eventually("it is ready all the same", || get(&service, "/readyz").status == 200);
    let mut later = Centre::with_crew(today - 3);
    later.rest_work(&[], &(today - 4..today - 1));
    let lines = later.lines();
    let taken = "attrition_watch_records_total{stage=\"score\"}";
    let before = metric(&service, taken);
    assert_eq!(post(&service, "/v1/events", format!("[{}]", lines.join(",")).as_bytes()).status, 202);
    eventually("what comes is scored", || metric(&service, taken) - before >= lines.len() as f64);
    let scored = || {
        let metrics = get(&service, "/metrics").body;
        let is_daily = |line: &&str| line.starts_with("attrition_watch_scores_total") && line.contains("daily");
        let count = |line: &str| line.rsplit(' ').next().and_then(|count| count.parse::<f64>().ok());
        metrics.lines().filter(is_daily).filter_map(count).sum::<f64>()
    };
    eventually("and days are closed", || scored() >= 12.0);
    let waiting = "attrition_watch_delivery_waiting{channel=\"ops\"}";
    eventually("it is told that one waits", || metric(&service, waiting) == 1.0);
    // The request is waited for, not more: whoever is at the deadline ends with an error.
    assert!(service.process.terminate().success(), "{}", service.said());
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
