//! What can be wrong with the topics.

use rdkafka::admin::ConfigResource;

use crate::backend::kafka::topics::layout;
use attrition_contracts::records::topic::Topic;

/// Something about a topic is not as it ought to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicFinding {
    /// Role of the topic that is not as it ought to be.
    pub topic: Topic,
    /// What it is called.
    pub name: String,
    /// What is wrong with the topic.
    pub problem: TopicProblem,
}

/// What can be wrong with a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicProblem {
    /// The topic does not exist.
    Missing,
    /// It has another number of partitions than it must have.
    Partitions {
        /// How many it has.
        found: u32,
        /// How many it must have.
        wanted: u32,
    },
    /// Old records of a key are never dropped: state grows without end, and restoring it takes ever longer.
    NotCompacted,
    /// It is compacted, or its records expire, where all of them are needed.
    Forgets,
}

impl std::fmt::Display for TopicFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { topic, name, problem } = self;
        match problem {
            TopicProblem::Missing => write!(f, "the topic `{name}` ({}) does not exist: create it", topic.role()),
            TopicProblem::Partitions { found, wanted } => {
                let like = layout::like(*topic).map_or(String::new(), |like| format!(", as many as `{}`", like.role()));
                let what = format!("has {found} partitions and must have {wanted}{like}: make it anew");
                write!(f, "the topic `{name}` ({}) {what}", topic.role())
            }
            TopicProblem::NotCompacted => {
                write!(f, "the topic `{name}` ({}) is not compacted: set `cleanup.policy=compact`", topic.role())
            }
            TopicProblem::Forgets => {
                let set = "set `cleanup.policy=delete`, `retention.ms=-1` and `retention.bytes=-1`";
                write!(f, "the topic `{name}` ({}) loses records that are needed: {set}", topic.role())
            }
        }
    }
}

impl TopicProblem {
    /// The problem with a topic's properties.
    pub(in crate::backend::kafka) fn check(topic: Topic, config: &ConfigResource) -> Option<Self> {
        let value = |key| config.get(key).and_then(|entry| entry.value.as_deref()).unwrap_or_default();
        let compacts = value("cleanup.policy").contains("compact");
        if topic.is_compacted() {
            return (!compacts).then_some(Self::NotCompacted);
        }
        let deletes = value("cleanup.policy").contains("delete");
        let expires = deletes && (value("retention.ms") != "-1" || value("retention.bytes") != "-1");
        (compacts || (layout::is_kept(topic) && expires)).then_some(Self::Forgets)
    }
}
