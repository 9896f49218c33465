//! A status as a person reads it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use super::channels;
use crate::cli::terminal::number_format::{count, counted};
use crate::cli::terminal::table::Table;
use attrition_contracts::records::stage_name::StageName;
use attrition_service::observability::status::{InstanceStatus, PartitionStatus, StageStatus, TrendsStatus};

/// Partitions of a stage that are named: the ones that are furthest behind.
const BEHIND_MAX: usize = 3;

/// What is not measured.
pub(super) const NONE: &str = "-";

/// The status as text; with one of before and the time since then, records a second.
pub(super) fn status_text(status: &InstanceStatus, before: Option<(&InstanceStatus, Duration)>) -> String {
    let mut text = head(status);
    for table in [stages(status, before), channels::table(status)].iter().filter(|table| !table.is_empty()) {
        writeln!(text, "{table}").expect("a text can be written to");
    }
    text += &channels::letters_that_wait(status);
    status.stages.iter().for_each(|stage| text += &open_transactions(stage));
    text += &models(status);
    if let Some(trends) = &status.trends {
        text += &self::trends(trends);
    }
    text += &alerts(status);
    if status.suppressed.values().any(|n| *n > 0) {
        writeln!(text, "not raised  {}", counts(&status.suppressed)).expect("a text can be written to");
    }
    let without_effect =
        |outcome: &&String| matches!(outcome.as_str(), "duplicate" | "superseded" | "late" | "unmatched");
    let passed_over: BTreeMap<String, u64> =
        status.events.iter().filter(|(outcome, _)| without_effect(outcome)).map(|(o, n)| (o.clone(), *n)).collect();
    if passed_over.values().any(|n| *n > 0) {
        writeln!(text, "events without effect  {}", counts(&passed_over)).expect("a text can be written to");
    }
    if status.work_after_end > 0 {
        let days = counted(status.work_after_end, "day");
        writeln!(text, "roster  {days} of work after the last day of an employment").expect("a text can be written to");
    }
    status.doubts.iter().for_each(|doubt| writeln!(text, "delivery  {doubt}").expect("a text can be written to"));
    if status.dead_letters.values().any(|n| *n > 0) {
        writeln!(text, "dead letters  {}", counts(&status.dead_letters)).expect("a text can be written to");
    }
    text.trim_end().to_owned()
}

/// The stages, in the order in which events go through them; channels have a table of their own.
fn stages(status: &InstanceStatus, before: Option<(&InstanceStatus, Duration)>) -> Table {
    let is_channel =
        |stage: &StageStatus| status.channels.iter().any(|one| stage.stage == format!("deliver-{}", one.channel));
    let mut stages: Vec<&StageStatus> = status.stages.iter().filter(|stage| !is_channel(stage)).collect();
    stages.sort_by_key(|stage| StageName::from_code(&stage.stage).map_or(StageName::ALL.len(), |name| name as usize));
    let mut table = Table::new(&COLUMNS);
    table.add_rows(stages.into_iter().map(|stage| cells(stage, before)));
    table.drop_empty_columns();
    table
}

/// Names of the columns, or of the lines of a card.
const COLUMNS: [&str; 11] = [
    "stage",
    "state",
    "partitions",
    "behind",
    "furthest behind",
    "closed through",
    "records",
    "a second",
    "steps",
    "agents",
    "kept",
];

fn cells(stage: &StageStatus, before: Option<(&InstanceStatus, Duration)>) -> [String; COLUMNS.len()] {
    let rate = before.and_then(|(before, passed)| rate(stage, before, passed));
    [
        stage.stage.clone(),
        state(stage),
        stage.owned.or(some_len(stage)).map_or(NONE.to_owned(), |owned| owned.to_string()),
        behind(stage.lag_records, stage.lag_seconds),
        furthest(stage),
        closed(stage),
        count(stage.records),
        rate.map_or(NONE.to_owned(), |rate| count(rate as u64)),
        counts(&stage.commits),
        stage.state_agents.map_or(NONE.to_owned(), count),
        stage.state_bytes.map_or(NONE.to_owned(), bytes),
    ]
}

fn head(status: &InstanceStatus) -> String {
    let name = if status.instance.is_empty() { String::new() } else { format!(" `{}`", status.instance) };
    let log = if status.log == "kafka" { "Kafka" } else { "the embedded log" };
    let mut text = format!(
        "attrition-watch {}{name} on {log}, up for {}, at {}: {}\n",
        status.version,
        span(status.up_seconds as f64),
        status.time.get(..19).unwrap_or(&status.time).replace('T', " "),
        channels::headline(status)
    );
    for waits in &status.waits {
        writeln!(text, "  {waits}").expect("a text can be written to");
    }
    text + &channels::standstills(status)
}

fn models(status: &InstanceStatus) -> String {
    let models = &status.models;
    let mut text = match &models.champion {
        Some(champion) if models.trained.is_none() => {
            format!("model  {champion}, not trained on people: its risks may not fit here")
        }
        Some(champion) => format!("model  {champion}"),
        None => "model  none is reported: no score stage runs here, or no day is open yet".to_owned(),
    };
    if let Some(trained) = &models.trained {
        write!(text, ", trained on the risks of days up to {trained} and what came of them")
            .expect("a text can be written to");
    }
    if let Some(shadow) = &models.shadow {
        write!(text, "; in its shadow {shadow}").expect("a text can be written to");
    }
    if models.refused > 0 {
        write!(text, "; {} records of the models topic are refused", models.refused).expect("a text can be written to");
    }
    text + "\n"
}

fn trends(trends: &TrendsStatus) -> String {
    match &trends.day {
        _ if !trends.ready => "trends  the history of risk is still being read\n".to_owned(),
        Some(day) => format!("trends  as of the close of {day}\n"),
        None => "trends  no day is closed yet\n".to_owned(),
    }
}

fn alerts(status: &InstanceStatus) -> String {
    let Some(alerts) = &status.alerts else { return "alerts  they are still being read\n".to_owned() };
    let is_over = |status: &str| matches!(status, "closed" | "withheld");
    let (over, open): (BTreeMap<_, _>, BTreeMap<_, _>) =
        alerts.by_status.clone().into_iter().partition(|(status, _)| is_over(status));
    // Where all of them are just raised, the number is said once.
    let how = if open.keys().all(|status| status == "raised") { String::new() } else { format!(": {}", counts(&open)) };
    let over = if over.values().any(|n| *n > 0) { format!("; {}", counts(&over)) } else { String::new() };
    format!("alerts  {} open{how}{over}\n", count(alerts.open))
}

fn state(stage: &StageStatus) -> String {
    match stage.restoring_left {
        Some(left) => format!("restores, {} left", count(left)),
        None => stage.state.clone(),
    }
}

fn some_len(stage: &StageStatus) -> Option<u64> {
    Some(stage.partitions.len() as u64).filter(|len| *len > 0)
}

fn behind(records: Option<u64>, seconds: Option<f64>) -> String {
    match (records, seconds) {
        (None, None) => NONE.to_owned(),
        (Some(0), None | Some(0.0)) => "0".to_owned(),
        (records, None) => records.map_or(NONE.to_owned(), count),
        (None, Some(seconds)) => span(seconds),
        (Some(records), Some(seconds)) => format!("{}, {}", count(records), span(seconds)),
    }
}

/// The partitions of which nothing can be read for now.
fn open_transactions(stage: &StageStatus) -> String {
    let told = |partition: &PartitionStatus| {
        let for_time = span(partition.open_transaction_seconds.filter(|seconds| *seconds > 0.0)?);
        let waits = "waits for a transaction that another producer has left open";
        Some(format!("{}: partition {} {waits}, for {for_time}\n", stage.stage, partition.partition))
    };
    stage.partitions.iter().filter_map(told).collect()
}

/// The partitions that lag most, where any does.
fn furthest(stage: &StageStatus) -> String {
    let mut lagging: Vec<_> = stage.partitions.iter().filter(|one| one.lag_records > Some(0)).collect();
    lagging.sort_by_key(|one| (std::cmp::Reverse(one.lag_records), one.partition));
    let told = lagging.iter().take(BEHIND_MAX);
    let told: Vec<_> =
        told.map(|one| format!("{}: {}", one.partition, behind(one.lag_records, one.lag_seconds))).collect();
    if told.is_empty() { NONE.to_owned() } else { told.join("\n") }
}

fn closed(stage: &StageStatus) -> String {
    let delay = stage.watermark_delay_seconds.map(|delay| format!(", {} ago", span(delay)));
    stage.closed.as_ref().map_or(NONE.to_owned(), |closed| format!("{closed}{}", delay.unwrap_or_default()))
}

fn rate(stage: &StageStatus, before: &InstanceStatus, passed: Duration) -> Option<f64> {
    let then = before.stages.iter().find(|then| then.stage == stage.stage)?;
    // Fewer than before: another process answers now.
    Some(stage.records.checked_sub(then.records)? as f64 / passed.as_secs_f64())
}

/// What there was: what may happen and has not, is not told of.
fn counts(counts: &BTreeMap<String, u64>) -> String {
    let told = counts.iter().filter(|(_, n)| **n > 0);
    let told: Vec<_> = told.map(|(what, n)| format!("{} {}", count(*n), what.replace('_', " "))).collect();
    if told.is_empty() { NONE.to_owned() } else { told.join(", ") }
}

fn bytes(n: u64) -> String {
    match n {
        0..=1_023 => format!("{n} B"),
        1_024..=1_048_575 => format!("{:.0} KiB", n as f64 / 1_024.0),
        _ => format!("{:.1} MiB", n as f64 / 1_048_576.0),
    }
}

/// A time as one says it.
pub(super) fn span(seconds: f64) -> String {
    match seconds {
        s if s < 10.0 => format!("{s:.1} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_not_happened_is_not_told_of() {
        let of = |pairs: &[(&str, u64)]| pairs.iter().map(|(what, n)| ((*what).to_owned(), *n)).collect();
        assert_eq!(
            counts(&of(&[("aborted", 0), ("given_up", 2), ("committed", 1_000)])),
            "1 000 committed, 2 given up"
        );
        assert_eq!(counts(&of(&[("aborted", 0)])), NONE);
    }

    #[test]
    fn figures_are_told_as_people_say_them() {
        assert_eq!(
            [span(0.04), span(75.0), span(600.0), span(90_000.0), span(260_000.0)],
            ["0.0 s", "75 s", "10 min", "25 h", "3 days"]
        );
        assert_eq!([bytes(10), bytes(2_048), bytes(3 << 20)], ["10 B", "2 KiB", "3.0 MiB"]);
        assert_eq!(
            [behind(None, None), behind(Some(0), Some(0.0)), behind(Some(1_500), Some(61.0))],
            ["-", "0", "1 500, 61 s"]
        );
    }
}
