//! Whatever bytes come, readers answer: they do not crash, what they refuse is nowhere half taken in, and no count in them
//! makes a reader ask for more memory than a record may bring.
//!
//! Bytes are real ones with small damage: that comes deeper than noise.

use attrition_config::{Config, DEFAULTS};
use attrition_contracts::alerting::alert;
use attrition_contracts::alerting::announced;
use attrition_contracts::alerting::inbox;
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::models::registry;
use attrition_contracts::records::journal;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_contracts::state::desk_state;
use attrition_contracts::state::score_state;
use attrition_core::desk::{Desk, Rules};
use attrition_core::partition::Partition;
use attrition_service::feedback::FeedbackRequest;
use attrition_service::feedback::links::LinkAction;
use attrition_service::runtime::model::PRIOR;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use serde_json::json;

use crate::outgoing::feedback::links;
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::planted;
use attrition_test_support::centres::simulated::{centre, lines};
use attrition_test_support::measure::heap;
use attrition_test_support::stages::play::{import, importer, records, stages};

/// Damaged copies of each kind of bytes.
const TRIES: usize = 4_000;

/// What a reader may ask for at once, bytes: the largest record, decoded into wider fields.
const ALLOCATION_MAX: usize = 4 * 64 * 1024;

/// Bytes with a few of them changed, lost, doubled, or made of another's.
fn damaged(of: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = of[chance.below(of.len())].clone();
    for _ in 0..=chance.below(3) {
        let place = chance.below(bytes.len() + 1);
        match chance.below(6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, chance.below(256) as u8),
            2 if place < bytes.len() => bytes[place] ^= 1 << chance.below(8),
            3 if place < bytes.len() => bytes[place] = [0x00, 0x7f, 0x80, 0xff, b'"', b'9'][chance.below(6)],
            4 => {
                let part = bytes[place..].to_vec();
                bytes.splice(place..place, part);
            }
            _ => {
                let other = &of[chance.below(of.len())];
                bytes.truncate(place);
                bytes.extend(&other[chance.below(other.len() + 1)..]);
            }
        }
    }
    bytes
}

/// Reads damaged copies; some must be refused, or nothing was tried.
fn try_all(name: &str, of: &[Vec<u8>], mut reads: impl FnMut(&[u8]) -> bool) {
    let mut chance = Chance(71);
    let mut read = |bytes: &[u8]| {
        let mut is_something = false;
        let most = heap::largest(|| is_something = reads(bytes));
        // A configuration is no record, and may be longer than one.
        let bound = ALLOCATION_MAX.max(8 * bytes.len());
        assert!(most <= bound, "{name}: {most} bytes at once, for {}", bytes.len());
        is_something
    };
    let refused = (0..TRIES).filter(|_| !read(&damaged(of, &mut chance))).count();
    assert!(refused > TRIES / 20, "{name}: {refused} of {TRIES} were refused");
}

fn values(records: Vec<Record>) -> Vec<Vec<u8>> {
    records.into_iter().step_by(7).map(|record| record.value.into()).collect()
}

#[test]
fn readers_of_what_the_service_writes_survive_damage() {
    let store = SharedStore::new(Memory::new(2));
    import(&store, &lines(&centre(24)));
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    let of = |topic| store.with(|memory| values(records(memory, topic)));
    try_all("journal", &of(Topic::Journal), |bytes| journal::read(bytes).is_some());
    try_all("inbox", &of(Topic::Desk), |bytes| inbox::read(bytes).is_ok());
    try_all("scores", &of(Topic::Scores), |bytes| matches!(score::read(bytes), Ok(Some(_))));
    try_all("alerts", &of(Topic::Alerts), |bytes| matches!(alert::read(bytes), Ok(Some(_))));
    let state = |topic| store.with(|memory| memory.compacted(topic, 0).cloned()).expect("there is state");
    let mut partition = Partition::new(35);
    for (topic, name) in [(Topic::ScoreState, "score state"), (Topic::DeskState, "desk state")] {
        let state = state(topic);
        let kept: Vec<Vec<u8>> = state.values().map(|value| value.to_vec()).collect();
        let keys: Vec<Vec<u8>> = state.keys().map(|key| key.to_vec()).collect();
        let (mut chance, mut good) = (Chance(72), Vec::new());
        let mut restore = |key: &[u8], value: &[u8]| match topic {
            Topic::ScoreState => {
                let is_something = score_state::restore(&mut Partition::new(35), key, value).is_some();
                if is_something {
                    good.push((key.to_vec(), value.to_vec()));
                }
                is_something
            }
            _ => desk_state::restore(&mut Desk::new(Rules::default().into()), key, Some(value)).is_some(),
        };
        try_all(name, &kept, |bytes| restore(&keys[chance.below(keys.len())], bytes));
        try_all(name, &keys, |bytes| restore(bytes, &kept[chance.below(kept.len())]));
        good.iter().for_each(|(key, value)| score_state::restore(&mut partition, key, value).expect("it was read"));
    }
    // What was restored out of damage can be written again.
    partition.restored();
    partition.changes(|change| drop(score_state::write(change)));
}

#[test]
fn readers_of_what_people_write_survive_damage() {
    let events: Vec<Vec<u8>> = lines(&centre(5)).into_iter().step_by(11).map(String::into_bytes).collect();
    let now = time::OffsetDateTime::from_unix_timestamp(1_900_000_000).expect("it is of this century");
    try_all("events", &events, |bytes| cloudevent::read(bytes, &[], now).is_ok());
    let artifact = [PRIOR.as_bytes().to_vec()];
    try_all("artifact", &artifact, |bytes| Artifact::read(bytes).and_then(|artifact| artifact.model()).is_ok());
    let decision = registry::artifact_output("prior-2", PRIOR.as_bytes());
    try_all("registry", &[decision.key.to_vec()], |key| registry::read(key, PRIOR.as_bytes()).is_ok());
    let config = [DEFAULTS.as_bytes().to_vec()];
    let is_config = |bytes: &[u8]| {
        std::str::from_utf8(bytes).is_ok_and(|text| Config::read(Some(text), std::iter::empty()).is_ok())
    };
    try_all("config", &config, is_config);
}

#[test]
fn readers_of_what_people_say_back_survive_damage() {
    let said = [
        r#"{"kind":"snooze","until":"2026-12-01","id":"one"}"#,
        r#"{"kind":"interview","factors":["pay","growth"]}"#,
        r#"{"kind":"not_useful","reasons":["late_rate"]}"#,
    ];
    try_all("feedback", &said.map(|said| said.as_bytes().to_vec()), |bytes| FeedbackRequest::read(bytes).is_ok());
    let in_inbox = planted::feedback(1, "one", "snooze", &json!({"until": "2026-12-01"}));
    let in_inbox = json!({"kind": "feedback", "agent": "agent-1", "said": in_inbox}).to_string().into_bytes();
    assert!(inbox::read(&in_inbox).is_ok());
    try_all("feedback in the inbox", &[in_inbox], |bytes| inbox::read(bytes).is_ok());
    let told = [
        planted::record("feedback", "agent-1", &planted::feedback(1, "one", "useful", &json!({})), 1),
        planted::record("alert", "agent-1", &planted::version(1, 1, "raised", &json!({})), 1),
    ];
    let told = told.map(|output| output.read_at(0).value.to_vec());
    assert!(told.iter().all(|bytes| matches!(announced::read(bytes), Ok(Some(_)))));
    try_all("alerts topic", &told, |bytes| matches!(announced::read(bytes), Ok(Some(_))));
    let links = links::links("a key for bytes that is long enough", "");
    let now = time::OffsetDateTime::from_unix_timestamp(1_900_000_000).expect("it is of this century");
    let url = links.url(&planted::name(1), LinkAction::Snooze(7), now).expect("the alert has a name");
    let token = url.rsplit('/').next().unwrap_or_default().as_bytes().to_vec();
    // What was not changed at all may be among the copies; nothing else is read.
    let reads = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| links.read(text).is_ok());
    try_all("links", std::slice::from_ref(&token), |bytes| {
        let is_read = reads(bytes);
        assert!(!is_read || bytes == token, "a changed token is read");
        is_read
    });
}

#[test]
fn damaged_lines_are_taken_in_or_are_dead_letters_and_the_stages_go_on() {
    let good = lines(&centre(6));
    let as_bytes: Vec<Vec<u8>> = good.iter().step_by(5).map(|line| line.clone().into_bytes()).collect();
    let store = SharedStore::new(Memory::new(2));
    let (mut importer, mut chance, mut tried) = (importer(&store), Chance(73), 0u64);
    for line in good.iter().take(3_000) {
        importer.line(line.as_bytes()).expect("memory does not fail");
        let bad = damaged(&as_bytes, &mut chance);
        if !bad.trim_ascii().is_empty() && !bad.contains(&b'\n') {
            tried += 1;
            importer.line(&bad).expect("memory does not fail");
        }
    }
    importer.close_days().expect("memory does not fail");
    let dead: usize = (0..2).map(|p| store.with(|memory| memory.records(Topic::DeadLetters, p).len())).sum();
    let taken = store.with(|memory| records(memory, Topic::Journal));
    let events =
        taken.iter().filter(|r| matches!(journal::read(&r.value), Some(journal::JournalEntry::Event(_)))).count();
    assert_eq!(events + dead, 3_000 + usize::try_from(tried).expect("it is small"), "each is in one place");
    assert!(dead > 500, "{dead}");
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    assert!(!store.with(|memory| records(memory, Topic::Scores)).is_empty());
}
