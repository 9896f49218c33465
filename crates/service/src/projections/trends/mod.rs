//! Risk over time: the history of every agent's scores beside what became of people and alerts, read from the log and kept in
//! memory; the metrics that are made of it for each day, for groups that are large enough; and one agent's own history, which
//! never becomes a metric.

mod day;
mod export;
mod history;
mod model_fit;
mod rows;
mod sample;

pub use day::day;
pub use export::{ExportRequest, Exported, export};
pub use history::RiskHistoryState;
pub use history::follow::{RiskHistory, TrendsFollower};
pub use history::places::OTHER;
pub use history::reading::Reading;
pub use model_fit::drift::AGENTS_MIN as DRIFT_AGENTS_MIN;
pub use rows::{AgentRow, TeamRow};
pub use sample::Sample;
