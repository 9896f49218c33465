//! What is known of the running instance: plain figures, of which the metrics, `GET /v1/status` and the tables are made.

mod channel;
mod stage;

pub use channel::{ChannelSummary, Passed, Standstill};
pub use stage::{Commits, RestoringPartitions, StageSummary, StateSize};

use std::collections::BTreeMap;

use attrition_contracts::records::stage_name::StageName;
use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_pipeline::Counts;
use attrition_stream::TurnProgress;

/// What an instance has done since it began, and how it is. Nothing in it names a person, a team or a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The stages that run here.
    pub stages: BTreeMap<StageName, StageSummary>,
    /// The channels of delivery, by name.
    pub channels: BTreeMap<String, ChannelSummary>,
    /// What the stages have counted.
    pub counts: Counts,
    /// The models that score the open day.
    pub models: ModelsSummary,
    /// How far the trends stage is; `None` where none runs here.
    pub trends: Option<TrendsSummary>,
}

/// The models in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelsSummary {
    /// Id of the model whose scores count.
    pub champion: Option<String>,
    /// Who scores beside it.
    pub shadow: Option<String>,
    /// The last day that the champion was trained on; `None` for one that was not trained.
    pub trained_until: Option<Date>,
    /// Records of the models topic that are refused.
    pub refused: u64,
}

/// How far the trends stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrendsSummary {
    /// It has read all that was there when it began.
    pub is_ready: bool,
    /// The closed day that it shows; `None` before the first.
    pub day: Option<Date>,
}

impl Summary {
    /// Takes in what a turn of a stage did.
    pub fn after_turn(&mut self, stage: StageName, progress: &TurnProgress) {
        self.stage(stage).after_turn(progress);
        self.counts.merge(&progress.counts);
    }

    /// The figures of a stage.
    pub fn stage(&mut self, stage: StageName) -> &mut StageSummary {
        self.stages.entry(stage).or_default()
    }

    /// Whether a stage has ever had partitions here.
    pub fn has_begun(&self, stage: StageName) -> bool {
        self.stages.get(&stage).is_some_and(|stage| stage.rebalances > 0)
    }

    /// Sets the models that score the open day.
    pub fn set_models(&mut self, champion: &Model, shadow: Option<&Model>) {
        self.models.champion = Some(champion.id.to_string());
        self.models.shadow = shadow.map(|model| model.id.to_string());
        self.models.trained_until = champion.trained_until;
    }
}
