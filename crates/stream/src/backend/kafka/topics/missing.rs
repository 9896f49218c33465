//! A topic that is not there: it may be new, so it is waited for.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::RDKafkaErrorCode as Code;

/// How often to look whether it is there.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A topic that the client has missed. It says so once, and not when the topic comes.
pub(in crate::backend::kafka) struct Missing {
    code: Code,
    words: String,
    since: Instant,
    looked: Instant,
}

/// What is known of it now.
pub(in crate::backend::kafka) enum TopicState {
    /// It has not been looked for again, or is not there, and patience is not over.
    Waits,
    /// All topics are there.
    Found,
    /// It has not come in time: what the client had said.
    Late(Code, String),
}

impl Missing {
    /// A topic is missed now.
    pub(in crate::backend::kafka) fn new(code: Code, words: String) -> Self {
        let now = Instant::now();
        Self { code, words, since: now, looked: now }
    }

    /// Looks for topics of these names, now and then.
    pub(in crate::backend::kafka) fn check<'a, C: ConsumerContext>(
        &mut self,
        consumer: &BaseConsumer<C>,
        mut names: impl Iterator<Item = &'a str>,
        patience: Duration,
    ) -> TopicState {
        if self.looked.elapsed() < LOOK_AGAIN {
            return TopicState::Waits;
        }
        self.looked = Instant::now();
        // All topics, for asking for one by name can create it.
        let found = consumer.fetch_metadata(None, LOOK_AGAIN);
        if names.all(|name| found.as_ref().is_ok_and(|all| all.topics().iter().any(|topic| topic.name() == name))) {
            TopicState::Found
        } else if self.since.elapsed() > patience {
            TopicState::Late(self.code, self.words.clone())
        } else {
            TopicState::Waits
        }
    }
}
