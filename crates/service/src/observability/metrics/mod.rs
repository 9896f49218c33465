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

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use prometheus::proto::MetricFamily;
use prometheus::{Encoder, Registry, TextEncoder};

use self::definition::{MetricGroup, PREFIX};
use self::delivery::Delivery;
use self::events::Events;
pub use self::events::Received;
use self::model_health::ModelHealth;
use self::people::People;
use self::process::Process;
use self::state::State;
use self::steps::Steps;
use self::trends::TrendsMetrics;
use crate::observability::summary::Standstill;
use crate::observability::summary::{ChannelSummary, StateSize, Summary};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Via;
use attrition_core::model::{Band, Model};
use attrition_pipeline::{Count, Counts};
use attrition_stream::runner::clock::now_ms;
use attrition_stream::{Lag, TurnProgress};

/// All definitions, as they stand in the docs.
pub const GROUPS: [MetricGroup; 7] =
    [Events::GROUP, Steps::GROUP, State::GROUP, Delivery::GROUP, Process::GROUP, People::GROUP, ModelHealth::GROUP];

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Whoever builds from a repository can say from which revision.
const REVISION: &str = match option_env!("ATTRITION_WATCH_REVISION") {
    Some(revision) => revision,
    None => "",
};

/// Everything that is measured.
pub struct Metrics {
    registry: Registry,
    events: Events,
    steps: Steps,
    state: State,
    delivery: Delivery,
    /// Channels whose receiver takes nothing: what is a sentence is no label.
    standstills: Mutex<BTreeMap<String, Standstill>>,
    process: Process,
    summary: Mutex<Summary>,
    trends: Mutex<Option<TrendsMetrics>>,
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
        process.build_info.with_label_values(&[VERSION, REVISION]).set(1);
        Ok(Self {
            registry,
            events,
            steps,
            state,
            delivery,
            standstills: Mutex::default(),
            process,
            summary: Mutex::default(),
            trends: Mutex::default(),
        })
    }

    /// Takes in what a turn of a stage did.
    pub fn after_turn(&self, stage: StageName, progress: &TurnProgress) {
        self.summed().after_turn(stage, progress);
        if progress.records > 0 {
            self.events.records_total.with_label_values(&[stage.code()]).inc_by(progress.records as u64);
        }
        if progress.rebalanced {
            match stage {
                StageName::Ingest => self.events.begin(),
                StageName::Score => self.events.begin_score(),
                StageName::Desk => self.events.begin_desk(),
                StageName::Deliver | StageName::Trends => {}
            }
        }
        self.steps.after_turn(stage, progress, now_ms());
        self.state.after_turn(stage, progress);
        self.show_counts(&progress.counts);
    }

    /// Takes in what was counted.
    pub fn counts(&self, counts: &Counts) {
        self.summed().counts.merge(counts);
        self.show_counts(counts);
    }

    fn show_counts(&self, counts: &Counts) {
        counts.iter().for_each(|(count, n)| self.events.count(count, n));
    }

    /// Sets how far behind the partitions of a stage are.
    pub fn lags(&self, stage: StageName, lags: Vec<Lag>) {
        self.summed().stage(stage).set_lags(lags, now_ms());
    }

    /// Sets the last day that a stage has closed, if it knows of one.
    pub fn closed(&self, stage: StageName, day: Option<Date>) {
        if day.is_some() {
            self.summed().stage(stage).closed = day;
        }
    }

    /// Sets how many people the state of a stage is about, and how many bytes it has.
    pub fn set_state_size(&self, stage: StageName, people: usize, bytes: usize) {
        let size = StateSize { agents: people as u64, bytes: bytes as u64 };
        self.summed().stage(stage).state = Some(size);
        self.state.state_agents.with_label_values(&[stage.code()]).set(whole(people as u64));
        self.state.state_bytes.with_label_values(&[stage.code()]).set(whole(bytes as u64));
    }

    /// Sets whether the instance can be relied on.
    pub fn ready(&self, is_ready: bool) {
        self.process.ready.set(is_ready.into());
    }

    /// Sets how many bytes of records a stage holds.
    pub fn set_held_bytes(&self, stage: StageName, bytes: usize) {
        self.summed().stage(stage).held_bytes = Some(bytes as u64);
        self.steps.held_bytes.with_label_values(&[stage.code()]).set(whole(bytes as u64));
    }

    /// Adds to a count of a stage.
    pub fn count(&self, count: Count, n: u64) {
        self.summed().counts.add_many(count, n);
        self.events.count(count, n);
    }

    /// Counts events that came over HTTP.
    pub fn posted(&self, outcome: Received, n: u64) {
        self.events.http_events_total.with_label_values(&[outcome.code()]).inc_by(n);
    }

    /// Counts feedback that came by a way of HTTP.
    pub fn feedback(&self, by: Via, outcome: Received) {
        self.events.feedback_total.with_label_values(&[by.code(), outcome.code()]).inc();
    }

    /// Counts a record of a topic of the service's own that a reader could not read.
    pub fn unreadable(&self, topic: Topic, reader: &str) {
        self.events.unreadable_records_total.with_label_values(&[topic.role(), reader]).inc();
    }

    /// Sets the models that score the open day.
    pub fn models(&self, champion: &Model, shadow: Option<&Model>) {
        self.summed().set_models(champion, shadow);
        self.process.model_info.reset();
        self.process.model_trained_timestamp_seconds.reset();
        for (band, from) in [(Band::Amber, champion.amber), (Band::Red, champion.red)] {
            self.process.band_threshold.with_label_values(&[band.code()]).set(from);
        }
        for (role, model) in [("champion", Some(champion)), ("shadow", shadow)] {
            let Some(model) = model else { continue };
            self.process.model_info.with_label_values(&[role, &model.id]).set(1);
            if let Some(until) = model.trained_until {
                self.process.model_trained_timestamp_seconds.with_label_values(&[role]).set(end_of(until));
            }
        }
    }

    /// Sets how many records of the models topic are refused.
    pub fn models_refused(&self, n: usize) {
        self.summed().models.refused = n as u64;
        self.process.models_refused.set(whole(n as u64));
    }

    /// Sets whether the log is full.
    pub fn log_full(&self, is_full: bool) {
        self.process.log_full.set(is_full.into());
    }

    /// Changes the figures of a channel, and shows them.
    pub fn channel(&self, name: &str, change: impl FnOnce(&mut ChannelSummary, &Delivery)) {
        change(self.summed().channels.entry(name.to_owned()).or_default(), &self.delivery);
    }

    /// Sets since when the receiver of a channel takes nothing, and why; `None` where it takes what it is sent.
    pub fn stands_still(&self, channel: &str, standstill: Option<&Standstill>) {
        let mut standstills = self.standstills();
        if standstills.get(channel) == standstill {
            return;
        }
        match standstill {
            Some(standstill) => drop(standstills.insert(channel.to_owned(), standstill.clone())),
            None => drop(standstills.remove(channel)),
        }
    }

    /// The channels whose receiver takes nothing.
    pub fn standstills(&self) -> MutexGuard<'_, BTreeMap<String, Standstill>> {
        self.standstills.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows the metrics of risk, instead of those that were shown before.
    pub fn show_trends(&self, trends: TrendsMetrics) {
        *self.trends.lock().unwrap_or_else(PoisonError::into_inner) = Some(trends);
    }

    /// What is known of the instance at this moment.
    pub fn summary(&self) -> Summary {
        let trends = self.trends.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(TrendsMetrics::summary);
        Summary { trends, ..self.summed().clone() }
    }

    fn summed(&self) -> MutexGuard<'_, Summary> {
        self.summary.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The metrics in Prometheus' text format.
    pub fn text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.gather(), &mut text)?;
        Ok(text)
    }

    fn gather(&self) -> Vec<MetricFamily> {
        // One after the other: some of it is set for the scrape.
        let trends = self.trends.lock().unwrap_or_else(PoisonError::into_inner);
        self.steps.show(&self.summed().stages, now_ms());
        let of_risk = trends.as_ref().map(TrendsMetrics::gather).unwrap_or_default();
        self.registry.gather().into_iter().chain(of_risk).collect()
    }
}

/// The end of a business date, in UTC: seconds since 1970-01-01.
pub(crate) fn end_of(day: Date) -> f64 {
    f64::from(day.0 + 1) * 86_400.0
}

/// As far as a gauge of whole numbers goes.
pub(crate) fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
