//! What grows with time alone: told as of each scrape, not as of the last turn of a stage, which may be stuck.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::steps::Steps;
use super::{end_of, whole};
use crate::engine::date::Date;
use crate::log::Lag;
use crate::wire::stage_name::StageName;

/// A stage that is idle takes a turn at least every fifth of a second. One that was not looked at for so long, milliseconds, is
/// in a step, and the records of it are not processed.
const SILENT_MS: u64 = 5_000;

/// How far behind each stage is.
#[derive(Default)]
pub(super) struct Late(Mutex<BTreeMap<StageName, Stage>>);

#[derive(Default)]
struct Stage {
    lags: Vec<Lag>,
    looked_ms: u64,
    closed: Option<Date>,
}

impl Late {
    /// Sets how far behind the partitions of a stage are at a time.
    pub(super) fn lags(&self, stage: StageName, lags: Vec<Lag>, now_ms: u64) {
        self.with(stage, |late| (late.lags, late.looked_ms) = (lags, now_ms));
    }

    /// Sets the last day that a stage has closed. What is known stays known: a stage without partitions knows of none.
    pub(super) fn closed(&self, stage: StageName, day: Option<Date>) {
        if day.is_some() {
            self.with(stage, |late| late.closed = day);
        }
    }

    /// Sets the metrics to what they are at a time, milliseconds since 1970-01-01 UTC.
    pub(super) fn show(&self, steps: &Steps, now_ms: u64) {
        let stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Partitions that are gone are gone.
        steps.lag_records.reset();
        steps.lag_seconds.reset();
        steps.open_transaction_seconds.reset();
        for (stage, late) in stages.iter() {
            let stage = stage.code();
            steps.partitions.with_label_values(&[stage]).set(whole(late.lags.len() as u64));
            for lag in &late.lags {
                let partition = lag.partition.to_string();
                if let Some(records) = lag.records {
                    steps.lag_records.with_label_values(&[stage, &partition]).set(whole(records));
                }
                let seconds = late.since_ms(lag, now_ms).map_or(0.0, |since_ms| seconds(now_ms, since_ms));
                steps.lag_seconds.with_label_values(&[stage, &partition]).set(seconds);
                let open = lag.transaction_since_ms.map_or(0.0, |since_ms| self::seconds(now_ms, since_ms));
                steps.open_transaction_seconds.with_label_values(&[stage, &partition]).set(open);
            }
            if let Some(day) = late.closed {
                let delay = now_ms as f64 / 1e3 - end_of(day);
                steps.watermark_delay_seconds.with_label_values(&[stage]).set(delay);
            }
        }
    }

    fn with(&self, stage: StageName, change: impl FnOnce(&mut Stage)) {
        let mut stages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(stages.entry(stage).or_default());
    }
}

impl Stage {
    /// Since when something of a partition waits, if anything does.
    fn since_ms(&self, lag: &Lag, now_ms: u64) -> Option<u64> {
        let is_silent = now_ms.saturating_sub(self.looked_ms) > SILENT_MS;
        lag.since_ms.or(is_silent.then_some(self.looked_ms))
    }
}

fn seconds(now_ms: u64, since_ms: u64) -> f64 {
    now_ms.saturating_sub(since_ms) as f64 / 1e3
}

#[cfg(test)]
mod tests {
    use prometheus::Registry;

    use super::*;

    #[test]
    fn what_waits_grows_older_while_a_stage_is_stuck() {
        let steps = Steps::register(&Registry::new()).expect("the names are right");
        let late = Late::default();
        let lag = |partition, since_ms| Lag { partition, records: Some(3), since_ms, transaction_since_ms: None };
        late.lags(StageName::Score, vec![lag(0, Some(8_000)), lag(1, None)], 10_000);
        late.closed(StageName::Score, Date::from_ymd(1970, 1, 1));
        let seconds = |partition| steps.lag_seconds.with_label_values(&["score", partition]).get();
        late.show(&steps, 11_000);
        assert_eq!((seconds("0"), seconds("1")), (3.0, 0.0));
        late.show(&steps, 20_000);
        assert_eq!((seconds("0"), seconds("1")), (12.0, 10.0), "it has not come round since");
        late.closed(StageName::Score, None);
        late.lags(StageName::Score, vec![], 86_400_000);
        late.show(&steps, 86_460_000);
        let told = prometheus::core::Collector::collect(&steps.lag_seconds);
        assert!(told.iter().all(|family| family.get_metric().is_empty()), "its partitions are gone");
        assert_eq!(steps.watermark_delay_seconds.with_label_values(&["score"]).get(), 60.0);
    }
}
