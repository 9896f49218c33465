//! What a Kafka error means for the log: it passes, it costs a step, or the log cannot go on.

use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

use super::Settings;
use crate::log::Error;

/// The client mends it by itself: it keeps connecting, looking for the coordinator or joining again.
pub(super) fn passes(error: &KafkaError) -> bool {
    matches!(error, KafkaError::PartitionEOF(_)) || (!is_fatal(error) && advice(error).is_none())
}

/// What to do about an error that no repetition mends; `None` for all others.
pub(super) fn advice(error: &KafkaError) -> Option<&'static str> {
    Some(match error.rdkafka_error_code()? {
        Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition => {
            "a topic or partition is missing: create the topics, and check their names and partitions"
        }
        Code::TopicAuthorizationFailed => "the broker denies a topic: let this user read and write the topics",
        Code::GroupAuthorizationFailed => {
            "the broker denies the consumer group: let this user read groups of this prefix"
        }
        Code::TransactionalIdAuthorizationFailed | Code::ClusterAuthorizationFailed => {
            "the broker denies transactions: let this user write transactional ids of this prefix"
        }
        Code::Authentication | Code::SaslAuthenticationFailed => "the broker denies the user: check the credentials",
        Code::FencedInstanceId => "another process has the same instance name: give each its own",
        Code::InvalidTransactionTimeout => "the transaction timeout is above the broker's `transaction.max.timeout.ms`",
        Code::MessageSizeTooLarge | Code::InvalidMessageSize => "a record is too large: raise `message.max.bytes`",
        Code::UnsupportedVersion | Code::UnsupportedFeature => "the broker is too old: it takes Kafka 2.5 or later",
        _ => return None,
    })
}

/// The error that ends the log.
pub(super) fn end(settings: &Settings, doing: &str, error: KafkaError) -> Error {
    let advice = advice(&error).unwrap_or("check that the brokers are up and reachable");
    Error::new(format!("failed to {doing} at the brokers {}: {advice}", settings.brokers()), error)
}

fn is_fatal(error: &KafkaError) -> bool {
    matches!(error, KafkaError::MessageConsumptionFatal(_))
}
