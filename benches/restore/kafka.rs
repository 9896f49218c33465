//! From a compacted topic, and from a local snapshot of it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{SnapshotOutcome, StageLog, StageRunner, Step};

use crate::changelog::{Changelog, setting};
use attrition_test_support::kafka::broker;

use crate::{PARTITIONS, seconds, wall};
use attrition_test_support::measure::cost::{Cost, measure};
use attrition_test_support::measure::figures::Figures;

const TURN: Duration = Duration::from_millis(100);
/// Records of a step, as the stages write them.
const STEP: usize = 20_000;

pub(crate) fn run(changelog: &Changelog, figures: &mut Figures) {
    let settings = broker::with_topics(PARTITIONS);
    let mut writer = KafkaLog::writer(&settings, "bench").expect("the broker answers");
    for (partition, records) in changelog.partitions.iter().enumerate() {
        for step in records.chunks(STEP) {
            let output = |(key, value): &crate::changelog::Kept| {
                Output::new(Topic::ScoreState, partition as u32, key.clone(), value.clone())
            };
            write(&mut writer, step.iter().map(output).collect());
        }
    }
    let disk = on_disk(&settings);
    if disk > 0 {
        figures.add("changelog on Kafka's disk, lz4", disk as f64 / changelog.agents as f64, "bytes/agent");
    }

    let ((), bare) = measure(|| {
        for partition in 0..PARTITIONS {
            let mut restore = writer.restore(Topic::ScoreState, partition).expect("the broker answers");
            while restore.read(&mut |key, _| _ = std::hint::black_box(key)).expect("the broker answers") {}
        }
    });
    figures.add("Kafka: reading alone", seconds(bare, changelog), "s CPU/100,000 agents");
    let (member, one) = restored(&settings, changelog, 1, "changelog");
    drop(member);
    figures.against("Kafka: one thread", seconds(one, changelog), "s CPU/100,000 agents", 20.0);
    figures.add("Kafka: one thread", one.cpu_us(changelog.records()), "us CPU/record");
    figures.add("Kafka: one thread", wall(one, changelog), "s/100,000 agents");
    let (member, two) = restored(&settings, changelog, 2, "changelog");
    drop(member);
    figures.add("Kafka: two threads", seconds(two, changelog), "s CPU/100,000 agents");
    figures.add("Kafka: two threads", wall(two, changelog), "s/100,000 agents");

    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("snapshots-{}", std::process::id()));
    let settings = Settings { snapshots: Some(dir.clone()), ..settings };
    let (mut member, _) = restored(&settings, changelog, 2, "changelog");
    // Nothing is due before the days of the simulated centre: it moves the positions, and no state.
    let nothing = journal::write(&JournalEntry::DayClosed(Close::new(Date(0))));
    let journal = (0..PARTITIONS).map(|partition| Output::new(Topic::Journal, partition, [], nothing.clone()));
    write(&mut writer, journal.collect());
    let mut begun = 0;
    while begun < PARTITIONS as usize {
        begun += member.turn(TURN).expect("the broker answers").records;
    }
    let ((), written) = measure(|| {
        for _ in 0..PARTITIONS {
            let kept = member.keep_due(Duration::ZERO).expect("the broker answers");
            assert!(matches!(kept, SnapshotOutcome::Written { .. }), "{kept:?}");
        }
    });
    drop(member);
    let size: u64 = files(&dir).iter().map(|file| file.1).sum();
    let (member, read) = restored(&settings, changelog, 1, "snapshot");
    drop(member);
    std::fs::remove_dir_all(&dir).expect("the folder is this bench's own");
    figures.add("snapshot: writing", seconds(written, changelog), "s CPU/100,000 agents");
    figures.add("snapshot: writing", wall(written, changelog), "s/100,000 agents");
    figures.add("snapshot: size", size as f64 / changelog.agents as f64, "bytes/agent");
    figures.add("snapshot: one thread, and the tail", seconds(read, changelog), "s CPU/100,000 agents");
}

fn write(writer: &mut KafkaLog, outputs: Vec<Output>) {
    let step = Step { outputs, positions: Vec::new() };
    assert_eq!(writer.commit(step).expect("the broker answers"), attrition_stream::Commit::Done);
}

/// A member, from its assignment until every partition is at work.
fn restored(
    settings: &Settings,
    changelog: &Changelog,
    threads: usize,
    source: &str,
) -> (StageRunner<ScoreStage, KafkaLog>, Cost) {
    let log = KafkaLog::stage(settings, "score", &[Topic::Journal]).expect("the broker answers");
    let mut member = StageRunner::restoring(ScoreStage::new(setting()), log, threads);
    let mut restored = Vec::new();
    while !member.turn(TURN).expect("the broker answers").rebalanced {}
    let ((), cost) = measure(|| {
        while restored.len() < PARTITIONS as usize {
            restored.extend(member.turn(TURN).expect("the broker answers").restored);
        }
    });
    assert_eq!(restored.iter().map(|one| one.people).sum::<usize>(), changelog.agents);
    assert!(restored.iter().all(|one| one.source == source), "{restored:?}");
    (member, cost)
}

/// Bytes of the state topic's segments, where the broker is this bench's own.
fn on_disk(settings: &Settings) -> u64 {
    let data = format!("target/kafka/run-{}/data", std::process::id());
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join(data);
    let segments = |partition| {
        let files = files(&data.join(format!("{}-{partition}", settings.name(Topic::ScoreState))));
        let is_log = |path: &Path| path.extension().is_some_and(|end| end == "log");
        files.iter().filter(|(path, _)| is_log(path)).map(|(_, size)| size).sum::<u64>()
    };
    (0..PARTITIONS).map(segments).sum()
}

fn files(dir: &Path) -> Vec<(PathBuf, u64)> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.ok()?;
        Some((entry.path(), entry.metadata().ok()?.len()))
    };
    entries.filter_map(file).collect()
}
