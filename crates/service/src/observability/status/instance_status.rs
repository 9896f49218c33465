//! What a status says, as JSON has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an instance is. No member names a person, a team or a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InstanceStatus {
    /// Version of the program.
    pub version: String,
    /// Name that the instance keeps over restarts; empty for none.
    pub instance: String,
    /// Kind of the log: `kafka` or `embedded`.
    pub log: String,
    /// When this was so, RFC 3339.
    pub time: String,
    /// Seconds since the process began.
    pub up_seconds: u64,
    /// Every stage has its partitions and their state.
    pub ready: bool,
    /// What is waited for, where it is not ready.
    pub waits: Vec<String>,
    /// The stages that run here, and the channels of delivery.
    pub stages: Vec<StageStatus>,
    /// How each channel of delivery is.
    #[serde(default)]
    pub channels: Vec<ChannelStatus>,
    /// The models that score here, champion and shadow.
    pub models: ModelsStatus,
    /// Risk over time, where the trends stage runs here.
    pub trends: Option<TrendsStatus>,
    /// The alerts of the whole log; `None` while they are still being read.
    pub alerts: Option<AlertsStatus>,
    /// Alerts that the risk asks for and that were not raised, or not anew, since the process began, by why.
    #[serde(default)]
    pub suppressed: BTreeMap<String, u64>,
    /// Days on which someone worked after the last day of their employment, counted since the process began.
    #[serde(default)]
    pub work_after_end: u64,
    /// Events that the score stage processed since the process began, by what became of them; empty from earlier versions.
    #[serde(default)]
    pub events: BTreeMap<String, u64>,
    /// Records refused since the process began, by reason.
    pub dead_letters: BTreeMap<String, u64>,
    /// What became of messages since the process began, by channel and outcome.
    pub deliveries: BTreeMap<String, BTreeMap<String, u64>>,
    /// Records of the alerts topic that were passed over since the process began, by channel and reason.
    #[serde(default)]
    pub passed_over: BTreeMap<String, BTreeMap<String, u64>>,
    /// What somebody should look at, in words: channels that have passed over records and delivered none.
    #[serde(default)]
    pub doubts: Vec<String>,
}

/// A stage of the instance. What is not measured is `None`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageStatus {
    /// Name of the stage.
    pub stage: String,
    /// `works`, `waits` for its partitions, `restores` their state, `stands_still` (a channel), or has `ended`.
    pub state: String,
    /// The partitions that it owns, by number.
    pub partitions: Vec<PartitionStatus>,
    /// How many partitions it owns.
    pub owned: Option<u64>,
    /// Records that it has not processed, over its partitions.
    pub lag_records: Option<u64>,
    /// Age of the oldest of them, seconds; 0 at the end.
    pub lag_seconds: Option<f64>,
    /// The last business day that is closed, YYYY-MM-DD.
    pub closed: Option<String>,
    /// Seconds since the end of that day.
    pub watermark_delay_seconds: Option<f64>,
    /// Records processed and committed since the process began; of a channel, those that it has delivered.
    pub records: u64,
    /// Bytes of records that were read and cannot be processed yet.
    pub held_bytes: Option<u64>,
    /// Bytes of its state.
    pub state_bytes: Option<u64>,
    /// Agents in its state.
    pub state_agents: Option<u64>,
    /// Records of state that are left to restore, at most; `None` where nothing is being restored.
    pub restoring_left: Option<u64>,
    /// Steps since the process began, by what became of them.
    pub commits: BTreeMap<String, u64>,
    /// How often its partitions changed since the process began.
    pub rebalances: Option<u64>,
}

/// A channel of delivery. Its counts are since the process began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChannelStatus {
    /// Name of the channel, as under `deliver` in the configuration.
    pub channel: String,
    /// `works`, `waits` for its partitions, `stands_still`, or has `ended`.
    pub state: String,
    /// Records that its receiver has taken.
    pub delivered: u64,
    /// Records that wait to be delivered.
    pub waiting: u64,
    /// How long the oldest of them waits, seconds.
    pub waiting_seconds: f64,
    /// Number of tries that failed.
    pub failed: u64,
    /// Records that became dead letters.
    pub dead_letters: u64,
    /// Since when the receiver takes nothing, RFC 3339; `None` where it takes what it is sent.
    pub stands_still_since: Option<String>,
    /// What the receiver answered last, and what to do about it.
    pub stands_still_for: Option<String>,
}

/// A partition that a stage owns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartitionStatus {
    /// Number of the partition.
    pub partition: u32,
    /// Records that are not processed.
    pub lag_records: Option<u64>,
    /// Age of the oldest of them, seconds; 0 at the end.
    pub lag_seconds: Option<f64>,
    /// Seconds for which nothing of it could be read because another producer has left a transaction open; 0 where none is.
    #[serde(default)]
    pub open_transaction_seconds: Option<f64>,
}

/// The models in force, where a score stage runs here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelsStatus {
    /// Id of the model whose scores count.
    pub champion: Option<String>,
    /// Who scores beside it.
    pub shadow: Option<String>,
    /// The last day that the champion was trained on, YYYY-MM-DD; none for one that was not trained, as the prior.
    pub trained: Option<String>,
    /// Records of the models topic that are refused.
    pub refused: u64,
}

/// How far the trends stage is, which follows the whole log and owns no partitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendsStatus {
    /// It has read all that was there when it began.
    pub ready: bool,
    /// The closed day that it shows, YYYY-MM-DD; none before the first.
    pub day: Option<String>,
}

/// How the alerts of the log stand. Those of agents who are held out are not among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertsStatus {
    /// Raised, and neither closed nor kept from their supervisors.
    pub open: u64,
    /// All that were ever raised or withheld, by the status in which they are.
    pub by_status: BTreeMap<String, u64>,
}
