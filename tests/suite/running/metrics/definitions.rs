//! The definitions of metrics among themselves: names and labels as Prometheus has them, and none of a person.

use std::collections::BTreeSet;

use attrition_service::observability::metrics::GROUPS;
use attrition_service::observability::metrics::definition::{Definition, MetricKind};
use attrition_service::observability::metrics::labels::LABELS;

fn definitions() -> impl Iterator<Item = &'static Definition> {
    GROUPS.iter().flat_map(|group| group.definitions)
}

#[test]
fn labels_are_told_of_and_never_an_agents() {
    let used: BTreeSet<&str> = definitions().flat_map(|definition| definition.labels).copied().collect();
    let told: Vec<&str> = LABELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(used.iter().copied().collect::<Vec<_>>(), told, "each label is told of once, in order");
    // Names that would make a person findable, or series without end; `le` and `quantile` are Prometheus' own.
    let never = ["agent", "agent_id", "subject", "supervisor", "alert", "id", "name", "le", "quantile"];
    assert!(never.iter().all(|name| !used.contains(name)), "{used:?}");
}

#[test]
fn names_and_texts_are_as_prometheus_has_them() {
    let mut names = BTreeSet::new();
    for Definition { name, kind, help, buckets, .. } in definitions() {
        assert!(names.insert(*name), "{name} is defined twice");
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()), "{name}");
        assert_eq!(name.ends_with("_total"), *kind == MetricKind::Counter, "{name}");
        assert!(help.ends_with('.') && !help.contains('|') && !help.contains("  "), "{name}: {help}");
        assert_eq!(!buckets.is_empty(), *kind == MetricKind::Histogram, "{name} has its own buckets");
        assert!(buckets.is_sorted_by(|a, b| a < b), "{name}");
    }
}
