//! How the channels of delivery are: what they have delivered, what waits, and which of them stand still.

use std::collections::BTreeMap;

use time::format_description::well_known::Rfc3339;

use super::ChannelStatus;
use crate::observability::summary::ChannelSummary;
use crate::observability::summary::Standstill;

/// What the name of a channel's stage begins with.
pub(super) const STAGE_PREFIX: &str = "deliver-";

/// One channel; its state as a stage says whether it has its partitions.
pub(super) fn channel(
    summary: Option<&ChannelSummary>,
    name: &str,
    stage: String,
    standstill: Option<&Standstill>,
) -> ChannelStatus {
    let outcome = |outcome: &str| summary.and_then(|summary| summary.outcomes.get(outcome)).copied().unwrap_or(0);
    ChannelStatus {
        channel: name.to_owned(),
        state: if standstill.is_some() && stage == "works" { "stands_still".to_owned() } else { stage },
        delivered: outcome("delivered"),
        waiting: summary.map_or(0, |summary| summary.waiting),
        waiting_seconds: summary.map_or(0.0, |summary| summary.waiting_seconds as f64),
        failed: outcome("failed"),
        dead_letters: outcome("dead_letter"),
        stands_still_since: standstill.and_then(|standstill| standstill.since.format(&Rfc3339).ok()),
        stands_still_for: standstill.map(|standstill| standstill.why.clone()),
    }
}

/// Channels that have passed over records, and have neither delivered any nor anything to deliver. One that was just configured,
/// or has just started where all was delivered, is among them: whoever waits for messages sees why there are none.
pub(super) fn doubts(channels: &[ChannelStatus], summaries: &BTreeMap<String, ChannelSummary>) -> Vec<String> {
    let is_silent =
        |channel: &&ChannelStatus| channel.delivered == 0 && channel.waiting == 0 && channel.dead_letters == 0;
    let words = |channel: &ChannelStatus| {
        let reasons = &summaries.get(&channel.channel)?.passed;
        let counted = reasons.iter().map(|(reason, n)| format!("{n} {}", reason.text()));
        let (all, counted) = (reasons.values().sum::<u64>(), counted.collect::<Vec<_>>().join(", "));
        let records = if all == 1 { "record" } else { "records" };
        let name = &channel.channel;
        (all > 0).then(|| {
            format!("`{name}` has delivered nothing since the process began, and skipped {all} {records} ({counted})")
        })
    };
    channels.iter().filter(is_silent).filter_map(words).collect()
}
