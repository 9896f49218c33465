//! The order of lines and of files does not matter: not for the log, not for what is learned from it.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use attrition_contracts::incoming::cloudevent::time_of;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_service::import::lines::{SourceLocation, SourceText};
use attrition_service::import::sorting::{Error, RecordedAt, Sorted, Sorter};
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;
use serde_json::Value;

use super::{told, written};
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::process::program::{Scratch, command, done};
use attrition_test_support::stages::history::{self, assert_same, bytes};
use attrition_test_support::stages::play::{PARTITIONS, records};
use attrition_test_support::stages::shaky::Shaky;
use attrition_test_support::stages::sorting::{import, importer, in_memory, sorted};

fn shuffled(mut lines: Vec<Vec<u8>>, chance: &mut Chance) -> Vec<Vec<u8>> {
    chance.shuffle(&mut lines);
    lines
}

/// What an import of sorted lines writes, without where a dead letter stood.
fn imported(texts: &Sorted) -> [Vec<Record>; 3] {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, texts, "lines");
    contents(&store)
}

fn contents(store: &Arc<SharedStore<Memory>>) -> [Vec<Record>; 3] {
    [Topic::Journal, Topic::Org, Topic::DeadLetters].map(|topic| store.with(|memory| records(memory, topic)))
}

fn values(records: &[Record]) -> Vec<(&[u8], &[u8])> {
    records.iter().map(|record| (&*record.key, &*record.value)).collect()
}

#[test]
fn lines_in_any_order_are_the_same_log_however_little_memory_there_is() {
    let scratch = Scratch::new();
    let lines = &history::lines()[..20_000];
    let expected = imported(&in_memory(lines));
    assert!(expected[2].len() > 10, "there are dead letters to compare");
    let newest_first: Vec<Vec<u8>> = lines.iter().rev().cloned().collect();
    let mut inputs = vec![("sorted", lines.to_vec()), ("newest first", newest_first)];
    inputs.extend((1..4).map(|seed| ("shuffled", shuffled(lines.to_vec(), &mut Chance(seed)))));
    for (name, lines) in inputs {
        // Enough for all; some runs; so many that runs are merged into longer ones.
        for held_max in [usize::MAX, 1 << 20, 1 << 15] {
            let texts = sorted(&lines, &scratch.path(""), held_max);
            assert_eq!(texts.runs() > 0, held_max < usize::MAX, "{name}: {} runs", texts.runs());
            let found = imported(&texts);
            assert!(found[0] == expected[0] && found[1] == expected[1], "{name}, {held_max} bytes");
            assert!(values(&found[2]) == values(&expected[2]), "{name}, {held_max} bytes");
        }
    }
    let left: Vec<_> = std::fs::read_dir(scratch.path("")).expect("it is there").collect();
    assert!(left.is_empty(), "runs are gone: {left:?}");
}

#[test]
fn the_order_is_by_time_and_then_by_content() {
    let scratch = Scratch::new();
    let (seed, mut chance) = (11, Chance(11));
    let text = |number: usize, second: usize| {
        format!("{{\"time\":\"2026-03-01T00:00:{second:02}Z\",\"n\":{number}}}").into_bytes()
    };
    let mut lines: Vec<Vec<u8>> = (0..500).map(|number| text(number, chance.below(20))).collect();
    // The same moment in another offset, what is there twice, what has no time.
    lines.push(b"{\"time\":\"2026-03-01T08:00:07+08:00\",\"n\":\"east\"}".to_vec());
    lines.extend([lines[3].clone(), b"hello".to_vec(), b"{}".to_vec(), b"hello".to_vec()]);
    // What is called `time` within `data`, before the event's own, beside one that is spaced otherwise, and instead of it.
    lines.extend([
        b"{\"data\":{\"time\":\"2020-01-01T00:00:00Z\"},\"time\":\"2026-03-01T00:00:03Z\"}".to_vec(),
        b"{\"time\": \"2026-03-01T00:00:04Z\",\"data\":{\"time\":\"2020-01-01T00:00:00Z\"}}".to_vec(),
        b"{\"time\":\"2026-03-01T00:00:05Z\",\"data\":{\"time\": \"2020-01-01T00:00:00Z\"}}".to_vec(),
        b"{\"data\":{\"time\":\"2020-01-01T00:00:00Z\"}}".to_vec(),
    ]);
    let moment = |line: &[u8]| time_of(line).map_or(RecordedAt::NONE, RecordedAt::new);
    let mut expected: Vec<(RecordedAt, Vec<u8>)> = lines.iter().map(|line| (moment(line), line.clone())).collect();
    expected.sort();
    for held_max in [usize::MAX, 300, 4_000] {
        let texts = sorted(&shuffled(lines.clone(), &mut chance), &scratch.path(""), held_max);
        assert_eq!((texts.timed, texts.untimed), (505, 4));
        expected.dedup_by(|one, other| one.0 != RecordedAt::NONE && one == other);
        // As often as one likes.
        for _ in 0..2 {
            let (mut found, mut all) = (Vec::new(), texts.texts().expect("it can be read"));
            while let Some(text) = all.next_text().expect("it can be read") {
                found.push((text.moment, text.bytes));
            }
            assert!(found == expected, "seed {seed}, {held_max} bytes");
        }
    }
}

#[test]
fn a_folder_without_room_is_named() {
    let mut sorter = Sorter::new(Path::new("/no/such/folder"), 10);
    let text = SourceText { bytes: b"a longer text than ten bytes".to_vec(), place: SourceLocation::default() };
    sorter.push(&text).expect("nothing is there to be written yet");
    let said = sorter.push(&text).expect_err("there is no such folder").to_string();
    assert!(said.contains("/no/such/folder") && !said.contains("TMPDIR"), "another variable rules that one: {said}");
    let source = std::io::Error::other("there is no room");
    let said = Error::Spill { folder: std::env::temp_dir(), source }.to_string();
    assert!(said.contains("TMPDIR"), "{said}");
}

#[test]
fn killed_after_any_step_and_run_again_in_another_order_it_is_the_same() {
    let lines = history::lines()[..30_000].to_vec();
    let expected = imported(&in_memory(&lines));
    let store = SharedStore::new(Shaky::new(PARTITIONS, usize::MAX, 5));
    store.with(|store| store.killed_in = 2);
    let (mut deaths, mut chance) = (0, Chance(7));
    loop {
        let texts = in_memory(&shuffled(lines.clone(), &mut chance));
        let mut importer = importer(&store, &texts, "lines");
        if importer.take(&texts, &["lines".to_owned()], &mut |_, _| true).is_ok() {
            break;
        }
        deaths += 1;
    }
    assert!(deaths >= 2, "it died {deaths} times");
    let is_progress = |record: &Record| record.value.get(1) == Some(&9);
    for (topic, expected) in [Topic::Journal, Topic::Org, Topic::DeadLetters].into_iter().zip(&expected) {
        let found = store.with(|store| records(&store.memory, topic));
        let kept = |records: &[Record]| -> Vec<(Vec<u8>, Vec<u8>)> {
            let kept = records.iter().filter(|record| topic != Topic::Org || !is_progress(record));
            kept.map(|record| (record.key.to_vec(), record.value.to_vec())).collect()
        };
        assert!(kept(&found) == kept(expected), "{topic:?}, after {deaths} deaths");
    }
}

/// A file for each kind of source, as four systems export them.
fn by_source(scratch: &Scratch, lines: &[Vec<u8>]) -> Vec<String> {
    let of = |kind: &str| {
        let kind_text = format!("\"type\":\"{kind}.");
        let is_of = |line: &&Vec<u8>| line.windows(kind_text.len()).any(|window| window == kind_text.as_bytes());
        let lines: Vec<Vec<u8>> = lines.iter().filter(is_of).cloned().collect();
        scratch.file(&format!("{kind}.ndjson"), bytes(&lines))
    };
    ["ticket", "roster", "qa", "attendance"].map(of).into()
}

#[test]
fn files_in_any_order_train_the_same_model_and_fill_the_same_log() {
    let scratch = Scratch::new();
    let events = scratch.text("events.ndjson");
    done(&["simulate", "--agents", "100", "--days", "240", "--out", &events], &[]);
    let text = std::fs::read(&events).expect("it was written");
    let lines: Vec<Vec<u8>> =
        text.split_inclusive(|byte| *byte == b'\n').map(|line| line.trim_ascii().to_vec()).collect();
    let newest_first: Vec<Vec<u8>> = lines.iter().rev().cloned().collect();
    let parts = by_source(&scratch, &lines);
    let concatenated: Vec<u8> = parts.iter().flat_map(|part| std::fs::read(part).expect("it was written")).collect();
    let inputs: [(&str, Vec<String>); 5] = [
        ("sorted", vec![events.clone()]),
        ("newest-first", vec![scratch.file("newest-first.ndjson", bytes(&newest_first))]),
        ("shuffled", vec![scratch.file("shuffled.ndjson", bytes(&shuffled(lines.clone(), &mut Chance(3))))]),
        ("one-after-the-other", vec![scratch.file("all.ndjson", concatenated)]),
        ("by-source", parts),
    ];
    let (mut model, mut log): (Option<Value>, Option<[Vec<Record>; 3]>) = (None, None);
    for (name, files) in inputs {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let out = scratch.text(&format!("models-{name}"));
        let trained = told(&done(&[&["train", "--json", "--out", &out, "--from"], &files[..]].concat(), &[]));
        let id = trained["model"].as_str().expect("it has a name");
        let artifact = std::fs::read(scratch.path(&format!("models-{name}")).join(format!("{id}.json")));
        let artifact: Value = serde_json::from_slice(&artifact.expect("it was written")).expect("it is JSON");
        assert_eq!(*model.get_or_insert_with(|| artifact.clone()), artifact, "{name}");
        let variables = history::embedded(&scratch.path(name));
        done(&[&["import"], &files[..]].concat(), &variables);
        let found = written(&scratch, name);
        let expected = log.get_or_insert_with(|| found.clone());
        for (place, topic) in [Topic::Journal, Topic::Org].into_iter().enumerate() {
            let strip = |records: &[Record]| -> Vec<Record> {
                records.iter().map(|record| Record { time_ms: 0, ..record.clone() }).collect()
            };
            assert_same(topic, &strip(&found[place]), &strip(&expected[place]));
        }
    }
    // And from a pipe.
    let mut import = command(&["import", "-"], &history::embedded(&scratch.path("pipe")));
    let file = std::fs::File::open(scratch.path("shuffled.ndjson")).expect("it was written");
    assert!(import.stdin(file).stdout(Stdio::null()).status().expect("it can be started").success());
    let journal = |records: [Vec<Record>; 3]| -> Vec<(Vec<u8>, Vec<u8>)> {
        records[0].iter().map(|record| (record.key.to_vec(), record.value.to_vec())).collect()
    };
    assert!(journal(written(&scratch, "pipe")) == journal(log.expect("there were others")));
}
