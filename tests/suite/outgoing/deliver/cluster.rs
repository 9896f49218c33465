//! Delivery from Kafka: a member whose receiver is down stays in its group, and another goes on where one died.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use attrition_contracts::alerting::announced::AnnouncedData;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::members;

use super::receiver::{Receiver, status};
use super::site::{PARTITIONS, Site, header, is_told};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::committed;
use attrition_test_support::process::program::eventually;

/// Sites with people who fade, over the broker.
const SITES: usize = 3;

#[test]
#[ignore = "needs Kafka and kcat: ./check"]
fn a_member_waits_in_its_group_and_the_next_goes_on_where_one_died() {
    let settings = broker::with_topics(PARTITIONS);
    let site = Site::played_over(&settings, SITES);
    let is_for_webhooks = |what: &AnnouncedData| match what {
        AnnouncedData::Alert { data, .. } => is_told(data),
        AnnouncedData::Notice(_) => true,
        AnnouncedData::Digest(_) | AnnouncedData::Feedback { .. } => false,
    };
    let told: Vec<String> =
        site.said().into_iter().filter(|said| is_for_webhooks(&said.what)).map(|said| said.id).collect();
    assert!(told.len() > 4, "{} records are too few", told.len());
    let bad = told[2].clone();

    let is_up = Arc::new(AtomicBool::new(false));
    let (seen, refused) = (Arc::clone(&is_up), bad.clone());
    let taken = Arc::<Mutex<Vec<String>>>::default();
    let takes = Arc::clone(&taken);
    let receiver = Receiver::answering(move |_, request| {
        let id = request.headers["webhook-id"].clone();
        if !seen.load(Ordering::Relaxed) {
            return status(503);
        }
        if id == refused {
            return status(400);
        }
        takes.lock().unwrap_or_else(PoisonError::into_inner).push(id);
        status(200)
    });
    let url = receiver.url("/");
    let own = [("LOG__TRANSACTION_S", "2"), ("DELIVER__WEBHOOKS__OPS__URL", url.as_str())];
    let mut first = site.deliver(&own);
    eventually("the receiver is found to be down", || {
        !receiver.got().is_empty() && first.metric("delivery_up{channel=\"ops\"}") == 0.0
    });
    // Four pauses are half of 1 + 2 + 4 + 8 s at least: longer than the session timeout, 7 s here.
    eventually("it goes on asking", || receiver.got().len() >= 5);
    assert_eq!(members(&settings, "deliver-ops").expect("the broker answers"), 1, "it is still a member");
    assert_eq!(first.count("ops", "delivered"), 0);

    // It dies with what it holds; the next one has all of it, and a receiver that is back.
    first.service.process.kill();
    is_up.store(true, Ordering::Relaxed);
    let second = site.deliver(&own);
    let outcome = |outcome| second.count("ops", outcome);
    eventually("the rest is delivered", || outcome("delivered") == told.len() - 1 && outcome("dead_letter") == 1);
    let mut ids = taken.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ids.push(bad.clone());
    let sorted = |mut ids: Vec<String>| {
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(ids), sorted(told), "each once");
    let last =
        |partition| site.records(Topic::Alerts).iter().rfind(|record| record.partition == partition).map(|r| r.offset);
    let is_through = |partition| {
        last(partition).is_none_or(|last| {
            committed(&settings, "deliver-ops", Topic::Alerts, partition).is_some_and(|next| next > last)
        })
    };
    eventually("the positions say so", || (0..PARTITIONS).all(is_through));
    let letters = site.dead_letters();
    assert_eq!(header(&letters[0], "dead-letter-code"), "undeliverable");
    assert!(String::from_utf8_lossy(&letters[0].value).contains(&bad));
    second.stop();
}
