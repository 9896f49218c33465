//! The values of metrics, looked up by name and labels.

use std::collections::{BTreeMap, BTreeSet};

use prometheus::proto::{Metric, MetricFamily, MetricType};

use crate::live::metrics::definition::PREFIX;

/// Metrics as they were gathered at a moment. Names are without their prefix.
pub struct Figures(BTreeMap<String, MetricFamily>);

/// Labels with their values.
type Labels<'a> = [(&'a str, &'a str)];

impl Figures {
    /// Of what a registry has gathered.
    pub fn new(families: Vec<MetricFamily>) -> Self {
        let named = |family: MetricFamily| {
            let name = family.name().trim_start_matches(PREFIX).trim_start_matches('_');
            (name.to_owned(), family)
        };
        Self(families.into_iter().map(named).collect())
    }

    /// The value of the one series with these labels; of several, their sum.
    pub fn value(&self, name: &str, of: &Labels<'_>) -> Option<f64> {
        self.sum(name, of)
    }

    /// The sum of the series with these labels; `None` where there is none.
    pub fn sum(&self, name: &str, of: &Labels<'_>) -> Option<f64> {
        self.series(name, of).map(|(_, value)| value).reduce(|a, b| a + b)
    }

    /// The greatest of the series with these labels; `None` where there is none.
    pub fn max(&self, name: &str, of: &Labels<'_>) -> Option<f64> {
        self.series(name, of).map(|(_, value)| value).reduce(f64::max)
    }

    /// What a label says in the first series with these labels that is not 0.
    pub fn label(&self, name: &str, of: &Labels<'_>, label: &str) -> Option<String> {
        let mut said = self.series(name, of).filter(|(_, value)| *value != 0.0);
        said.find_map(|(metric, _)| label_of(metric, label).map(str::to_owned))
    }

    /// Every value of a label, over all metrics.
    pub fn values_of(&self, label: &str) -> BTreeSet<String> {
        let metrics = self.0.values().flat_map(|family| family.get_metric());
        metrics.filter_map(|metric| label_of(metric, label).map(str::to_owned)).collect()
    }

    /// The numbers that a label has in the series with these labels, rising.
    pub fn numbers(&self, name: &str, of: &Labels<'_>, label: &str) -> BTreeSet<u32> {
        self.series(name, of).filter_map(|(metric, _)| label_of(metric, label)?.parse().ok()).collect()
    }

    /// Counts by a label.
    pub fn by(&self, name: &str, label: &str) -> BTreeMap<String, u64> {
        self.by_where(name, &[], label)
    }

    /// Counts by a label, of the series with these labels.
    pub fn by_where(&self, name: &str, of: &Labels<'_>, label: &str) -> BTreeMap<String, u64> {
        let mut counts = BTreeMap::new();
        for (metric, value) in self.series(name, of) {
            *counts.entry(label_of(metric, label).unwrap_or_default().to_owned()).or_insert(0) += value as u64;
        }
        counts
    }

    /// Counts by two labels.
    pub fn by_two(&self, name: &str, first: &str, second: &str) -> BTreeMap<String, BTreeMap<String, u64>> {
        let firsts: BTreeSet<String> =
            self.series(name, &[]).filter_map(|(metric, _)| label_of(metric, first).map(str::to_owned)).collect();
        firsts.into_iter().map(|one| (one.clone(), self.by_where(name, &[(first, &one)], second))).collect()
    }

    /// The series of a gauge or a counter with these labels.
    fn series<'a>(&'a self, name: &str, of: &'a Labels<'a>) -> impl Iterator<Item = (&'a Metric, f64)> {
        let family = self.0.get(name);
        let metrics = family.map_or(&[][..], |family| family.get_metric());
        let has_all = |metric: &&Metric| of.iter().all(|(label, value)| label_of(metric, label) == Some(value));
        metrics.iter().filter(has_all).map(move |metric| {
            let kind = family.map(MetricFamily::get_field_type);
            let value = match kind {
                Some(MetricType::COUNTER) => metric.get_counter().get_value(),
                _ => metric.get_gauge().get_value(),
            };
            (metric, value)
        })
    }
}

fn label_of<'a>(metric: &'a Metric, name: &str) -> Option<&'a str> {
    metric.get_label().iter().find(|label| label.name() == name).map(|label| label.value())
}

#[cfg(test)]
mod tests {
    use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};

    use super::*;

    fn figures() -> Figures {
        let registry = Registry::new_custom(Some(PREFIX.to_owned()), None).expect("the prefix is a name");
        let lag = IntGaugeVec::new(Opts::new("lag_records", "Lag."), &["stage", "partition"]).expect("it is a metric");
        let count = IntCounterVec::new(Opts::new("deliveries_total", "Count."), &["channel", "outcome"]);
        let count = count.expect("it is a metric");
        registry.register(Box::new(lag.clone())).expect("it is new");
        registry.register(Box::new(count.clone())).expect("it is new");
        for (partition, records) in [("10", 3), ("2", 4)] {
            lag.with_label_values(&["score", partition]).set(records);
        }
        count.with_label_values(&["ops", "delivered"]).inc_by(7);
        Figures::new(registry.gather())
    }

    #[test]
    fn values_are_found_by_name_and_labels() {
        let figures = figures();
        let score = [("stage", "score")];
        assert_eq!(figures.value("lag_records", &[("stage", "score"), ("partition", "2")]), Some(4.0));
        assert_eq!((figures.sum("lag_records", &score), figures.max("lag_records", &score)), (Some(7.0), Some(4.0)));
        assert_eq!(figures.numbers("lag_records", &score, "partition").into_iter().collect::<Vec<_>>(), [2, 10]);
        assert_eq!(figures.by_two("deliveries_total", "channel", "outcome")["ops"]["delivered"], 7);
    }

    #[test]
    fn what_is_not_measured_is_not_zero() {
        let figures = figures();
        assert_eq!(figures.value("lag_records", &[("stage", "desk")]), None);
        assert_eq!(figures.value("lag_minutes", &[]), None);
        assert!(figures.by("lag_minutes", "stage").is_empty());
    }
}
