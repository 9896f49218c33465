//! Inputs that begin like one that was imported before and differ from it: each is a new input, with progress of its own.

use std::process::Output;
use std::sync::Arc;

use attrition_contracts::incoming::cloudevent::time_of;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::{SharedStore, Store};
use attrition_stream::backend::memory::Memory;
use serde_json::Value;

use super::{lines, told, written};
use attrition_test_support::centres::simulated;
use attrition_test_support::process::program::{Scratch, finish};
use attrition_test_support::stages::history::{self, bytes};
use attrition_test_support::stages::play::{self, PARTITIONS, records};
use attrition_test_support::stages::shaky::Shaky;
use attrition_test_support::stages::sorting::{import, importer, in_memory};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The same lines but for one in their middle that has a time.
fn with_a_gap(lines: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let middle = lines.len() / 2;
    let gap = lines[middle..].iter().position(|line| time_of(line).is_some()).expect("most have a time");
    let is_kept = |(place, _): &(usize, &Vec<u8>)| *place != middle + gap;
    lines.iter().enumerate().filter(is_kept).map(|(_, line)| line.clone()).collect()
}

#[test]
fn what_begins_alike_and_differs_is_a_new_input() {
    let (scratch, mut whole) = (Scratch::new(), lines());
    // In the order of an import: its first lines are what an input is known by.
    whole.sort_by_key(|line| (time_of(line), line.clone()));
    let log = history::embedded(&scratch.path("log"));
    let run = |name: &str, lines: &[Vec<u8>], late: &[&str]| {
        let file = scratch.file(name, bytes(lines));
        finish(&[&["import", &file, "--json"], late].concat(), &log)
    };
    let events = |output: &Output| -> (u64, String) {
        assert!(output.status.success(), "{}", said(output));
        let taken: Value = told(&String::from_utf8_lossy(&output.stdout));
        (taken["events"].as_u64().expect("it is a number"), said(output))
    };
    let gap = with_a_gap(&whole);
    let (first, _) = events(&run("gap.ndjson", &gap, &[]));
    let before = written(&scratch, "log");
    // Without `--late` the days that are closed decide, as for any input.
    let refused = run("whole.ndjson", &whole, &[]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    for expected in ["begins like one that was imported before", "lie in days that are closed", "Nothing was imported"]
    {
        assert!(said(&refused).contains(expected), "no `{expected}`: {}", said(&refused));
    }
    assert!(!said(&refused).contains("going on after") && written(&scratch, "log") == before);
    let (taken, told) = events(&run("whole.ndjson", &whole, &["--late"]));
    assert_eq!(taken, first + 1);
    assert!(told.contains("it counts as a new input"), "{told}");
    // Both are known from now on, whichever is run again.
    for (name, lines) in [("whole.ndjson", &whole), ("gap.ndjson", &gap), ("whole.ndjson", &whole)] {
        let (taken, told) = events(&run(name, lines, &[]));
        assert!(taken == 0 && told.contains("going on after"), "{name}: {taken}, {told}");
    }
    // And each may grow.
    let last = time_of(whole.last().expect("there are lines"));
    let more = simulated::days(12, 22, 3).concat().into_iter().map(|recorded| recorded.line.into_bytes());
    let more: Vec<Vec<u8>> = more.filter(|line| time_of(line) > last).take(3).collect();
    assert_eq!(events(&run("whole.ndjson", &[&whole[..], &more[..1]].concat(), &["--late"])).0, 1);
    assert_eq!(events(&run("gap.ndjson", &[&gap[..], &more[..2]].concat(), &["--late"])).0, 2);
    // A nightly export: the same roster at its head, and what is new.
    let nightly = [&whole[..2], &more[2..]].concat();
    let (taken, told) = events(&run("nightly.ndjson", &nightly, &["--late"]));
    assert!(taken == 3 && told.contains("it counts as a new input"), "{taken}, {told}");
    assert_eq!(events(&run("nightly.ndjson", &nightly, &[])).0, 0);
}

/// Imports lines as an input that may tell of closed days; whether it came to its end.
fn import_late<S: Store>(store: &Arc<SharedStore<S>>, lines: &[Vec<u8>]) -> bool {
    let texts = in_memory(lines);
    let mut importer = importer(store, &texts, "lines").taking_late(true);
    importer.take(&texts, &["lines".to_owned()], &mut |_, _| true).is_ok()
}

#[test]
fn killed_and_run_again_each_goes_on_where_it_was() {
    let whole = history::lines()[..30_000].to_vec();
    let gap = with_a_gap(&whole);
    let undisturbed = SharedStore::new(Memory::new(PARTITIONS));
    assert!(import_late(&undisturbed, &gap) && import_late(&undisturbed, &whole));
    let store = SharedStore::new(Shaky::new(PARTITIONS, usize::MAX, 5));
    import(&store, &in_memory(&gap), "lines");
    store.with(|store| store.killed_in = 2);
    let mut deaths = 0;
    while !import_late(&store, &whole) {
        deaths += 1;
    }
    assert!(deaths >= 2, "it died {deaths} times");
    let is_progress = |record: &&Record| record.topic == Topic::Org && record.value.get(1) == Some(&9);
    let kept = |records: &[Record]| -> Vec<(Vec<u8>, Vec<u8>)> {
        let kept = records.iter().filter(|record| !is_progress(record));
        kept.map(|record| (record.key.to_vec(), record.value.to_vec())).collect()
    };
    for topic in [Topic::Journal, Topic::Org, Topic::DeadLetters] {
        let expected = undisturbed.with(|memory| records(memory, topic));
        assert!(kept(&store.with(|store| records(&store.memory, topic))) == kept(&expected), "{topic:?}");
    }
}

#[test]
fn an_export_that_is_sent_again_with_a_gap_changes_no_score() {
    let whole = history::lines()[..20_000].to_vec();
    let scores = |inputs: &[&[Vec<u8>]]| {
        let store = SharedStore::new(Memory::new(PARTITIONS));
        assert!(inputs.iter().all(|lines| import_late(&store, lines)));
        play::stages(&store).drain(|_, _| ()).expect("memory does not fail");
        store.with(|memory| records(memory, Topic::Scores))
    };
    let once = scores(&[&whole]);
    let again = scores(&[&whole, &with_a_gap(&whole)]);
    assert!(once.len() > 100, "{} scores", once.len());
    history::assert_same(Topic::Scores, &once, &again);
}
