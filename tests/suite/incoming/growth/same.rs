//! Days on few partitions, growth, and more days: scores and alerts are those of a site that had many from the beginning.

use std::process::Stdio;

use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use serde_json::{Value, json};

use super::site::{FEW, Place, Site, lines};
use attrition_test_support::kafka::broker;
use attrition_test_support::process::program::{Process, command, done, eventually, finish};

/// Grows a site to so many partitions; returns what was made. Members that were killed count for a while.
fn grow(site: &Site, partitions: u32) -> Value {
    let (number, mut made) = (partitions.to_string(), None);
    eventually("nobody is at work", || {
        let output = finish(&["grow", "--partitions", &number, "--json"], &site.variables);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || said.contains("are at work"), "{said}");
        made = output.status.success().then(|| serde_json::from_slice(&output.stdout).expect("it prints JSON"));
        made.is_some()
    });
    made.expect("it was made")
}

/// Begins to grow a site, and is killed when something is so.
fn grow_and_die(site: &Site, partitions: u32, what: &str, is_so: impl FnMut() -> bool) {
    let mut growing = command(&["grow", "--partitions", &partitions.to_string()], &site.variables);
    let growing = growing.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut growing = Process(growing.spawn().expect("the program can be started"));
    eventually(what, is_so);
    growing.kill();
}

/// Two sites, one of which grows half way, come to the same.
fn come_to_the_same(mut few: Site, many: &Site, partitions: u32, die: impl FnOnce(&Site)) {
    // Long enough for alerts, before and after.
    let lines = lines(24, 150);
    let (first, second) = lines.split_at(4 * lines.len() / 5);
    few.take("first.ndjson", first);
    let published = few.scores();
    die(&few);
    let made = grow(&few, partitions);
    assert!(made["compared"]["same"].as_u64() > Some(1_000) && made["compared"]["differ"] == 0, "{made}");
    few.rename(partitions);
    assert_eq!(few.logs().partitions(Topic::Journal).expect("it is there"), partitions);
    assert!(few.scores() == published, "nothing is published again, and nothing is gone");
    // The state is there, and nothing is left to do.
    few.run();
    assert!(few.scores() == published, "nothing is published again by the stage");
    assert_eq!(grow(&few, partitions), json!({"partitions": partitions, "changed": false}));

    few.take("second.ndjson", second);
    many.take("first.ndjson", first);
    many.take("second.ndjson", second);
    let (grown, expected) = (few.scores(), many.scores());
    let differs = grown.iter().zip(&expected).filter(|(grown, expected)| grown != expected).count();
    assert!(differs == 0 && grown.len() == expected.len(), "{differs} of {} agents have other scores", expected.len());
    let (grown, expected) = (few.alerts(), many.alerts());
    assert!(grown == expected && expected.len() > 10, "{} alerts, {} expected", grown.len(), expected.len());
    // And what it publishes from now on can be made again.
    let days = ["replay", "--from", "2025-02-01", "--to", "2025-02-20", "--json"];
    let replayed: Value = serde_json::from_str(&done(&days, &few.variables)).expect("it prints JSON");
    assert!(replayed["differ"] == 0 && replayed["daily"].as_u64() > Some(100), "{replayed}");
}

#[test]
fn the_embedded_log_grows() {
    let few = Site::embedded(FEW);
    come_to_the_same(few, &Site::embedded(12), 12, |site| {
        let Place::Embedded(scratch) = &site.place else { return };
        let growing = scratch.path("log/growing/log.sqlite-wal");
        grow_and_die(site, 12, "the grown log is being written", || {
            std::fs::metadata(&growing).is_ok_and(|wal| wal.len() > 100_000)
        });
        assert_eq!(site.logs().partitions(Topic::Journal).expect("it is there"), FEW, "nothing has changed yet");
    });
}

#[test]
fn partitions_that_are_no_multiple_mix_old_ones() {
    come_to_the_same(Site::embedded(FEW), &Site::embedded(6), 6, |_| ());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn kafka_grows() {
    let few = Site::kafka(broker::with_topics(FEW));
    come_to_the_same(few, &Site::kafka(broker::with_topics(12)), 12, |site| {
        let Place::Kafka(settings) = &site.place else { return };
        let mut new = (**settings).clone();
        new.names.insert(Topic::ScoreState, format!("{}-12", new.name(Topic::ScoreState)));
        let state = Logs::Kafka(new);
        // The journal is copied, and the replay under way.
        grow_and_die(site, 12, "the replay has kept state", || {
            let mut some = false;
            let mut look = |_| {
                some = true;
                false
            };
            state.partitions(Topic::ScoreState).is_ok() && state.scan(Topic::ScoreState, 0, &mut look).is_ok() && some
        });
    });
}
