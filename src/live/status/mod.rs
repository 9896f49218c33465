//! How an instance is at the moment, as `GET /v1/status` tells it and `attrition-watch status` shows it.
//!
//! Its figures are those of `/metrics`, looked up by their names, so that the two never say different things. What an
//! instance does not measure (it runs no such stage, or the log has no such thing) is `null`, never zero.

mod channels;
mod figures;
mod told;

pub use figures::Figures;
pub use told::{Alerts, Channel, Models, Partition, Stage, Status, Trends};

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use self::channels::{STAGE_PREFIX, channel, doubts};
use super::alerts::Index;
use super::deliver::gate::Standstill;
use super::readiness::Readiness;
use crate::engine::date::Date;
use crate::wire::cloudevent::local_date;
use crate::wire::config::Config;

/// Counts by two labels.
type ByTwo = BTreeMap<String, BTreeMap<String, u64>>;

/// Seconds of a day.
const DAY_S: f64 = 86_400.0;

/// What an instance is called and since when it runs.
#[derive(Clone, Debug)]
pub struct About {
    /// Name that it keeps; empty for none.
    instance: String,
    /// `kafka` or `embedded`.
    log: &'static str,
    since: Instant,
}

impl About {
    /// An instance of this configuration that begins now.
    pub fn of(config: &Config) -> Self {
        let log = if config.is_kafka() { "kafka" } else { "embedded" };
        Self { instance: config.log.instance.clone(), log, since: Instant::now() }
    }
}

/// How the instance is `now`.
pub fn status(
    about: &About,
    figures: &Figures,
    ready: &Readiness,
    is_full: bool,
    index: &Index,
    standstills: &BTreeMap<String, Standstill>,
    now: OffsetDateTime,
) -> Status {
    let states = ready.states();
    let mut names: BTreeSet<String> = figures.values_of("stage").into_iter().collect();
    names.extend(states.keys().cloned());
    let state = |name: &str| states.get(name).map_or("works", |(state, _)| state).to_owned();
    let channels: Vec<Channel> = states
        .keys()
        .filter_map(|name| {
            let channel = name.strip_prefix(STAGE_PREFIX)?;
            Some(self::channel(figures, channel, state(name), standstills.get(channel)))
        })
        .collect();
    let stages = names.iter().map(|name| match name.strip_prefix(STAGE_PREFIX) {
        Some(of) => channels.iter().find(|one| one.channel == of).map_or_else(
            || stage(figures, name, state(name), now),
            |channel| Stage { records: channel.delivered, ..stage(figures, name, channel.state.clone(), now) },
        ),
        None => stage(figures, name, state(name), now),
    });
    let stages = stages.collect();
    let mut waits: Vec<String> =
        states.iter().filter_map(|(name, (_, why))| why.as_ref().map(|why| format!("{name} {why}"))).collect();
    if is_full {
        waits.insert(0, "the log takes nothing, because its disk is full".to_owned());
    }
    let deliveries = figures.by_two("deliveries_total", "channel", "outcome");
    let passed_over = figures.by_two("delivery_passed_over_total", "channel", "reason");
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        instance: about.instance.clone(),
        log: about.log.to_owned(),
        time: now.format(&Rfc3339).unwrap_or_default(),
        up_seconds: about.since.elapsed().as_secs(),
        ready: waits.is_empty(),
        waits,
        stages,
        models: Models {
            champion: figures.label("model_info", &[("role", "champion")], "model"),
            shadow: figures.label("model_info", &[("role", "shadow")], "model"),
            trained: figures.value("model_trained_timestamp_seconds", &[("role", "champion")]).and_then(day_of),
            refused: whole(figures.value("models_refused", &[])).unwrap_or(0),
        },
        trends: figures.value("trends_ready", &[]).map(|ready| Trends {
            ready: ready == 1.0,
            day: figures.value("trends_day_timestamp_seconds", &[]).and_then(|begins| day_of(begins + DAY_S)),
        }),
        alerts: index.is_read().then(|| {
            let (open, by_status) = index.standing();
            Alerts { open, by_status: by_status.into_iter().map(|(status, n)| (status.to_string(), n)).collect() }
        }),
        suppressed: figures.by("alerts_suppressed_total", "why"),
        work_after_end: whole(figures.value("work_after_end_total", &[])).unwrap_or(0),
        events: figures.by("events_total", "outcome"),
        dead_letters: figures.by("dead_letters_total", "code"),
        doubts: doubts(&channels, &passed_over),
        channels,
        deliveries,
        passed_over,
    }
}

fn stage(figures: &Figures, name: &str, state: String, now: OffsetDateTime) -> Stage {
    let of = [("stage", name)];
    let value = |metric: &str| figures.value(metric, &of);
    let numbers = figures.numbers("lag_seconds", &of, "partition");
    let partitions = numbers.into_iter().map(|partition| {
        let text = partition.to_string();
        let of = [("stage", name), ("partition", text.as_str())];
        Partition {
            partition,
            lag_records: whole(figures.value("lag_records", &of)),
            lag_seconds: figures.value("lag_seconds", &of),
            open_transaction_seconds: figures.value("open_transaction_seconds", &of),
        }
    });
    let delay = value("watermark_delay_seconds");
    Stage {
        stage: name.to_owned(),
        state,
        partitions: partitions.collect(),
        owned: whole(value("partitions")),
        lag_records: whole(figures.sum("lag_records", &of)),
        lag_seconds: figures.max("lag_seconds", &of),
        closed: delay.and_then(|delay| closed(now, delay)),
        watermark_delay_seconds: delay,
        records: whole(value("records_total")).unwrap_or(0),
        held_bytes: whole(value("held_bytes")),
        state_bytes: whole(value("state_bytes")),
        state_agents: whole(value("state_agents")),
        restoring_left: whole(value("restore_records_left")).filter(|_| value("restore_partitions") > Some(0.0)),
        commits: figures.by_where("commits_total", &of, "outcome"),
        rebalances: whole(value("rebalances_total")),
    }
}

/// The last closed day: the delay is the time since its end, which is a midnight.
fn closed(now: OffsetDateTime, delay_seconds: f64) -> Option<String> {
    let delay = Duration::try_from_secs_f64(delay_seconds).ok()?;
    // Halfway through the day, so that a second more or less is the same day.
    let noon = now.checked_sub(delay.try_into().ok()?)?.checked_sub(time::Duration::hours(12))?;
    Some(local_date(noon).to_string())
}

/// The day that ends at a time.
fn day_of(end_seconds: f64) -> Option<String> {
    let days = (end_seconds / DAY_S).ceil() - 1.0;
    (days >= 0.0 && days < f64::from(i32::MAX)).then(|| Date(days as i32).to_string())
}

/// A count: what is no whole number is none.
fn whole(value: Option<f64>) -> Option<u64> {
    value.filter(|value| value.is_finite() && *value >= 0.0).map(|value| value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_that_end() {
        let midnight = f64::from(Date::parse("2026-03-02").expect("it is a date").0) * DAY_S;
        assert_eq!(day_of(midnight).as_deref(), Some("2026-03-01"));
        assert_eq!(day_of(midnight + 1.0).as_deref(), Some("2026-03-02"));
        assert_eq!(day_of(f64::NAN), None);
        let at = |seconds: f64| OffsetDateTime::from_unix_timestamp(seconds as i64).expect("it is a time");
        // Six hours after the end of the day, and with a second of another clock.
        for delay in [21_599.0, 21_600.0, 21_601.0] {
            assert_eq!(closed(at(midnight + 21_600.0), delay).as_deref(), Some("2026-03-01"));
        }
        assert_eq!(closed(at(midnight), -1.0), None);
    }
}
