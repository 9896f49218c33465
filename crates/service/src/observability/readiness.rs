//! Whether the service can be relied on: every stage has its partitions, and their state is complete.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use attrition_stream::TurnProgress;

/// What each stage waits for.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<BTreeMap<String, WaitReason>>);

/// What a stage waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WaitReason {
    /// The stage waits to be assigned partitions.
    Partitions,
    /// The state of so many of them: records read, and left at most.
    State { partitions: usize, records: u64, left: u64 },
    /// The stage is ready.
    Nothing,
    /// It has ended, or is about to.
    End,
}

impl Readiness {
    /// For these stages, none of which has partitions. Without stages, it is ready.
    pub fn new(stages: impl IntoIterator<Item = String>) -> Self {
        Self(Mutex::new(stages.into_iter().map(|stage| (stage, WaitReason::Partitions)).collect()))
    }

    /// Takes in what a turn of a stage did.
    pub fn after_turn(&self, stage: &str, progress: &TurnProgress) {
        let mut stages = self.lock();
        let waits = stages.entry(stage.to_owned()).or_insert(WaitReason::Partitions);
        if *waits == WaitReason::Partitions && !progress.rebalanced {
            return;
        }
        let sum = |of: fn(&attrition_stream::RestoringPartition) -> u64| progress.restoring.iter().map(of).sum();
        *waits = match progress.restoring.len() {
            0 => WaitReason::Nothing,
            partitions => WaitReason::State { partitions, records: sum(|one| one.records), left: sum(|one| one.left) },
        };
    }

    /// A stage has ended.
    pub fn end(&self, stage: &str) {
        self.lock().insert(stage.to_owned(), WaitReason::End);
    }

    /// What is waited for, in words; `None` when it is ready.
    pub fn waits_for(&self) -> Option<String> {
        let mut text = String::new();
        for (stage, waits) in self.lock().iter() {
            let Some(line) = waits.words() else { continue };
            writeln!(text, "not ready: {stage} {line}").expect("a text can be written to");
        }
        (!text.is_empty()).then_some(text)
    }

    /// Each stage with its state in a word (`works`, `waits`, `restores`, `ended`), and what it waits for.
    pub fn states(&self) -> BTreeMap<String, (&'static str, Option<String>)> {
        let state = |waits: &WaitReason| match waits {
            WaitReason::Partitions => "waits",
            WaitReason::State { .. } => "restores",
            WaitReason::Nothing => "works",
            WaitReason::End => "ended",
        };
        self.lock().iter().map(|(stage, waits)| (stage.clone(), (state(waits), waits.words()))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, WaitReason>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitReason {
    fn words(self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Partitions => Some("waits for its partitions".to_owned()),
            Self::State { partitions, records, left } => {
                Some(format!("restores {partitions} partitions: {records} records read, at most {left} left"))
            }
            Self::End => Some("has ended".to_owned()),
        }
    }
}
