//! Topics as they ought to be: looked at, and made.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, ConfigResource, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use tokio::runtime::Runtime;

use crate::backend::kafka::Settings;
use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::clients::retry::patiently;
use crate::backend::kafka::topics::finding::{TopicFinding, TopicProblem};
use crate::backend::kafka::topics::layout;
use crate::{Error, Remedy};
use attrition_contracts::records::topic::Topic;

/// How often to look whether new topics are known.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// A client for looking after the topics.
pub struct Admin {
    settings: Settings,
    client: AdminClient<LastWords>,
    runtime: Runtime,
}

impl Admin {
    /// A client for the brokers of these settings.
    pub fn open(settings: &Settings) -> Result<Self, Error> {
        let client = settings.client(&[], &[], LastWords::default())?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let failed = || Error::new(Remedy::CheckConnection, "failed to start the Kafka administration");
        let runtime = runtime.map_err(|error| failed().because(error))?;
        Ok(Self { settings: settings.clone(), client, runtime })
    }

    /// Partitions of a topic; `None` when there is no such topic.
    pub fn partitions(&self, topic: Topic) -> Result<Option<u32>, Error> {
        Ok(self.found()?.get(&topic).copied())
    }

    /// How long a topic keeps deletions of keys at least; `None` when that cannot be told.
    pub(in crate::backend::kafka) fn delete_retention(&self, topic: Topic) -> Result<Option<Duration>, Error> {
        let configs = self.configs(std::iter::once(topic))?;
        let value = configs.get(&topic).and_then(|config| config.get("delete.retention.ms")?.value.clone());
        Ok(value.and_then(|value| value.parse().ok()).map(Duration::from_millis))
    }

    /// What is wrong with the topics. The sources may have any number of partitions each, and so may the journal and the
    /// desk inbox: the others follow those two.
    pub fn check(&self) -> Result<Vec<TopicFinding>, Error> {
        let found = self.found()?;
        let configs = self.configs(found.keys().copied())?;
        let problem = |topic: Topic| {
            let Some(partitions) = found.get(&topic).copied() else { return Some(TopicProblem::Missing) };
            let wanted = layout::partitions(topic, &found, partitions);
            if partitions != wanted {
                return Some(TopicProblem::Partitions { found: partitions, wanted });
            }
            configs.get(&topic).and_then(|config| TopicProblem::check(topic, config))
        };
        let finding =
            |topic: Topic| Some(TopicFinding { topic, name: self.settings.name(topic), problem: problem(topic)? });
        Ok(Topic::ALL.into_iter().filter_map(finding).collect())
    }

    /// Makes the topics that are missing, with so many partitions where nothing else determines it, and says which.
    /// `replication` copies are kept of each; `None` leaves it to the broker.
    pub fn create(&self, partitions: u32, replication: Option<u32>) -> Result<Vec<Topic>, Error> {
        let found = self.found()?;
        let missing: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| !found.contains_key(topic)).collect();
        if missing.is_empty() {
            return Ok(missing);
        }
        let names: Vec<String> = missing.iter().map(|topic| self.settings.name(*topic)).collect();
        let replication = replication.map_or(-1, u32::cast_signed);
        let mut topics = Vec::with_capacity(missing.len());
        for (topic, name) in missing.iter().zip(&names) {
            let partitions = layout::partitions(*topic, &found, partitions).cast_signed();
            let new = NewTopic::new(name, partitions, TopicReplication::Fixed(replication));
            topics.push(layout::properties(*topic).iter().fold(new, |new, (key, value)| new.set(key, value)));
        }
        let made = self.runtime.block_on(self.client.create_topics(&topics, &self.options()));
        for outcome in made.map_err(|error| self.fault("create topics", error))? {
            match outcome {
                // Another process was faster.
                Ok(_) | Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
                Err((name, code)) => {
                    return Err(self.fault(&format!("create the topic `{name}`"), KafkaError::Global(code)));
                }
            }
        }
        self.wait_for(&missing)?;
        Ok(missing)
    }

    /// The controller answers before the brokers know: whoever uses the topics next must find them.
    fn wait_for(&self, topics: &[Topic]) -> Result<(), Error> {
        let deadline = Instant::now() + self.settings.patience;
        let known = |found: &BTreeMap<Topic, u32>| topics.iter().all(|topic| found.contains_key(topic));
        while !known(&self.found()?) {
            if Instant::now() > deadline {
                return Err(self.fault("find the topics that were just made", KafkaError::NoMessageReceived));
            }
            self.runtime.block_on(async { tokio::time::sleep(LOOK_AGAIN).await });
        }
        Ok(())
    }

    fn found(&self) -> Result<BTreeMap<Topic, u32>, Error> {
        // All topics, for asking for one by name can create it.
        let fetch = |left| self.client.inner().fetch_metadata(None, left);
        let metadata = patiently("admin", self.settings.patience, fetch);
        let metadata = metadata.map_err(|error| self.fault("list the topics", error))?;
        let count = |topic: Topic| {
            let name = self.settings.name(topic);
            let found = metadata.topics().iter().find(|found| found.name() == name && found.error().is_none())?;
            Some((topic, u32::try_from(found.partitions().len()).unwrap_or(u32::MAX)))
        };
        Ok(Topic::ALL.into_iter().filter_map(count).collect())
    }

    fn configs(&self, topics: impl Iterator<Item = Topic>) -> Result<BTreeMap<Topic, ConfigResource>, Error> {
        let topics: Vec<(Topic, String)> = topics.map(|topic| (topic, self.settings.name(topic))).collect();
        let resources: Vec<_> = topics.iter().map(|(_, name)| ResourceSpecifier::Topic(name)).collect();
        if resources.is_empty() {
            return Ok(BTreeMap::new());
        }
        let failed = |error| self.fault("read the configuration of topics", error);
        let described =
            self.runtime.block_on(self.client.describe_configs(&resources, &self.options())).map_err(failed)?;
        let config = |((topic, _), config): (_, Result<ConfigResource, RDKafkaErrorCode>)| {
            config.map(|config| (topic, config)).map_err(|code| failed(KafkaError::Global(code)))
        };
        topics.into_iter().zip(described).map(config).collect()
    }

    fn options(&self) -> AdminOptions {
        AdminOptions::new()
            .request_timeout(Some(self.settings.patience))
            .operation_timeout(Some(self.settings.patience))
    }

    fn fault(&self, doing: &str, error: KafkaError) -> Error {
        fault::end(&self.settings, doing, error)
    }
}
