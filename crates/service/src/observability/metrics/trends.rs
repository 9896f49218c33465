//! The metrics of risk as the trends stage hands them over: all at once.

use prometheus::Registry;

use super::definition::PREFIX;
use super::model_health::ModelHealth;
use super::people::People;
use crate::observability::summary::TrendsSummary;
use attrition_core::basics::date::Date;

/// All metrics of risk as of a moment. They are made anew each time that something changes and take the place of those before
/// as a whole, so that a scrape never sees the half of them, and a team that is gone is gone.
pub struct TrendsMetrics {
    registry: Registry,
    /// How far the stage is.
    summary: TrendsSummary,
    /// Risk, leavers and alerts by site and team.
    pub people: People,
    /// Whether the model still fits.
    pub model_health: ModelHealth,
}

impl TrendsMetrics {
    /// All of them, none set.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some(PREFIX.to_owned()), None)?;
        let (people, model_health) = (People::register(&registry)?, ModelHealth::register(&registry)?);
        let summary = TrendsSummary { is_ready: false, day: None };
        Ok(Self { registry, summary, people, model_health })
    }

    /// Says which closed day they are of.
    pub fn set_day(&mut self, day: Date) {
        self.summary.day = Some(day);
        let begins = f64::from(day.0) * 86_400.0;
        self.model_health.trends_day_timestamp_seconds.with_label_values(&[] as &[&str]).set(begins);
    }

    /// Says that all is read that was there at the beginning.
    pub fn set_ready(&mut self) {
        self.summary.is_ready = true;
        self.model_health.trends_ready.set(1);
    }

    /// How far the stage is.
    pub fn summary(&self) -> TrendsSummary {
        self.summary
    }

    /// What they are, as families of metrics.
    pub fn gather(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.registry.gather()
    }
}
