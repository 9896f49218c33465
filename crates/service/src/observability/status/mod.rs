//! How an instance is at the moment, as `GET /v1/status` tells it and `attrition-watch status` shows it.
//!
//! It is made of the same summary as `/metrics`, so that the two never say different things. What an instance does not measure (it
//! runs no such stage, or the log has no such thing) is `null`, never zero.

mod channels;
mod counts;
mod instance_status;

pub use instance_status::{
    AlertsStatus, ChannelStatus, InstanceStatus, ModelsStatus, PartitionStatus, StageStatus, TrendsStatus,
};

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use self::channels::{STAGE_PREFIX, channel, doubts};
use self::counts::{dead_letters, events, suppressed};
use crate::observability::readiness::Readiness;
use crate::observability::summary::Standstill;
use crate::observability::summary::{StageSummary, Summary};
use attrition_config::Config;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::records::stage_name::StageName;
use attrition_pipeline::Count;

/// What an instance is called and since when it runs.
#[derive(Clone, Debug)]
pub struct InstanceInfo {
    /// Name that it keeps; empty for none.
    instance: String,
    /// Kind of the log: `kafka` or `embedded`.
    log: &'static str,
    since: Instant,
}

impl InstanceInfo {
    /// An instance of this configuration that begins now.
    pub fn new(config: &Config) -> Self {
        let log = if config.is_kafka() { "kafka" } else { "embedded" };
        Self { instance: config.log.instance.clone(), log, since: Instant::now() }
    }
}

/// The status of the instance `now`; `standing` are the open alerts and all by status, once they have been read.
pub fn status(
    about: &InstanceInfo,
    summary: &Summary,
    ready: &Readiness,
    is_full: bool,
    standing: Option<(u64, BTreeMap<AlertStatus, u64>)>,
    standstills: &BTreeMap<String, Standstill>,
    now: OffsetDateTime,
) -> InstanceStatus {
    let states = ready.states();
    let mut names: BTreeSet<String> = summary.stages.keys().map(ToString::to_string).collect();
    names.extend(states.keys().cloned());
    let state = |name: &str| states.get(name).map_or("works", |(state, _)| state).to_owned();
    let channels: Vec<ChannelStatus> = states
        .keys()
        .filter_map(|name| {
            let channel = name.strip_prefix(STAGE_PREFIX)?;
            Some(self::channel(summary.channels.get(channel), channel, state(name), standstills.get(channel)))
        })
        .collect();
    let now_ms = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let stages = names.iter().map(|name| match name.strip_prefix(STAGE_PREFIX) {
        Some(of) => {
            let channel = channels.iter().find(|one| one.channel == of);
            let state = channel.map_or_else(|| state(name), |channel| channel.state.clone());
            let records = channel.map_or(0, |channel| channel.delivered);
            StageStatus { records, ..stage(&StageSummary::default(), name, state, now_ms) }
        }
        None => {
            let of = StageName::from_code(name).and_then(|name| summary.stages.get(&name));
            stage(of.unwrap_or(&StageSummary::default()), name, state(name), now_ms)
        }
    });
    let stages = stages.collect();
    let mut waits: Vec<String> =
        states.iter().filter_map(|(name, (_, why))| why.as_ref().map(|why| format!("{name} {why}"))).collect();
    if is_full {
        waits.insert(0, "the log takes nothing, because its disk is full".to_owned());
    }
    InstanceStatus {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        instance: about.instance.clone(),
        log: about.log.to_owned(),
        time: now.format(&Rfc3339).unwrap_or_default(),
        up_seconds: about.since.elapsed().as_secs(),
        ready: waits.is_empty(),
        waits,
        stages,
        models: ModelsStatus {
            champion: summary.models.champion.clone(),
            shadow: summary.models.shadow.clone(),
            trained: summary.models.trained_until.map(|day| day.to_string()),
            refused: summary.models.refused,
        },
        trends: summary
            .trends
            .map(|trends| TrendsStatus { ready: trends.is_ready, day: trends.day.map(|day| day.to_string()) }),
        alerts: standing.map(|(open, by_status)| AlertsStatus {
            open,
            by_status: by_status.into_iter().map(|(status, n)| (status.to_string(), n)).collect(),
        }),
        suppressed: suppressed(summary),
        work_after_end: summary.counts.total(|count| count == Count::WorkAfterEnd),
        events: events(&summary.counts),
        dead_letters: dead_letters(summary),
        doubts: doubts(&channels, &summary.channels),
        channels,
        deliveries: counts::deliveries(&summary.channels),
        passed_over: counts::passed_over(&summary.channels),
    }
}

fn stage(summary: &StageSummary, name: &str, state: String, now_ms: u64) -> StageStatus {
    let partitions: Vec<PartitionStatus> = summary
        .lags
        .iter()
        .map(|lag| PartitionStatus {
            partition: lag.partition,
            lag_records: lag.records,
            lag_seconds: Some(summary.lag_seconds(lag, now_ms)),
            open_transaction_seconds: Some(StageSummary::open_transaction_seconds(lag, now_ms)),
        })
        .collect();
    StageStatus {
        stage: name.to_owned(),
        state,
        owned: summary.looked_ms.map(|_| partitions.len() as u64),
        lag_records: partitions.iter().filter_map(|partition| partition.lag_records).reduce(|a, b| a + b),
        lag_seconds: partitions.iter().filter_map(|partition| partition.lag_seconds).reduce(f64::max),
        partitions,
        closed: summary.closed.map(|day| day.to_string()),
        watermark_delay_seconds: summary.watermark_delay_seconds(now_ms),
        records: summary.records,
        held_bytes: summary.held_bytes,
        state_bytes: summary.state.map(|state| state.bytes),
        state_agents: summary.state.map(|state| state.agents),
        restoring_left: summary.restoring.map(|restoring| restoring.records_left),
        commits: counts::commits(summary),
        rebalances: (summary.rebalances > 0).then_some(summary.rebalances),
    }
}
