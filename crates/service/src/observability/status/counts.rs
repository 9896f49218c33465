//! Counts since the process began, by the codes of what they count.

use std::collections::BTreeMap;

use crate::observability::summary::{ChannelSummary, StageSummary, Summary};
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::stage_name::StageName;
use attrition_core::desk::Suppression;
use attrition_pipeline::{Count, Counts};

/// Counts by a code.
type ByCode = BTreeMap<String, u64>;

/// Alerts that were not raised, by why; every reason from the time on when the desk has begun.
pub(super) fn suppressed(summary: &Summary) -> ByCode {
    let all = if summary.has_begun(StageName::Desk) { &Suppression::ALL[..] } else { &[] };
    let counted = summary.counts.iter().filter_map(|(count, n)| match count {
        Count::AlertSuppressed(why) => Some((why.code(), n)),
        _ => None,
    });
    by_code(all.iter().map(|why| (why.code(), 0)).chain(counted))
}

/// Dead letters by why; every reason from the time on when ingest has begun.
pub(super) fn dead_letters(summary: &Summary) -> ByCode {
    let codes = Code::ALL.into_iter().chain(Code::OWN).filter(|_| summary.has_begun(StageName::Ingest));
    let counted = summary.counts.iter().filter_map(|(count, n)| match count {
        Count::DeadLetter(code) => Some((code.text(), n)),
        _ => None,
    });
    by_code(codes.map(|code| (code.text(), 0)).chain(counted))
}

/// Events of the journal by what became of them.
pub(super) fn events(counts: &Counts) -> ByCode {
    by_code(counts.iter().filter_map(|(count, n)| match count {
        Count::Event(_, outcome) => Some((outcome.code(), n)),
        Count::UnreadableEvent => Some(("refused", n)),
        _ => None,
    }))
}

/// Steps of a stage by what became of them, once it has had partitions.
pub(super) fn commits(summary: &StageSummary) -> ByCode {
    let commits = summary.commits;
    let all = [("committed", commits.committed), ("aborted", commits.aborted), ("unknown", commits.unknown)];
    by_code(all.into_iter().filter(|_| summary.rebalances > 0))
}

/// What became of messages, by channel and outcome.
pub(super) fn deliveries(channels: &BTreeMap<String, ChannelSummary>) -> BTreeMap<String, ByCode> {
    by_channel(channels, |channel| by_code(channel.outcomes.iter().map(|(outcome, n)| (*outcome, *n))))
}

/// Records that channels have passed over, by channel and why.
pub(super) fn passed_over(channels: &BTreeMap<String, ChannelSummary>) -> BTreeMap<String, ByCode> {
    by_channel(channels, |channel| by_code(channel.passed.iter().map(|(why, n)| (why.text(), *n))))
}

fn by_channel(
    channels: &BTreeMap<String, ChannelSummary>,
    of: impl Fn(&ChannelSummary) -> ByCode,
) -> BTreeMap<String, ByCode> {
    let counted = channels.iter().map(|(name, channel)| (name.clone(), of(channel)));
    counted.filter(|(_, counts)| !counts.is_empty()).collect()
}

fn by_code<'a>(counted: impl Iterator<Item = (&'a str, u64)>) -> ByCode {
    let mut counts = ByCode::new();
    counted.for_each(|(code, n)| *counts.entry(code.to_owned()).or_default() += n);
    counts
}
