//! Days that expire are deleted from the state topic, and the brokers' compaction makes it really smaller.

use std::time::Instant;

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{Commit, StageLog, Step};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;

use super::{copy, copy_org, count, kept, member, reference, restored, work};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// What lets a small topic be compacted within seconds.
const SOON: [(&str, &str); 5] = [
    ("cleanup.policy", "compact"),
    ("segment.ms", "100"),
    ("min.cleanable.dirty.ratio", "0.01"),
    ("delete.retention.ms", "100"),
    ("max.compaction.lag.ms", "100"),
];

#[test]
#[ignore = "needs Kafka: ./check"]
fn expired_days_and_those_who_left_are_gone_from_the_state_topic() {
    let settings = broker::with_topics(PARTITIONS);
    alter(&settings, &SOON);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let mut records = count(&memory, Topic::Journal);
    let mut score = member(&settings, centre::score());
    work(&mut [&mut score], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, records));
    let full = size(&settings);
    assert_eq!(full.deletions, 0, "nothing has expired");

    // Half a year passes in which nobody comes to work: every day of behaviour expires.
    let last = Date::parse("2026-10-01").expect("it is a date");
    let mut writer = KafkaLog::writer(&settings, "closer").expect("the broker answers");
    let mut close = |day: Date| {
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(day)));
        let journal = (0..PARTITIONS).map(|partition| Output::new(Topic::Journal, partition, [], closed.clone()));
        let outputs = journal.chain([Output::new(Topic::Org, 0, [], closed.clone())]).collect();
        let outcome = writer.commit(Step { outputs, positions: vec![] }).expect("the broker answers");
        assert_eq!(outcome, Commit::Done);
    };
    close(last);
    records += PARTITIONS as usize;
    work(&mut [&mut score], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, records));
    let expired = size(&settings);
    assert!(expired.deletions > full.keys / 2, "{expired:?}");

    // The newest segment is never compacted: days go on being closed, and each begins a new one.
    let deadline = Instant::now() + PATIENCE;
    let (mut day, mut now) = (last, expired);
    while now.bytes * 10 > full.bytes || now.deletions > 0 {
        assert!(Instant::now() < deadline, "the topic does not shrink: {full:?}, then {expired:?}, now {now:?}");
        day = day + 1;
        close(day);
        records += PARTITIONS as usize;
        work(&mut [&mut score], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, records));
        now = size(&settings);
    }
    let state = kept(&score);
    drop(score);
    let mut again = member(&settings, centre::score());
    restored(&mut again);
    assert!(kept(&again) == state, "what is left of the topic is the state");
}

/// What a restore reads.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    records: usize,
    bytes: usize,
    keys: usize,
    deletions: usize,
}

fn size(settings: &Settings) -> Size {
    let (mut size, mut keys) = (Size::default(), std::collections::BTreeSet::new());
    let mut log = KafkaLog::writer(settings, "look").expect("the broker answers");
    for partition in 0..PARTITIONS {
        let mut restore = log.restore(Topic::ScoreState, partition).expect("the broker answers");
        let mut put = |key: &[u8], value: Option<&[u8]>| {
            size.records += 1;
            size.bytes += key.len() + value.map_or(0, <[u8]>::len);
            size.deletions += usize::from(value.is_none());
            keys.insert((partition, key.to_vec()));
        };
        while restore.read(&mut put).expect("the broker answers") {}
    }
    Size { keys: keys.len(), ..size }
}

fn alter(settings: &Settings, properties: &[(&str, &str)]) {
    let mut config = ClientConfig::new();
    settings.properties.iter().for_each(|(key, value)| _ = config.set(key, value));
    let admin: AdminClient<DefaultClientContext> = config.create().expect("the properties are right");
    let name = settings.name(Topic::ScoreState);
    let wanted = AlterConfig::new(ResourceSpecifier::Topic(&name));
    let wanted = properties.iter().fold(wanted, |wanted, (key, value)| wanted.set(key, value));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be made");
    let altered = runtime.block_on(admin.alter_configs([&wanted], &AdminOptions::new())).expect("the broker answers");
    assert!(altered.iter().all(Result::is_ok), "{altered:?}");
}
