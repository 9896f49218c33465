//! The metrics of a day as plain figures: for whoever is told them in another way than by a scrape.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::observability::metrics::definition::PREFIX;
use crate::observability::metrics::trends::TrendsMetrics;

/// A figure of a metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    /// Name of the metric, without the prefix that all have.
    pub metric: String,
    /// Names and values of the labels.
    #[serde(serialize_with = "as_object")]
    pub labels: Vec<(String, String)>,
    /// Value of the metric with these labels.
    pub value: f64,
}

impl Sample {
    /// Every figure that is set.
    pub fn all(trends: &TrendsMetrics) -> Vec<Self> {
        let mut samples = Vec::new();
        for family in trends.gather() {
            let name = family.name();
            let name = name.strip_prefix(PREFIX).and_then(|name| name.strip_prefix('_')).unwrap_or(name);
            // What says of a process whether it is ready says nothing of a day.
            for metric in family.get_metric().iter().filter(|_| name != "trends_ready") {
                let labels = metric.get_label().iter().map(|label| (label.name().to_owned(), label.value().to_owned()));
                let value = metric.get_gauge().get_value();
                samples.push(Self { metric: name.to_owned(), labels: labels.collect(), value });
            }
        }
        samples
    }

    /// The value of a label; empty where the metric has none of that name.
    pub fn label(&self, name: &str) -> &str {
        self.labels.iter().find(|label| label.0 == name).map_or("", |label| &label.1)
    }
}

fn as_object<S: Serializer>(labels: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(labels.len()))?;
    for (name, value) in labels {
        map.serialize_entry(name, value)?;
    }
    map.end()
}
