//! What a Kafka error means for the log: waiting mends it, or the log cannot go on.

use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

use crate::backend::kafka::Settings;
use crate::{Error, Remedy};

/// What to do when nothing better is known.
const USUAL: &str = "check that the brokers are up and reachable";

/// Waiting mends it: the client keeps connecting, looking for the coordinator or joining again. A missing topic counts as
/// well, for one that was just made, or whose broker just started, is not known everywhere for a moment.
pub(in crate::backend::kafka) fn passes(error: &KafkaError) -> bool {
    matches!(error, KafkaError::PartitionEOF(_)) || error.rdkafka_error_code().is_none_or(code_passes)
}

/// The same for a code.
pub(in crate::backend::kafka) fn code_passes(code: Code) -> bool {
    code != Code::Fatal && (is_missing(code) || advice(code).is_none())
}

/// A topic or partition is not there, or not yet.
pub(in crate::backend::kafka) fn is_missing(code: Code) -> bool {
    matches!(code, Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition)
}

/// What to do about an error that no repetition mends, in words; `None` for all others.
fn advice(code: Code) -> Option<(Remedy, &'static str)> {
    use Remedy::{ChangeSettings, GrantAccess, StopOther};
    Some(match code {
        code if is_missing(code) => {
            (ChangeSettings, "a topic or partition is missing: create the topics, and check their names and partitions")
        }
        Code::TopicAuthorizationFailed => {
            (GrantAccess, "the broker denies a topic: let this user read and write the topics")
        }
        Code::GroupAuthorizationFailed => {
            (GrantAccess, "the broker denies the consumer group: let this user read groups of this prefix")
        }
        Code::TransactionalIdAuthorizationFailed | Code::ClusterAuthorizationFailed => {
            (GrantAccess, "the broker denies transactions: let this user write transactional ids of this prefix")
        }
        Code::Authentication | Code::SaslAuthenticationFailed => {
            (GrantAccess, "the broker denies the user: check the credentials")
        }
        Code::FencedInstanceId => (
            StopOther,
            "another process has started with the same `log.instance` and has taken over: give each process its own",
        ),
        Code::InconsistentGroupProtocol => {
            (StopOther, "the group has members of another kind: stop them, or give this service another `log.group`")
        }
        Code::GroupMaxSizeReached => (
            ChangeSettings,
            "the group has as many members as the broker allows: run fewer processes, or raise `group.max.size` there",
        ),
        Code::InvalidSessionTimeout => (
            ChangeSettings,
            "the session timeout is not between the broker's `group.min.session.timeout.ms` and `group.max.session.timeout.ms`",
        ),
        Code::InvalidTransactionTimeout => {
            (ChangeSettings, "the transaction timeout is above the broker's `transaction.max.timeout.ms`")
        }
        Code::MessageSizeTooLarge | Code::InvalidMessageSize => {
            (ChangeSettings, "a record is too large: raise `message.max.bytes`")
        }
        Code::UnsupportedVersion | Code::UnsupportedFeature => {
            (ChangeSettings, "the broker is too old: it takes Kafka 2.5 or later")
        }
        _ => return None,
    })
}

/// The error that ends the log.
pub(in crate::backend::kafka) fn end(settings: &Settings, doing: &str, error: KafkaError) -> Error {
    end_of(settings, doing, error.rdkafka_error_code()).because(error)
}

/// The same with what the client said last, if it said anything.
pub(in crate::backend::kafka) fn end_with(
    settings: &Settings,
    doing: &str,
    error: KafkaError,
    words: Option<String>,
) -> Error {
    let Some(words) = words else { return end(settings, doing, error) };
    end_of(settings, doing, error.rdkafka_error_code()).because(ClientError { words, error })
}

/// An error, in the client's words as well.
#[derive(Debug, thiserror::Error)]
#[error("{error}; the client said: {words}")]
struct ClientError {
    words: String,
    error: KafkaError,
}

/// The same by its code, in the client's words.
pub(in crate::backend::kafka) fn end_by(settings: &Settings, doing: &str, code: Code, words: String) -> Error {
    end_of(settings, doing, Some(code)).because(words)
}

fn end_of(settings: &Settings, doing: &str, code: Option<Code>) -> Error {
    let (remedy, advice) = code.and_then(advice).unwrap_or((Remedy::CheckConnection, USUAL));
    Error::new(remedy, format!("failed to {doing} at the brokers {}: {advice}", settings.brokers()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waiting_mends_is_told_from_what_it_does_not() {
        let mended = [
            Code::BrokerTransportFailure,
            Code::AllBrokersDown,
            Code::NotCoordinator,
            Code::CoordinatorLoadInProgress,
            Code::CoordinatorNotAvailable,
            Code::NotLeaderForPartition,
            Code::LeaderNotAvailable,
            Code::RebalanceInProgress,
            Code::UnknownTopicOrPartition,
            Code::OperationTimedOut,
            Code::ProducerFenced,
        ];
        let lasting = [
            Code::Fatal,
            Code::FencedInstanceId,
            Code::TopicAuthorizationFailed,
            Code::GroupAuthorizationFailed,
            Code::TransactionalIdAuthorizationFailed,
            Code::SaslAuthenticationFailed,
            Code::InconsistentGroupProtocol,
            Code::InvalidSessionTimeout,
        ];
        assert!(mended.into_iter().all(code_passes));
        assert!(!lasting.into_iter().any(code_passes));
    }

    #[test]
    fn an_end_says_what_where_and_what_to_do() {
        let error = end(&Settings::default(), "commit a step", KafkaError::Global(Code::FencedInstanceId));
        let told = error.to_string();
        assert!(told.contains("commit a step") && told.contains("localhost:9092") && told.contains("`log.instance`"));
    }
}
