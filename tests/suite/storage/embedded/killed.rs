//! A service that is killed over and over while events are posted: what was acknowledged is there, each once.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use attrition_contracts::incoming::cloudevent;
use attrition_core::event::Fingerprint;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::running::http::fingerprints;
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::process::http::try_post;
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually};
use attrition_test_support::stages::bad_records::good;

const KILLS: u64 = 10;
const SENDERS: u32 = 3;

#[test]
fn what_was_acknowledged_is_there_after_any_number_of_kills() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let (sent, acknowledged) = (AtomicU32::new(0), Mutex::new(BTreeSet::new()));
    for round in 0..KILLS {
        let mut service = Service::start(&log);
        let address = service.address.clone();
        let enough = Chance(round).below(40) as u32;
        let before = sent.load(Ordering::Relaxed);
        std::thread::scope(|scope| {
            for sender in 0..SENDERS {
                let (address, sent, acknowledged) = (&address, &sent, &acknowledged);
                scope.spawn(move || {
                    for number in 0.. {
                        let ids = (0..5).map(|event| format!("{round}-{sender}-{number}-{event}"));
                        let batch: Vec<Value> = ids.map(|id| good(&id)).collect();
                        let Some(answer) = try_post(address, "/v1/events", json!(batch).to_string().as_bytes()) else {
                            return;
                        };
                        assert_eq!(answer.status, 202, "{}", answer.body);
                        acknowledged.lock().expect("no sender panics").extend(batch.iter().map(fingerprint));
                        sent.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            eventually("enough were sent", || sent.load(Ordering::Relaxed) >= before + enough);
            // At any instruction of a step: the stages are at work as well.
            std::thread::sleep(Duration::from_micros(Chance(round + 100).below(3_000) as u64));
            service.process.kill();
        });
    }
    let acknowledged = acknowledged.into_inner().expect("no sender panics");
    assert!(acknowledged.len() > 100, "{} were acknowledged", acknowledged.len());
    let mut service = Service::start(&log);
    // `fingerprints` holds that none is there twice.
    eventually("all are in the journal", || acknowledged.is_subset(&fingerprints(&scratch)));
    assert!(service.process.terminate().success());
    // Those that were under way at a kill may be there or not: who sent them was not told.
    let more = fingerprints(&scratch).difference(&acknowledged).count();
    assert!(more <= (KILLS as usize) * SENDERS as usize * 5, "{more} that nobody sent");
}

fn fingerprint(event: &Value) -> u64 {
    let event = event.to_string();
    let read = cloudevent::read(event.as_bytes(), &[], OffsetDateTime::now_utc()).expect("it is good");
    let Fingerprint(fingerprint) = read.event.fingerprint;
    fingerprint
}
