//! Metrics for Prometheus: each is defined once, in a file of this folder, and its doc comment is its help text and its line
//! in docs/metrics.md. Labels are from small closed sets; never an id of a person.

pub mod definition;
pub mod delivery;
pub mod events;
pub mod labels;
pub mod model_health;
pub mod page;
pub mod people;
pub mod process;
pub mod state;
pub mod steps;
pub mod trends;

use std::sync::{Mutex, PoisonError};

use prometheus::{Encoder, Registry, TextEncoder};

use self::definition::{Group, PREFIX};
use self::delivery::Delivery;
use self::events::Events;
use self::model_health::ModelHealth;
use self::people::People;
use self::process::Process;
use self::state::State;
use self::steps::Steps;
use self::trends::Trends;
use super::status::Figures;
use crate::log::Progress;

/// All definitions, as they stand in the docs.
pub const GROUPS: [Group; 7] =
    [Events::GROUP, Steps::GROUP, State::GROUP, Delivery::GROUP, Process::GROUP, People::GROUP, ModelHealth::GROUP];

/// Everything that is measured.
pub struct Metrics {
    registry: Registry,
    events: Events,
    steps: Steps,
    state: State,
    delivery: Delivery,
    process: Process,
    trends: Mutex<Option<Trends>>,
}

impl Metrics {
    /// All metrics, at zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some(PREFIX.to_owned()), None)?;
        let events = Events::register(&registry)?;
        let steps = Steps::register(&registry)?;
        let state = State::register(&registry)?;
        let delivery = Delivery::register(&registry)?;
        let process = Process::register(&registry)?;
        Ok(Self { registry, events, steps, state, delivery, process, trends: Mutex::default() })
    }

    /// Takes in what a turn of a stage did.
    pub fn turn(&self, stage: &str, progress: &Progress, seconds: f64) {
        if progress.records > 0 {
            self.events.records_total.with_label_values(&[stage]).inc_by(progress.records as u64);
            self.steps.step_seconds.with_label_values(&[stage]).observe(seconds);
        }
        self.state.turn(stage, progress);
        for (what, first, second, n) in progress.counts.iter() {
            self.count(what, first, second, n);
        }
    }

    /// Sets how many bytes of records a stage holds.
    pub fn held(&self, stage: &str, bytes: usize) {
        self.steps.held_bytes.with_label_values(&[stage]).set(whole(bytes as u64));
    }

    /// Adds to a count of [`crate::stages::Counts`].
    pub fn count(&self, what: &str, first: &str, second: &str, n: u64) {
        let Some((counter, labels)) = self.events.counter(what) else { return };
        counter.with_label_values(&[first, second][..labels]).inc_by(n);
    }

    /// Sets the models that score the open day.
    pub fn models(&self, champion: &str, shadow: Option<&str>) {
        let info = &self.process.model_info;
        info.reset();
        info.with_label_values(&["champion", champion]).set(1);
        if let Some(shadow) = shadow {
            info.with_label_values(&["shadow", shadow]).set(1);
        }
    }

    /// Sets how many records of the models topic are refused.
    pub fn models_refused(&self, n: usize) {
        self.process.models_refused.set(whole(n as u64));
    }

    /// Sets whether the log is full.
    pub fn log_full(&self, is_full: bool) {
        self.process.log_full.set(is_full.into());
    }

    /// What is measured of delivery.
    pub fn delivery(&self) -> Delivery {
        self.delivery.clone()
    }

    /// Shows the metrics of risk, instead of those that were shown before.
    pub fn show_trends(&self, trends: Trends) {
        *self.trends.lock().unwrap_or_else(PoisonError::into_inner) = Some(trends);
    }

    /// The values of all metrics of this instance at this moment.
    pub fn figures(&self) -> Figures {
        Figures::new(self.registry.gather())
    }

    /// The metrics in Prometheus' text format.
    pub fn text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        if let Some(trends) = &*self.trends.lock().unwrap_or_else(PoisonError::into_inner) {
            TextEncoder::new().encode(&trends.registry().gather(), &mut text)?;
        }
        Ok(text)
    }
}

/// As far as a gauge of whole numbers goes.
pub(super) fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
