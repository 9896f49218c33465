//! The topics, and what is said when something is wrong.

use std::time::{Duration, Instant};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::{Admin, KafkaLog, Settings, TopicProblem};
use attrition_stream::{Error, StageLog};

use super::TURN;
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::{self};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::stages::small_centre::PARTITIONS;

#[test]
#[ignore = "needs Kafka: ./check"]
fn topics_are_made_and_judged() {
    let settings = broker::settings();
    let admin = Admin::open(&settings).expect("the broker answers");
    let problems = || {
        let findings = admin.check().expect("the broker answers");
        findings.into_iter().map(|finding| (finding.topic, finding.problem)).collect::<Vec<_>>()
    };
    assert!(problems().iter().all(|(_, problem)| *problem == TopicProblem::Missing));
    assert_eq!(problems().len(), Topic::ALL.len());
    assert_eq!(admin.partitions(Topic::Journal).expect("the broker answers"), None);

    // Topics made by hand, and all of it wrong.
    topics::make(&settings, Topic::Journal, 4, &[("retention.ms", "604800000")]);
    topics::make(&settings, Topic::ScoreState, 2, &[("cleanup.policy", "compact")]);
    topics::make(&settings, Topic::Models, 1, &[]);
    topics::make(&settings, Topic::Org, 2, &[]);
    let by_hand = [Topic::Journal, Topic::ScoreState, Topic::Models, Topic::Org];
    let deadline = Instant::now() + PATIENCE;
    while by_hand.iter().any(|topic| admin.partitions(*topic).expect("the broker answers").is_none()) {
        assert!(Instant::now() < deadline, "the broker does not know them");
    }
    let made = admin.create(3, Some(1)).expect("the broker answers");
    assert_eq!(made.len(), Topic::ALL.len() - 4);
    assert_eq!(admin.partitions(Topic::Scores).expect("the broker answers"), Some(4), "scores follow the journal");
    assert_eq!(admin.partitions(Topic::DeskState).expect("the broker answers"), Some(3));
    let wrong = [
        (Topic::Journal, TopicProblem::Forgets),
        (Topic::Org, TopicProblem::Partitions { found: 2, wanted: 1 }),
        (Topic::Models, TopicProblem::NotCompacted),
        (Topic::ScoreState, TopicProblem::Partitions { found: 2, wanted: 4 }),
    ];
    assert_eq!(problems(), wrong);
    assert_eq!(admin.create(3, Some(1)).expect("the broker answers"), [], "there is nothing left to make");
    let fresh = broker::with_topics(PARTITIONS);
    let findings = Admin::open(&fresh).and_then(|admin| admin.check()).expect("the broker answers");
    assert_eq!(findings, [], "what it makes is as it ought to be");
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn what_is_wrong_is_said_in_words() {
    let said = |outcome: Result<KafkaLog, Error>| outcome.err().expect("it fails").to_string();
    let mut nowhere = Settings { patience: Duration::from_millis(300), ..Settings::default() };
    nowhere.properties.insert("bootstrap.servers".to_owned(), "127.0.0.1:1".to_owned());
    let said = said(KafkaLog::writer(&nowhere, "import"));
    assert!(said.contains("127.0.0.1:1") && said.contains("check that the brokers are up"), "{said}");

    // A topic that is missing may be new: it is waited for.
    let settings = Settings { patience: Duration::from_secs(2), ..broker::settings() };
    let begun = Instant::now();
    let mut log = KafkaLog::stage(&settings, "desk", &[Topic::Desk]).expect("the broker answers");
    let deadline = Instant::now() + PATIENCE;
    let error = loop {
        assert!(Instant::now() < deadline, "a missing topic is not noticed");
        if let Err(error) = log.next(TURN, &[]) {
            break error.to_string();
        }
    };
    assert!(error.contains("create the topics"), "{error}");
    assert!(begun.elapsed() > settings.patience);
}
