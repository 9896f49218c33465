//! Delivery from Kafka: a member whose receiver is down stays in its group, and another goes on where one died.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use attrition_watch::log::kafka::KafkaLog;
use attrition_watch::log::kafka::members;
use attrition_watch::log::{Commit, StageLog, Step};
use attrition_watch::wire::record::Output;
use attrition_watch::wire::topic::Topic;

use super::receiver::{Receiver, status};
use super::site::{alert, name};
use crate::support::broker;
use crate::support::http::metric;
use crate::support::kcat::consume;
use crate::support::program::{Service, eventually, kafka, variable};
use crate::support::topics::committed;

const PARTITIONS: u32 = 2;
const ALERTS: u32 = 6;
const DOWN: &str = "attrition_watch_delivery_up{channel=\"ops\"}";

#[test]
#[ignore = "needs Kafka and kcat: ./check"]
fn a_member_waits_in_its_group_and_the_next_goes_on_where_one_died() {
    let settings = broker::with_topics(PARTITIONS);
    let is_up = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_up);
    let receiver = Receiver::answering(move |_, request| {
        let is_bad = request.headers["webhook-id"] == "alert-3-1";
        status(if !seen.load(Ordering::Relaxed) {
            503
        } else if is_bad {
            400
        } else {
            200
        })
    });
    let mut desk = KafkaLog::writer(&settings, "test").expect("the broker answers");
    let output = |number: u32| {
        let event = alert("anna", number, 1, "raised").to_string();
        Output::new(Topic::Alerts, number % PARTITIONS, name(number).as_bytes(), event.as_bytes())
    };
    let step = Step { outputs: (1..=ALERTS).map(output).collect(), positions: Vec::new() };
    assert_eq!(desk.commit(step).expect("the broker answers"), Commit::Done);

    let own = [
        variable("SERVICE__STAGES", "deliver"),
        variable("LOG__TRANSACTION_S", "2"),
        variable("DELIVER__WEBHOOKS__OPS__URL", &receiver.url("/")),
    ];
    let variables = [kafka(&settings), own.to_vec()].concat();
    let mut first = Service::start(&variables);
    eventually("the receiver is found to be down", || !receiver.got().is_empty() && metric(&first, DOWN) == 0.0);
    // Four pauses are half of 1 + 2 + 4 + 8 s at least: longer than the session timeout, 7 s here.
    eventually("it goes on asking", || receiver.got().len() >= 5);
    assert_eq!(members(&settings, "deliver-ops").expect("the broker answers"), 1, "it is still a member");
    let committed = |partition| committed(&settings, "deliver-ops", Topic::Alerts, partition);
    assert!((0..PARTITIONS).all(|partition| committed(partition).unwrap_or(0) == 0), "nothing was passed over");

    // It dies with what it holds; the next one has all of it, and a receiver that is back.
    first.process.kill();
    is_up.store(true, Ordering::Relaxed);
    let asked = receiver.got().len();
    let mut second = Service::start(&variables);
    let outcome = |outcome| {
        metric(&second, &format!("attrition_watch_deliveries_total{{channel=\"ops\",outcome=\"{outcome}\"}}"))
    };
    eventually("the rest is delivered", || outcome("delivered") == 5.0 && outcome("dead_letter") == 1.0);
    let mut ids: Vec<String> = receiver.got()[asked..].iter().map(|got| got.headers["webhook-id"].clone()).collect();
    ids.sort();
    assert_eq!(ids, (1..=ALERTS).map(|number| format!("alert-{number}-1")).collect::<Vec<_>>(), "each once");
    let through = || (0..PARTITIONS).all(|partition| committed(partition).is_some_and(|next| next >= 3));
    eventually("the positions say so", through);
    let letters = consume(&settings, Topic::DeadLetters, 1, "%h");
    assert!(letters[0].contains("dead-letter-code=undeliverable"), "{letters:?}");
    assert!(second.process.terminate().success(), "{}", second.said());
}
