//! The registry of models: a champion takes over on its date, in every log and in every order of reading.

mod commands;
mod moved;
mod named;
mod replayed;
mod retraining;
pub(crate) mod takeover;
mod trouble;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::score::{self, ScoreData};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Model};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::admin::registry::{Decided, Error, Registrar, RegistryCommand};
use attrition_service::import::importer::Importer;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use time::OffsetDateTime;

use attrition_test_support::stages::models;
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// The day from which the first part of the events ends.
pub(crate) const HALF: i32 = 40;

/// The first day of the centre.
pub(crate) fn first() -> Date {
    Date::parse("2026-01-05").expect("it is a date")
}

/// The centre's events of some days, by their number.
pub(crate) fn events(days: Range<i32>) -> Vec<String> {
    let recorded = |event: &String| {
        let date = event.split(r#""time":""#).nth(1).and_then(|rest| rest.get(..10));
        days.contains(&(Date::parse(date.expect("it has a time")).expect("it is a date") - first()))
    };
    centre::events().into_iter().filter(recorded).collect()
}

/// The score stage over the centre, which begins with a model.
pub(crate) fn score(base: Arc<Model>) -> ScoreStage {
    ScoreStage::new(ScoreWriter {
        models: InForce::new(base),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    })
}

/// A store with stages at work, and someone who decides.
pub(crate) struct Site<S> {
    pub(crate) store: Arc<SharedStore<S>>,
    importer: Importer<LocalLog<S>>,
    pipeline: Pipeline<S>,
    registrar: Registrar,
}

impl<S: Store + 'static> Site<S> {
    pub(crate) fn new(store: S) -> Self {
        let store = SharedStore::new(store);
        let log = LocalLog::new(&store, "import", &[]);
        let importer = Importer::open(log, centre::partitions(), "centre", b"centre", centre::now());
        let pipeline = pipeline(&store);
        let registrar = Registrar::over(Box::new(LocalLog::new(&store, "models", &[])), models::base());
        Self { importer: importer.expect("the log can be read"), pipeline, registrar, store }
    }

    /// Lets go of the stages and begins with new ones.
    fn restart(&mut self) {
        self.pipeline = pipeline(&self.store);
    }

    /// Takes in some days, closes the last and lets the stages work.
    fn live(&mut self, days: Range<i32>) {
        for event in events(days) {
            self.importer.line(event.as_bytes()).expect("the log can be written");
        }
        self.importer.close_days().expect("the log can be written");
        self.work();
    }

    fn work(&mut self) {
        self.pipeline.drain(|_, _| ()).expect("the log can be read and written");
    }

    fn decide(&mut self, wish: &RegistryCommand) -> Result<Decided, Error> {
        self.registrar.decide(wish, OffsetDateTime::UNIX_EPOCH)
    }

    /// A record as someone else might write it.
    fn write(&mut self, key: &str, value: &[u8]) {
        let output = attrition_contracts::records::record::Output::new(Topic::Models, 0, key.as_bytes(), value);
        let step = attrition_stream::Step { outputs: vec![output], positions: vec![] };
        self.store.with(|store| store.commit("other", step)).expect("the log can be written");
    }

    fn records(&self, topic: Topic) -> Vec<Record> {
        let read = |partition| self.store.with(|store| store.read(topic, partition, 0, usize::MAX >> 8));
        (0..PARTITIONS).flat_map(|partition| read(partition).expect("the log can be read")).collect()
    }

    pub(crate) fn scores(&self) -> Vec<(String, ScoreData)> {
        let read = |record: &Record| score::read(&record.value).ok().flatten().expect("scores read back");
        self.records(Topic::Scores).iter().map(read).collect()
    }
}

fn pipeline<S: Store>(store: &Arc<SharedStore<S>>) -> Pipeline<S> {
    Pipeline::new(store, centre::ingest(), score(models::base().model), centre::desk())
}

/// The day as scores write it.
pub(crate) fn day(number: i32) -> String {
    (first() + number).to_string()
}

/// A fresh folder for a test.
fn folder(name: &str) -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("registry-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    path
}
