//! The metrics of risk as the trends stage hands them over: all at once.

use prometheus::Registry;

use super::definition::PREFIX;
use super::model_health::ModelHealth;
use super::people::People;

/// All metrics of risk as of a moment. They are made anew each time that something changes and take the place of those before
/// as a whole, so that a scrape never sees the half of them, and a team that is gone is gone.
pub struct Trends {
    registry: Registry,
    /// Risk, leavers and alerts by site and team.
    pub people: People,
    /// Whether the model still fits.
    pub model_health: ModelHealth,
}

impl Trends {
    /// All of them, none set.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new_custom(Some(PREFIX.to_owned()), None)?;
        let (people, model_health) = (People::register(&registry)?, ModelHealth::register(&registry)?);
        Ok(Self { registry, people, model_health })
    }

    /// What they are, as families of metrics.
    pub fn gather(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.registry.gather()
    }
}
