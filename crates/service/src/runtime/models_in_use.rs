//! Tells the world which models a running score stage uses, and which it refuses.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::observability::metrics::Metrics;
use attrition_core::basics::date::Date;
use attrition_pipeline::score::ScoreStage;

/// Two topics are two streams: what is announced in one may come later in the other, but not by so much.
const AWAITED_MAX: Duration = Duration::from_secs(10);

/// What was told last.
#[derive(Debug, Default)]
pub struct ReportedModels {
    open: Option<Date>,
    effects: usize,
    champion: String,
    shadow: Option<String>,
    refused: BTreeMap<String, String>,
    awaited_since: Option<Instant>,
    is_told: bool,
}

impl ReportedModels {
    /// Tells what has changed, each once.
    pub fn show(&mut self, score: &ScoreStage, metrics: &Metrics) {
        let open = score.org_and_partitions().0.passed().map(|passed| passed + 1);
        let effects = score.registry().effects().len();
        // Before a day is closed, the model is the same on all of them.
        let begins = self.champion.is_empty();
        if begins || open != self.open || effects != self.effects {
            (self.open, self.effects) = (open, effects);
            self.show_in_force(score, metrics);
        }
        if score.registry().refused() != &self.refused {
            self.show_refused(score.registry().refused(), metrics);
        }
        self.show_awaited(score.registry().awaited());
    }

    fn show_awaited(&mut self, awaited: usize) {
        if awaited == 0 {
            (self.awaited_since, self.is_told) = (None, false);
        } else if !self.is_told && self.awaited_since.get_or_insert_with(Instant::now).elapsed() > AWAITED_MAX {
            self.is_told = true;
            tracing::warn!(
                awaited,
                "decisions are announced in org and not in the models topic: days stay open until they are, or until a restart"
            );
        }
    }

    fn show_in_force(&mut self, score: &ScoreStage, metrics: &Metrics) {
        let scorers = score.models().scorers(self.open.unwrap_or_default(), false);
        let shadow = scorers.shadow.map(|shadow| shadow.id.to_string());
        if *self.champion != *scorers.champion.id || self.shadow != shadow {
            let day = self.open.map(tracing::field::display);
            tracing::info!(champion = &*scorers.champion.id, shadow, day, "models in force");
            self.champion = scorers.champion.id.to_string();
            self.shadow = shadow;
        }
        metrics.models(scorers.champion, scorers.shadow.map(|shadow| &**shadow));
    }

    fn show_refused(&mut self, refused: &BTreeMap<String, String>, metrics: &Metrics) {
        for (record, why) in refused.iter().filter(|(record, why)| self.refused.get(*record) != Some(*why)) {
            tracing::warn!(record, why, "a record of the models topic is refused: it changes nothing");
        }
        self.refused.clone_from(refused);
        metrics.models_refused(refused.len());
    }
}
