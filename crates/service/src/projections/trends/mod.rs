//! Risk over time: the history of every agent's scores beside what became of people and alerts, read from the log and kept in
//! memory; the metrics that are made of it for each day, for groups that are large enough; and one agent's own history, which
//! never becomes a metric.

mod alert_lifecycles;
mod answered;
mod blurred;
mod calibration;
mod closes;
mod cross_section;
mod day;
mod drift;
mod export;
mod figure_groups;
mod follow;
mod history;
mod notices;
mod performance;
mod places;
mod reading;
mod risk;
mod rows;
mod sample;

pub use day::day;
pub use drift::AGENTS_MIN as DRIFT_AGENTS_MIN;
pub use export::{Exported, Wanted, export};
pub use follow::{Following, Known};
pub use history::History;
pub use places::OTHER;
pub use reading::Reading;
pub use rows::{AgentRow, TeamRow};
pub use sample::Sample;
