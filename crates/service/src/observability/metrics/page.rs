//! The definitions as a page of documentation.

use std::fmt::Write;

use super::GROUPS;
use super::definition::{Definition, PREFIX};
use super::labels::LABELS;

const HEAD: &str = "# Metrics

This page is generated from the definitions in `crates/service/src/observability/metrics/`, whose doc comments are these lines and the help texts of
`GET /metrics`. A test fails when the page is stale, and `just accept` generates it again.

All names begin with `attrition_watch_`. Times are in seconds, sizes in bytes. A name that ends in `_total` is a counter: it starts at
zero at each start of the process, so take `rate` or `increase` of it. A metric with labels appears with its first value. Labels come from
small fixed sets and never name an agent.

Figures of *Risk and people* and of *Model health* are never about fewer than `trends.team_min` people. All other metrics, and the counts of
`GET /v1/status`, count the records of the whole service, whatever its size, because its operators must see whether it works, and a
counter that is hidden looks like a stage that has stopped. In a service for a handful of people they are about these few, so give
`/metrics` to its operators only.
";

/// The page as Markdown: a table for each group, then the labels.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    let mut row = |text: String| writeln!(page, "{text}").expect("a text can always grow");
    for group in GROUPS {
        row(format!("\n## {}\n\n{}\n", group.title, group.about));
        row("| Metric | Type | Labels | What it is |".to_owned());
        row("|---|---|---|---|".to_owned());
        group.definitions.iter().for_each(|definition| row(line(definition)));
    }
    row("\n## Labels\n\n| Label | Values |\n|---|---|".to_owned());
    LABELS.iter().for_each(|(name, values)| row(format!("| `{name}` | {values} |")));
    page
}

fn line(definition: &Definition) -> String {
    let labels: Vec<String> = definition.labels.iter().map(|label| format!("`{label}`")).collect();
    let mut told = definition.help.to_owned();
    if !definition.buckets.is_empty() {
        let edges: Vec<String> = definition.buckets.iter().map(f64::to_string).collect();
        told += &format!(" Buckets up to {}.", edges.join(", "));
    }
    format!("| `{PREFIX}_{}` | {} | {} | {told} |", definition.name, definition.kind.text(), labels.join(", "))
}
