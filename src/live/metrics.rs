//! Metrics for Prometheus. Labels are from small closed sets; never an id of a person.

use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::deliver::Measured;
use super::restoring::Restores;
use super::status::Figures;
use crate::log::Progress;

/// What a count becomes: its name in a step, the metric, its help and its labels.
const COUNTERS: [(&str, &str, &str, &[&str]); 9] = [
    ("ingested", "ingested_total", "Events taken in from the source topics, by type.", &["type"]),
    ("dead_letters", "dead_letters_total", "Records refused, by reason.", &["code"]),
    ("days_closed", "days_closed_total", "Business days closed.", &[]),
    (
        "events",
        "events_total",
        "Journal events processed by the score stage, by kind and outcome.",
        &["kind", "outcome"],
    ),
    ("scores", "scores_total", "Scores published, by band; interim ones are those between closes.", &["band", "when"]),
    ("reports", "reports_total", "Records of the desk inbox that could not be used.", &["reason"]),
    ("alerts", "alerts_total", "Alert records published, by status and by what raised them.", &["status", "raised_by"]),
    ("posted", "http_events_total", "Events that came in over HTTP, by outcome.", &["outcome"]),
    ("said", "feedback_total", "Feedback about alerts that came in over HTTP, by way and outcome.", &["by", "outcome"]),
];

/// Everything that is measured.
pub struct Metrics {
    registry: Registry,
    counters: Vec<IntCounterVec>,
    records: IntCounterVec,
    step_seconds: HistogramVec,
    held: IntGaugeVec,
    agents: IntGaugeVec,
    model: IntGaugeVec,
    models_refused: IntGauge,
    log_full: IntGauge,
    restores: Restores,
    deliveries: Measured,
}

impl Metrics {
    /// All metrics, at zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some("attrition_watch".to_owned()), None)?;
        let mut counters = Vec::with_capacity(COUNTERS.len());
        for (_, name, help, labels) in COUNTERS {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone()))?;
            counters.push(counter);
        }
        let records =
            IntCounterVec::new(Opts::new("records_total", "Records processed and committed, by stage."), &["stage"])?;
        registry.register(Box::new(records.clone()))?;
        // From a step of a few records on a fast disk to a restore's first step on a slow one.
        let buckets = vec![0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0];
        let options =
            HistogramOpts::new("step_seconds", "Time of a step that processed records, by stage.").buckets(buckets);
        let step_seconds = HistogramVec::new(options, &["stage"])?;
        registry.register(Box::new(step_seconds.clone()))?;
        let held = IntGaugeVec::new(
            Opts::new("held_bytes", "Records that were read and cannot be processed yet, bytes, by stage."),
            &["stage"],
        )?;
        registry.register(Box::new(held.clone()))?;
        let agents =
            IntGaugeVec::new(Opts::new("agents", "Agents by band of their last score, on this instance."), &["band"])?;
        registry.register(Box::new(agents.clone()))?;
        let model = IntGaugeVec::new(
            Opts::new("model_info", "Always 1: the models that score the open day on this instance, by role."),
            &["role", "model"],
        )?;
        registry.register(Box::new(model.clone()))?;
        let models_refused = IntGauge::new(
            "models_refused",
            "Records of the models topic that change nothing, because they are broken or foreign.",
        )?;
        registry.register(Box::new(models_refused.clone()))?;
        let log_full = IntGauge::new("log_full", "1 while the log takes nothing because its disk is full.")?;
        registry.register(Box::new(log_full.clone()))?;
        let restores = Restores::register(&registry)?;
        let deliveries = Measured::register(&registry)?;
        Ok(Self {
            registry,
            counters,
            records,
            step_seconds,
            held,
            agents,
            model,
            models_refused,
            log_full,
            restores,
            deliveries,
        })
    }

    /// Takes in what a turn of a stage did.
    pub fn turn(&self, stage: &str, progress: &Progress, seconds: f64) {
        if progress.records > 0 {
            self.records.with_label_values(&[stage]).inc_by(progress.records as u64);
            self.step(stage).observe(seconds);
        }
        self.restores.turn(stage, progress);
        for (what, first, second, n) in progress.counts.iter() {
            self.count(what, first, second, n);
        }
    }

    /// Sets how many bytes of records a stage holds.
    pub fn held(&self, stage: &str, bytes: usize) {
        self.held.with_label_values(&[stage]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Adds to a count.
    pub fn count(&self, what: &str, first: &str, second: &str, n: u64) {
        let Some(place) = COUNTERS.iter().position(|counter| counter.0 == what) else { return };
        let labels = COUNTERS[place].3.len();
        self.counters[place].with_label_values(&[first, second][..labels]).inc_by(n);
    }

    /// Sets how many agents are in a band.
    pub fn agents(&self, band: &str, n: i64) {
        self.agents.with_label_values(&[band]).set(n);
    }

    /// Sets the models that score the open day.
    pub fn models(&self, champion: &str, shadow: Option<&str>) {
        self.model.reset();
        self.model.with_label_values(&["champion", champion]).set(1);
        if let Some(shadow) = shadow {
            self.model.with_label_values(&["shadow", shadow]).set(1);
        }
    }

    /// Sets how many records of the models topic are refused.
    pub fn models_refused(&self, n: usize) {
        self.models_refused.set(i64::try_from(n).unwrap_or(i64::MAX));
    }

    /// Sets whether the log is full.
    pub fn log_full(&self, is_full: bool) {
        self.log_full.set(is_full.into());
    }

    /// What is measured of delivery.
    pub fn deliveries(&self) -> Measured {
        self.deliveries.clone()
    }

    /// The values of all metrics at this moment.
    pub fn figures(&self) -> Figures {
        Figures::new(self.registry.gather())
    }

    /// The metrics in Prometheus' text format.
    pub fn text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }

    fn step(&self, stage: &str) -> Histogram {
        self.step_seconds.with_label_values(&[stage])
    }
}
