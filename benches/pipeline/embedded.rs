//! Import into the embedded log, and all three stages over it.

use std::path::Path;

use attrition_contracts::records::topic::Topic;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::ScoreStage;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};

use crate::{Bare, PARTITIONS, setting};
use attrition_test_support::measure::cost::measure;
use attrition_test_support::measure::figures::Figures;
use attrition_test_support::measure::tickets;

pub(crate) fn run(lines: &[String], figures: &mut Figures) {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()));
    let store = SharedStore::new(Embedded::open(&dir, PARTITIONS).expect("the folder can be written"));
    let (_, import) = measure(|| tickets::import(LocalLog::new(&store, "import", &[]), lines, PARTITIONS));
    let (bare, alone) = measure(|| {
        let mut bare = Bare::default();
        (0..PARTITIONS).for_each(|partition| store.with(|store| read(store, partition, &mut bare)));
        bare
    });
    let ((), drain) = measure(|| {
        let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
        let (ingest, setting) = (IngestStage::new(partitions, tickets::now()), setting(PARTITIONS));
        let desk = DeskStage::new(setting.rules.clone());
        let mut pipeline = Pipeline::new(&store, ingest, ScoreStage::new(setting), desk);
        pipeline.drain(|_, _| {}).expect("the log can be written");
    });
    drop(store);
    std::fs::remove_dir_all(&dir).expect("the folder is this bench's own");
    let n = bare.events();
    figures.add("embedded: import", import.per_second(n), "events/s");
    figures.add("embedded: import", import.cpu_us(n), "us CPU/event");
    figures.add("embedded: score and desk", drain.per_second(n), "events/s");
    figures.add("embedded: score and desk", drain.cpu_us(n), "us CPU/event");
    figures.add("  bare loop: read, decode, count", alone.cpu_us(n), "us CPU/event");
}

fn read(store: &mut Embedded, partition: u32, bare: &mut Bare) {
    let mut next = 0;
    loop {
        let records = store.read(Topic::Journal, partition, next, 20_000).expect("the log can be read");
        let Some(last) = records.last() else { return };
        next = last.offset + 1;
        records.iter().for_each(|record| bare.record(&record.key, &record.value));
    }
}
