//! All stages of one process over one local log, one after the other.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::log::local::{LocalLog, Store};
use crate::log::{Error, Member};
use crate::stages::desk::Desk;
use crate::stages::ingest::Ingest;
use crate::stages::score::Score;
use crate::stages::{Counts, Stage};

/// Ingest, score and desk over a store.
pub struct Pipeline<S> {
    /// The ingest stage's member.
    pub ingest: Member<Ingest, LocalLog<S>>,
    /// The score stage's member.
    pub score: Member<Score, LocalLog<S>>,
    /// The desk stage's member.
    pub desk: Member<Desk, LocalLog<S>>,
}

impl<S: Store> Pipeline<S> {
    /// The stages, each with its side of the store.
    pub fn new(store: &Arc<Mutex<S>>, ingest: Ingest, score: Score, desk: Desk) -> Self {
        fn member<T: Stage, S: Store>(store: &Arc<Mutex<S>>, stage: T) -> Member<T, LocalLog<S>> {
            let log = LocalLog::new(store, stage.name(), stage.inputs());
            Member::new(stage, log)
        }
        Self { ingest: member(store, ingest), score: member(store, score), desk: member(store, desk) }
    }

    /// Works until nothing is left to do; says after each turn how many records it took.
    pub fn drain(&mut self, mut progress: impl FnMut(usize)) -> Result<Counts, Error> {
        let mut counts = Counts::default();
        loop {
            let turns = [self.ingest.turn(Duration::ZERO)?, self.score.turn(Duration::ZERO)?, self.desk.turn(Duration::ZERO)?];
            turns.iter().for_each(|turn| counts.merge(&turn.counts));
            progress(turns[1].records);
            if turns.iter().all(|turn| turn.records == 0 && !turn.rebalanced) {
                return Ok(counts);
            }
        }
    }
}
