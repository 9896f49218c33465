//! The service over real brokers, its processes and the brokers killed while they work: nothing is lost, nothing doubled.
//!
//! `cargo bench --bench faults` does the same with a million events and more faults; see docs/faults.md.

use std::path::PathBuf;
use std::time::Duration;

use attrition_test_support::faults::fault::Fault;
use attrition_test_support::faults::load::Load;
use attrition_test_support::faults::outcome::Compared;
use attrition_test_support::faults::trial::{Plan, Report};
use time::OffsetDateTime;

use attrition_test_support::process::program::Scratch;

/// The shortest that members take, so that those which are gone are missed soon.
const SHORT_SESSION: [(&str, &str); 1] = [("session.timeout.ms", "11000")];

/// Transactions that the dead left open are ended at once.
const BROKER: &str = "transaction.abort.timed.out.transaction.cleanup.interval.ms=100\n";

/// The program, and a copy of it that stands for the next version.
fn versions(scratch: &Scratch) -> [PathBuf; 2] {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_attrition-watch"));
    let next = scratch.path("attrition-watch-next");
    std::fs::copy(&program, &next).expect("the target directory can be written");
    [program, next]
}

/// Shown when the test fails, or with `--nocapture`.
#[expect(clippy::print_stdout, reason = "the test harness takes it")]
fn show(sent: usize, total: usize, what: &str) {
    println!("{} {sent} of {total} records, {what}", OffsetDateTime::now_utc().time());
}

fn assert_once(report: &Report, faults: usize) {
    assert_eq!(report.struck.len(), faults, "the load lasts for every fault");
    let is_empty = |compared: &Compared| compared.expected == 0;
    assert!(!report.compared.iter().any(is_empty), "there is something to compare: {:?}", report.compared);
    let (struck, ended) = (&report.struck, &report.ended);
    assert!(report.is_whole(), "{:#?} after {struck:?}, ended by themselves: {ended:#?}", report.compared);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn members_and_their_broker_die_and_each_record_is_there_once() {
    let scratch = Scratch::new();
    let (history, live) = (
        vec![Fault::Zombie, Fault::BrokerStopped],
        vec![Fault::Killed, Fault::Replaced, Fault::Upgraded, Fault::Upgraded, Fault::Upgraded],
    );
    let faults = history.len() + live.len();
    let plan = Plan {
        brokers: 1,
        broker_properties: BROKER,
        properties: &SHORT_SESSION,
        load: Load::new(100, 40, 40, usize::MAX),
        pace: 400,
        history,
        live,
        reserve: Duration::ZERO,
        versions: versions(&scratch),
    };
    assert_once(&attrition_test_support::faults::trial::run(plan, &mut show), faults);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn one_of_three_brokers_dies_and_each_record_is_there_once() {
    let scratch = Scratch::new();
    let plan = Plan {
        brokers: 3,
        broker_properties: BROKER,
        properties: &SHORT_SESSION,
        load: Load::new(60, 30, 30, usize::MAX),
        pace: 400,
        history: vec![Fault::BrokerGone],
        live: vec![Fault::Gone],
        reserve: Duration::ZERO,
        versions: versions(&scratch),
    };
    assert_once(&attrition_test_support::faults::trial::run(plan, &mut show), 2);
}
