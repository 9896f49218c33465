//! What each topic has to be like.

use std::collections::BTreeMap;

use attrition_contracts::records::topic::Topic;

/// The topic whose partitions a topic's are: what belongs to one partition of it is written to the same of the other.
pub(in crate::backend::kafka) fn like(topic: Topic) -> Option<Topic> {
    match topic {
        Topic::Scores | Topic::ScoreState => Some(Topic::Journal),
        Topic::Alerts | Topic::DeskState => Some(Topic::Desk),
        _ => None,
    }
}

/// How many partitions a topic must have, among those that were found; `usual` where it is free.
pub(in crate::backend::kafka) fn partitions(topic: Topic, found: &BTreeMap<Topic, u32>, usual: u32) -> u32 {
    match like(topic) {
        _ if topic.is_broadcast() => 1,
        Some(like) => found.get(&like).copied().unwrap_or(usual),
        None => usual,
    }
}

/// All of the topic is needed for ever: it is what models learn from, and what the organisation was like.
pub(in crate::backend::kafka) fn is_kept(topic: Topic) -> bool {
    matches!(topic, Topic::Journal | Topic::Org)
}

/// The largest record of the dead letters, bytes: the largest request that a broker takes by default. Whatever a source
/// topic took in, however it was compressed there, fits with the headers that say why it was refused.
pub(in crate::backend::kafka) const LARGEST: &str = "104857600";

/// Properties of a state topic. The newest segment of a partition is never compacted, so segments are small and last an hour
/// at most; and a partition is compacted once a fifth of it is new, for what is not compacted is read in every restore. By
/// default a week could pass before the first compaction. Deletions are kept for a day: no restore takes so long that it
/// could see a key and miss its deletion, and local snapshots are good for half of it.
const STATE: [(&str, &str); 5] = [
    ("cleanup.policy", "compact"),
    ("delete.retention.ms", "86400000"),
    ("segment.bytes", "67108864"),
    ("segment.ms", "3600000"),
    ("min.cleanable.dirty.ratio", "0.2"),
];

/// Properties of the alerts: what became of them is looked at for a quarter of a year, and reported by the year.
const ALERTS: [(&str, &str); 3] =
    [("cleanup.policy", "delete"), ("retention.ms", "34560000000"), ("retention.bytes", "-1")];

/// Properties that a new topic gets.
pub(in crate::backend::kafka) fn properties(topic: Topic) -> &'static [(&'static str, &'static str)] {
    match topic {
        _ if topic.is_state() => &STATE,
        _ if topic.is_compacted() => &[("cleanup.policy", "compact"), ("delete.retention.ms", "86400000")],
        _ if is_kept(topic) => &[("cleanup.policy", "delete"), ("retention.ms", "-1"), ("retention.bytes", "-1")],
        Topic::Alerts => &ALERTS,
        Topic::DeadLetters => &[("cleanup.policy", "delete"), ("max.message.bytes", LARGEST)],
        _ => &[("cleanup.policy", "delete")],
    }
}
