//! How an instance is at the moment, as `GET /v1/status` tells it and `attrition-watch status` shows it.
//!
//! Its figures are those of `/metrics`, looked up by their names, so that the two never say different things. What an
//! instance does not measure (it runs no such stage, or the log has no such thing) is `null`, never zero.

mod figures;
mod told;

pub use figures::Figures;
pub use told::{Alerts, Models, Partition, Stage, Status, Trends};

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::alerts::Index;
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
    now: OffsetDateTime,
) -> Status {
    let states = ready.states();
    let mut names: BTreeSet<String> = figures.values_of("stage").into_iter().collect();
    names.extend(states.keys().cloned());
    let state = |name: &str| states.get(name).map_or("works", |(state, _)| state).to_owned();
    let stages = names.iter().map(|name| stage(figures, name, state(name), now)).collect();
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
            Alerts { open, by_status }
        }),
        work_after_end: whole(figures.value("work_after_end_total", &[])).unwrap_or(0),
        events: figures.by("events_total", "outcome"),
        dead_letters: figures.by("dead_letters_total", "code"),
        doubts: doubts(&deliveries, &passed_over),
        deliveries,
        passed_over,
    }
}

/// Channels that have passed over records and delivered none. One that was just configured, or has just started where all was
/// told, is among them: whoever waits for messages sees why there are none.
fn doubts(deliveries: &ByTwo, passed_over: &ByTwo) -> Vec<String> {
    let delivered = |channel: &String| deliveries.get(channel).and_then(|outcomes| outcomes.get("delivered")).copied();
    let silent = passed_over.iter().filter(|(channel, _)| delivered(channel).unwrap_or(0) == 0);
    let words = |(channel, reasons): (&String, &BTreeMap<String, u64>)| {
        let counted = reasons.iter().filter(|(_, n)| **n > 0).map(|(reason, n)| format!("{n} {reason}"));
        let (all, counted) = (reasons.values().sum::<u64>(), counted.collect::<Vec<_>>().join(", "));
        let records = if all == 1 { "record" } else { "records" };
        (all > 0).then(|| {
            format!(
                "`{channel}` has passed over {all} {records} ({counted}) and delivered none since the process began"
            )
        })
    };
    silent.filter_map(words).collect()
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
