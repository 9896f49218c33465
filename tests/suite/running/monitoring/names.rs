//! Each metric that a board or a rule names is one that the service has, or that a rule records.

use std::collections::BTreeSet;

use attrition_service::observability::metrics::GROUPS;
use attrition_service::observability::metrics::definition::MetricKind;

use super::boards::{boards, deploy, selectors};

/// Names of all series that the service may have.
fn series() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for definition in GROUPS.iter().flat_map(|group| group.definitions) {
        let name = definition.full_name();
        if definition.kind == MetricKind::Histogram {
            names.extend(["bucket", "sum", "count"].map(|part| format!("{name}_{part}")));
        } else {
            names.insert(name);
        }
    }
    names
}

#[test]
fn boards_and_rules_name_metrics_that_there_are() {
    let mut known = series();
    let rules = super::files(&deploy("prometheus/rules"), "yml");
    for (_, text) in &rules {
        known.extend(text.lines().filter_map(|line| line.trim_start().strip_prefix("- record: ")).map(str::to_owned));
    }
    let mut unknown = BTreeSet::new();
    let mut asked = BTreeSet::new();
    let expressions = boards().into_iter().flat_map(|board| board.queries()).map(|query| query.expr);
    for text in expressions.chain(rules.into_iter().map(|(_, text)| text)) {
        for selector in selectors(&text) {
            asked.insert(selector.metric.clone());
            if !known.contains(&selector.metric) {
                unknown.insert(selector.metric);
            }
        }
    }
    assert!(unknown.is_empty(), "no such metrics: {unknown:?}");
    // And what is measured is looked at by someone.
    let counted = |name: &String| asked.contains(name) || (name.ends_with("_sum") || name.ends_with("_count"));
    let idle: Vec<&String> = known.iter().filter(|name| !counted(name)).collect();
    assert!(idle.is_empty(), "neither a board nor a rule asks for {idle:?}");
}
