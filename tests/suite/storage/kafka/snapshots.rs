//! Local copies of the state: with what came after them they give what the changelog gives, and whatever speaks against one
//! makes the restore a full one.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::snapshot::{self, Identity, Mark};
use attrition_stream::{Commit, LogArrival, SnapshotOutcome, StageLog, StageRunner, Step};

use super::{TURN, copy, copy_org, count, kept, member, reference, restored, work};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::Scratch;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// Settings with a directory for copies, and those without.
fn both(scratch: &Scratch) -> (Settings, Settings) {
    let without = broker::with_topics(PARTITIONS);
    (Settings { snapshots: Some(scratch.path("snapshots")), ..without.clone() }, without)
}

/// Works until it is through what was written of the journal.
fn work_through(settings: &Settings, member: &mut StageRunner<ScoreStage, KafkaLog>, records: usize) {
    work(&mut [member], &Watch::new(settings, "score", Topic::Journal, PARTITIONS, records));
}

fn keep_all(member: &mut StageRunner<ScoreStage, KafkaLog>) {
    for _ in 0..PARTITIONS {
        let outcome = member.keep_due(Duration::ZERO).expect("the broker answers");
        assert!(matches!(outcome, SnapshotOutcome::Written { records, .. } if records > 0), "{outcome:?}");
    }
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).expect("it was made").map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = entries.collect();
    files.sort();
    files
}

/// What a new member restores, and from what.
fn again(settings: &Settings) -> (Vec<attrition_stream::backend::memory::Compacted>, Vec<&'static str>) {
    let mut member = member(settings, centre::score());
    let sources = restored(&mut member).iter().map(|one| one.source).collect();
    (kept(&member), sources)
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_copy_and_what_came_after_it_are_what_the_changelog_is() {
    let scratch = Scratch::new();
    let (with, without) = both(&scratch);
    let memory = reference();
    copy_org(&with, &memory);
    copy(&with, &memory, Topic::Journal, |len| 0..len * 2 / 3);
    let two_thirds = (0..PARTITIONS).map(|p| memory.records(Topic::Journal, p).len() * 2 / 3).sum();
    let mut first = member(&with, centre::score());
    work_through(&with, &mut first, two_thirds);
    keep_all(&mut first);
    let (at_copy, dir) = (kept(&first), scratch.path("snapshots"));
    assert_eq!(files(&dir).len(), PARTITIONS as usize);
    for file in files(&dir) {
        let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "agents' data is its owner's alone");
    }
    copy(&with, &memory, Topic::Journal, |len| len * 2 / 3..len);
    work_through(&with, &mut first, count(&memory, Topic::Journal));
    let whole = kept(&first);
    assert!(whole != at_copy, "there is a tail");
    drop(first);

    let from_changelog = again(&without);
    assert!(from_changelog.1.iter().all(|source| *source == "changelog"));
    let from_copy = again(&with);
    assert!(from_copy.1.iter().all(|source| *source == "snapshot"), "{:?}", from_copy.1);
    assert!(from_copy.0 == from_changelog.0, "byte for byte");
    assert!(from_copy.0 == whole, "and what was in memory");

    // Damaged, in the head, in the middle and at the end: each is a full restore.
    let sound: Vec<Vec<u8>> = files(&dir).iter().map(|file| std::fs::read(file).expect("it is there")).collect();
    for (file, bytes) in files(&dir).iter().zip(&sound) {
        let mut damaged = bytes.clone();
        let place = bytes.len() * (1 + file.as_os_str().len() % 3) / 4;
        damaged[place] ^= 0x10;
        std::fs::write(file, damaged).expect("it can be written");
    }
    let damaged = again(&with);
    assert!(damaged.1.iter().all(|source| *source == "changelog"));
    assert!(damaged.0 == whole);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_copy_that_the_changelog_speaks_against_is_not_used() {
    let scratch = Scratch::new();
    let (with, without) = both(&scratch);
    let (dir, name) = (scratch.path("snapshots"), with.name(Topic::ScoreState));
    let write_state = |value: &[u8]| {
        let mut log = KafkaLog::writer(&without, "source").expect("the broker answers");
        let outputs = vec![Output::new(Topic::ScoreState, 0, *b"\x00", value)];
        assert_eq!(log.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    };
    write_state(&[1, 2]);
    let mut log = KafkaLog::writer(&with, "look").expect("the broker answers");
    let place = log.copy(Topic::ScoreState, 0).expect("the broker answers").expect("there is a place");
    place.write(&mut |put| put(b"\x00", &[1, 4])).expect("it can be written");
    let source = |settings: &Settings| {
        let mut log = KafkaLog::writer(settings, "look").expect("the broker answers");
        let mut restore = log.restore(Topic::ScoreState, 0).expect("the broker answers");
        let mut last = None;
        while restore.read(&mut |_, value| last = value.map(<[u8]>::to_vec)).expect("the broker answers") {}
        (restore.source(), last.expect("there is a record"))
    };
    assert_eq!(source(&with), ("snapshot", vec![1, 4]), "as it stands, it is used");

    let file = files(&dir).remove(0);
    let sound = std::fs::read(&file).expect("it is there");
    let cluster = cluster_of(&sound);
    let of = |cluster: &str, partition| Identity { cluster: cluster.to_owned(), topic: name.clone(), partition };
    let good = snapshot::Snapshot::open(&dir, &of(&cluster, 0)).expect("it is sound").expect("it is there").mark;
    let hours = |hours: u64| Duration::from_secs(3_600 * hours);
    let marks: [(&str, Mark); 5] = [
        ("ahead of the changelog", Mark { end: good.end + 1_000, ..good }),
        ("with another last record", Mark { sum: good.sum ^ 1, ..good }),
        ("with its last record elsewhere", Mark { witness: good.witness + 1, ..good }),
        ("older than deletions are kept", Mark { at: good.at - hours(13), ..good }),
        ("of tomorrow", Mark { at: snapshot::now() + hours(2), ..good }),
    ];
    for (what, mark) in marks {
        snapshot::write(&dir, &of(&cluster, 0), &mark, &mut |put| put(b"\x00", &[1, 4])).expect("it can be written");
        assert_eq!(source(&with), ("changelog", vec![1, 2]), "a copy {what}");
    }
    for identity in [of("another cluster", 0), of(&cluster, 1)] {
        snapshot::write(&dir, &identity, &good, &mut |put| put(b"\x00", &[1, 4])).expect("it can be written");
        let foreign = dir.join(format!("{name}-{}.snapshot", identity.partition));
        std::fs::rename(foreign, &file).expect("it is there");
        assert_eq!(source(&with), ("changelog", vec![1, 2]), "a copy of something else");
    }
    std::fs::write(&file, &sound).expect("it can be written");
    assert_eq!(source(&with), ("snapshot", vec![1, 4]));
}

/// The cluster's id as the head of a copy has it: after two lengths and the magic bytes, with its length.
fn cluster_of(copy: &[u8]) -> String {
    let length = usize::from(copy[24]);
    String::from_utf8(copy[25..25 + length].to_vec()).expect("an id is text")
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn who_was_forgotten_does_not_come_back_from_a_copy() {
    let scratch = Scratch::new();
    let (with, without) = both(&scratch);
    let memory = reference();
    copy_org(&with, &memory);
    copy(&with, &memory, Topic::Journal, |len| 0..len);
    let mut first = member(&with, centre::score());
    work_through(&with, &mut first, count(&memory, Topic::Journal));
    keep_all(&mut first);
    let erased = b"agent-05";
    let names = |key: &[u8]| key.windows(erased.len()).any(|part| part == erased);
    let state = kept(&first);
    drop(first);
    let mut tombstones = Vec::new();
    for (partition, state) in (0..).zip(&state) {
        let keys = state.keys().filter(|key| names(key));
        tombstones.extend(keys.map(|key| Output::tombstone(Topic::ScoreState, partition, key.clone())));
    }
    assert!(tombstones.len() > 40, "there is much of an agent: {}", tombstones.len());
    let mut log = KafkaLog::writer(&without, "erase").expect("the broker answers");
    let step = Step { outputs: tombstones, positions: vec![] };
    assert_eq!(log.commit(step).expect("the broker answers"), Commit::Done);
    let (state, sources) = again(&with);
    assert!(sources.iter().all(|source| *source == "snapshot"));
    assert!(!state.iter().flat_map(|state| state.keys()).any(|key| names(key)));
    assert!(state == again(&without).0);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_member_that_lost_its_partitions_keeps_no_copy() {
    let scratch = Scratch::new();
    let (mut with, _) = both(&scratch);
    for property in ["session.timeout.ms", "max.poll.interval.ms"] {
        with.properties.insert(property.to_owned(), "6000".to_owned());
    }
    with.transaction_timeout = Duration::from_secs(5);
    let memory = reference();
    copy_org(&with, &memory);
    copy(&with, &memory, Topic::Journal, |len| 0..len / 2);
    let half = (0..PARTITIONS).map(|p| memory.records(Topic::Journal, p).len() / 2).sum();
    let mut stale = member(&with, centre::score());
    work_through(&with, &mut stale, half);
    // It does not come to its next turn before the group has given its partitions to another, who works on.
    copy(&with, &memory, Topic::Journal, |len| len / 2..len);
    let mut heir = member(&with, centre::score());
    work_through(&with, &mut heir, count(&memory, Topic::Journal));
    let outcome = stale.keep_due(Duration::ZERO).expect("the broker answers");
    assert!(matches!(outcome, SnapshotOutcome::NoPlace), "{outcome:?}");
    assert!(!scratch.path("snapshots").exists(), "nothing is written");
    drop(heir);
    let deadline = Instant::now() + PATIENCE;
    while !stale.turn(TURN).expect("the broker answers").rebalanced {
        assert!(Instant::now() < deadline, "it is not told of its loss");
    }
}

#[test]
fn no_damaged_bytes_are_taken_for_a_copy() {
    let scratch = Scratch::new();
    let dir = scratch.path("snapshots");
    let identity = Identity { cluster: "cluster".into(), topic: "topic".into(), partition: 3 };
    let mark = Mark { end: 10, witness: 8, sum: 7, at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) };
    let mut each = |put: &mut dyn FnMut(&[u8], &[u8])| {
        (0..200u8).for_each(|number| put(&[1, number], &[number; 20]));
    };
    assert_eq!(snapshot::write(&dir, &identity, &mark, &mut each).expect("it can be written"), 200);
    let file = files(&dir).remove(0);
    let sound = std::fs::read(&file).expect("it is there");
    let mut opened = snapshot::Snapshot::open(&dir, &identity).expect("it is sound").expect("it is there");
    assert_eq!((opened.mark, opened.left()), (mark, 200));
    let mut read = 0;
    while opened.read(&mut |key, value| read += usize::from(value == Some(&[key[1]; 20]))).expect("it is sound") {}
    assert_eq!((read, opened.left()), (200, 0));
    for place in 0..sound.len() {
        let mut damaged = sound.clone();
        damaged[place] ^= 1 << (place % 8);
        std::fs::write(&file, &damaged).expect("it can be written");
        assert!(snapshot::Snapshot::open(&dir, &identity).is_err(), "byte {place}");
        std::fs::write(&file, &sound[..place]).expect("it can be written");
        assert!(snapshot::Snapshot::open(&dir, &identity).is_err(), "cut after {place}");
    }
    std::fs::remove_file(&file).expect("it is there");
    assert!(snapshot::Snapshot::open(&dir, &identity).expect("none is no error").is_none());

    // What is too old to be used goes, and so does what a process that died left.
    for name in ["old.snapshot", "dead.12.unfinished", "other.txt"] {
        std::fs::write(dir.join(name), b"").expect("it can be written");
    }
    snapshot::sweep(&dir, Duration::from_secs(3_600)).expect("it can be read");
    assert_eq!(files(&dir).len(), 3, "nothing is that old");
    snapshot::sweep(&dir, Duration::ZERO).expect("it can be read");
    assert_eq!(files(&dir), [dir.join("other.txt")]);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn an_assignment_is_heard_while_a_copy_is_not_kept() {
    // A stage that has changed nothing since its partitions came keeps no copy: the one that there is holds.
    let scratch = Scratch::new();
    let (with, _) = both(&scratch);
    let mut idle = member(&with, centre::score());
    restored(&mut idle);
    assert!(matches!(idle.keep_due(Duration::ZERO).expect("the broker answers"), SnapshotOutcome::Nothing));
    assert!(matches!(idle.log().next(TURN, &[]).expect("the broker answers"), LogArrival::Idle));
}
