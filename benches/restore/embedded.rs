//! From the embedded log, where state is a table.

use std::path::Path;
use std::time::Duration;

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::{StageRunner, Step};

use crate::changelog::{Changelog, setting};
use crate::{PARTITIONS, seconds, wall};
use attrition_test_support::measure::cost::{Cost, measure};
use attrition_test_support::measure::figures::Figures;

/// Records of a step, as the stages write them.
const STEP: usize = 20_000;

pub(crate) fn run(changelog: &Changelog, figures: &mut Figures) {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("restore-{}", std::process::id()));
    let mut log = Embedded::open(&dir, PARTITIONS).expect("the folder can be written");
    for (partition, records) in changelog.partitions.iter().enumerate() {
        for step in records.chunks(STEP) {
            let output = |(key, value): &crate::changelog::Kept| {
                Output::new(Topic::ScoreState, partition as u32, key.clone(), value.clone())
            };
            let step = Step { outputs: step.iter().map(output).collect(), positions: Vec::new() };
            log.commit("bench", step).expect("the log can be written");
        }
    }
    let store = SharedStore::new(log);
    let (one, two) = (restored(&store, changelog, 1), restored(&store, changelog, 2));
    drop(store);
    std::fs::remove_dir_all(&dir).expect("the folder is this bench's own");
    figures.against("embedded: one thread", seconds(one, changelog), "s CPU/100,000 agents", 20.0);
    figures.add("embedded: two threads", wall(two, changelog), "s/100,000 agents");
}

fn restored(store: &std::sync::Arc<SharedStore<Embedded>>, changelog: &Changelog, threads: usize) -> Cost {
    let log = LocalLog::new(store, "score", &[Topic::Journal]);
    let mut member = StageRunner::restoring(ScoreStage::new(setting()), log, threads);
    let (people, cost) = measure(|| {
        let mut restored = Vec::new();
        while restored.len() < PARTITIONS as usize {
            restored.extend(member.turn(Duration::from_millis(100)).expect("the log can be read").restored);
        }
        restored.iter().map(|one| one.people).sum::<usize>()
    });
    assert_eq!(people, changelog.agents);
    cost
}
