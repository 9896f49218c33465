//! The metrics of past days as OpenMetrics text with timestamps, from which Prometheus makes blocks of its history.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::RiskHistoryState;
use crate::observability::metrics::GROUPS;
use crate::projections::trends::day::{DAY_S, day};
use crate::projections::trends::rows::closes_at_s;
use crate::projections::trends::sample::Sample;
use attrition_core::basics::date::Date;

/// What is to be written.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The label `job` that Prometheus gives to what it scrapes from the service: so that past and present are one series.
    pub job: String,
    /// First business date that is written.
    pub from: Date,
    /// Last business date that is written.
    pub to: Date,
    /// Time between two samples of a series. A figure stands from when its day is closed until the next one is.
    pub every: Duration,
    /// Nothing is written that would be shown later than this, seconds since 1970-01-01 UTC.
    pub until_s: i64,
}

/// Figures of a finished export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Days that have scores.
    pub days: usize,
    /// Number of time series that were written.
    pub series: usize,
    /// Number of samples that were written.
    pub samples: u64,
}

/// The figures of a series: of which days, and which.
type Series = BTreeMap<String, Vec<(Date, f64)>>;

/// Writes the metrics of the closed days of a history. `tell` hears of each day that is made.
pub fn export(
    history: &RiskHistoryState,
    wanted: &ExportRequest,
    to: &mut dyn Write,
    tell: &mut dyn FnMut(),
) -> anyhow::Result<Exported> {
    let mut families: BTreeMap<String, Series> = BTreeMap::new();
    let mut exported = Exported::default();
    for date in history.closed_days().filter(|day| (wanted.from..=wanted.to).contains(day)) {
        for sample in Sample::all(&day(history, date)?) {
            let series = families.entry(sample.metric.clone()).or_default();
            series.entry(labels(&sample, &wanted.job)).or_default().push((date, sample.value));
        }
        exported.days += 1;
        tell();
    }
    for definition in GROUPS.iter().flat_map(|group| group.definitions) {
        let Some(series) = families.get(definition.name) else { continue };
        let name = definition.full_name();
        writeln!(to, "# HELP {name} {}\n# TYPE {name} {}", escaped(definition.help), definition.kind.text())?;
        for (labels, figures) in series {
            exported.series += 1;
            for (day, value) in figures {
                exported.samples += write_day(to, &format!("{name}{labels}"), *day, *value, wanted)?;
            }
        }
    }
    writeln!(to, "# EOF")?;
    Ok(exported)
}

/// Writes what is shown of a day, from its close until the next.
fn write_day(to: &mut dyn Write, series: &str, day: Date, value: f64, wanted: &ExportRequest) -> io::Result<u64> {
    let every = i64::try_from(wanted.every.as_secs()).unwrap_or(DAY_S).clamp(1, DAY_S);
    let (first, end) = (closes_at_s(day), closes_at_s(day + 1).min(wanted.until_s));
    let mut samples = 0;
    let mut at = first;
    while at < end {
        writeln!(to, "{series} {value} {at}")?;
        (samples, at) = (samples + 1, at + every);
    }
    Ok(samples)
}

fn labels(sample: &Sample, job: &str) -> String {
    let job = [("job", job)].into_iter().filter(|(_, job)| !job.is_empty());
    let own = sample.labels.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let labels: Vec<String> = job.chain(own).map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
