//! A process of the service: its members die together.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Model};
use attrition_pipeline::Stage;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::runtime::closer::Closer;
use attrition_service::runtime::model;
use attrition_stream::{Error, StageRunner};
use time::OffsetDateTime;

use super::cluster::Cluster;
use super::side::Side;
use attrition_test_support::stages::play::now;

/// Ingest with its timer, score and desk.
pub(super) struct Process {
    ingest: StageRunner<IngestStage, Side>,
    closer: Closer,
    pub(super) score: StageRunner<ScoreStage, Side>,
    desk: StageRunner<DeskStage, Side>,
}

/// The stages, by name.
pub(super) const STAGES: [&str; 3] = ["ingest", "score", "desk"];

impl Process {
    pub(super) fn started(cluster: &Cluster, number: usize, partitions: u32) -> Self {
        fn member<S: Stage>(cluster: &Cluster, number: usize, stage: S) -> StageRunner<S, Side> {
            let side = cluster.side(number, stage.name().code(), stage.inputs());
            StageRunner::new(stage, side)
        }
        Self {
            ingest: member(cluster, number, ingest(partitions)),
            closer: Closer::default(),
            score: member(cluster, number, score(partitions)),
            desk: member(cluster, number, DeskStage::new(Rules::default())),
        }
    }

    /// One turn of one stage.
    pub(super) fn turn(&mut self, stage: &str, clock: OffsetDateTime) -> Result<(), Error> {
        match stage {
            "ingest" => {
                self.ingest.turn(Duration::ZERO)?;
                self.closer.close_due(&mut self.ingest, clock)
            }
            "score" => self.score.turn(Duration::ZERO).map(drop),
            _ => self.desk.turn(Duration::ZERO).map(drop),
        }
    }
}

pub(super) fn ingest(partitions: u32) -> IngestStage {
    IngestStage::new(Partitions { journal: partitions, dead_letters: partitions }, now())
}

pub(super) fn score(partitions: u32) -> ScoreStage {
    ScoreStage::new(ScoreWriter {
        models: InForce::new(touchy()),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: partitions,
        desk_partitions: partitions,
    })
}

/// The prior with thresholds at which even a small centre has alerts.
fn touchy() -> Arc<Model> {
    static MODEL: OnceLock<Arc<Model>> = OnceLock::new();
    let made = || {
        let prior = model::load("").expect("the prior is sound");
        Arc::new(Model { amber: 0.012, red: 0.02, ..(*prior).clone() })
    };
    Arc::clone(MODEL.get_or_init(made))
}
