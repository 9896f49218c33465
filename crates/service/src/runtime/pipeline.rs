//! All stages of one process over one local log, one after the other.

use std::sync::Arc;
use std::time::Duration;

use attrition_contracts::records::stage_name::StageName;
use attrition_pipeline::Stage;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::IngestStage;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::{Error, Remedy, StageRunner, TurnProgress};

/// Ingest, score and desk over a store.
pub struct Pipeline<S> {
    /// The ingest stage's member.
    pub ingest: StageRunner<IngestStage, LocalLog<S>>,
    /// The score stage's member.
    pub score: StageRunner<ScoreStage, LocalLog<S>>,
    /// The desk stage's member.
    pub desk: StageRunner<DeskStage, LocalLog<S>>,
}

impl<S: Store> Pipeline<S> {
    /// The stages, each with its side of the store.
    pub fn new(store: &Arc<SharedStore<S>>, ingest: IngestStage, score: ScoreStage, desk: DeskStage) -> Self {
        fn member<T: Stage, S: Store>(store: &Arc<SharedStore<S>>, stage: T) -> StageRunner<T, LocalLog<S>> {
            let log = LocalLog::new(store, stage.name().code(), stage.inputs());
            StageRunner::new(stage, log)
        }
        Self { ingest: member(store, ingest), score: member(store, score), desk: member(store, desk) }
    }

    /// Works until nothing is left to do; tells of each turn, by stage.
    pub fn drain(&mut self, mut tell: impl FnMut(StageName, &TurnProgress)) -> Result<(), Error> {
        let now = Duration::ZERO;
        loop {
            let turns = [
                (StageName::Ingest, self.ingest.turn(now)?),
                (StageName::Score, self.score.turn(now)?),
                (StageName::Desk, self.desk.turn(now)?),
            ];
            turns.iter().for_each(|(stage, turn)| tell(*stage, turn));
            let is_idle = |turn: &TurnProgress| turn.records == 0 && !turn.rebalanced;
            // What was just restored has not been read from yet.
            let is_whole = |turn: &TurnProgress| turn.restoring.is_empty() && turn.restored.is_empty();
            if turns.iter().all(|(_, turn)| is_idle(turn) && is_whole(turn)) {
                return self.has_room();
            }
        }
    }

    /// Stages that wait for room have something left to do.
    fn has_room(&mut self) -> Result<(), Error> {
        if self.ingest.log().is_full() {
            return Err(Error::new(Remedy::MakeRoom, "the log is full: make room on its disk and start again"));
        }
        Ok(())
    }
}
