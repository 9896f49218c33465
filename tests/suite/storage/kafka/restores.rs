//! While a member restores, it says that it is not ready, publishes nothing of what is not complete, and stays in its group.

use std::time::Instant;

use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{LogArrival, StageLog, StageRunner};
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use super::{TURN, assert_same, copy, copy_org, count, kept, member, reference, restored, work};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics::Watch;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::{Service, eventually, kafka};
use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

const RESTORING: &str = "attrition_watch_restore_partitions{stage=\"score\"}";

/// A transaction that stays open in a partition of the state: who restores it waits.
struct Open(BaseProducer);

impl Open {
    fn in_partition(settings: &Settings, partition: i32) -> Self {
        let mut config = ClientConfig::new();
        settings.properties.iter().for_each(|(key, value)| _ = config.set(key, value));
        config.set("transactional.id", format!("{}-open", settings.prefix));
        let producer: BaseProducer = config.create().expect("the properties are right");
        producer.init_transactions(PATIENCE).expect("the broker answers");
        producer.begin_transaction().expect("there is none yet");
        let name = settings.name(Topic::ScoreState);
        let record = BaseRecord::<[u8], [u8]>::to(&name).partition(partition).key(b"\x00").payload(b"\x01\x02");
        producer.send(record).map_err(|(error, _)| error).expect("there is room");
        producer.flush(PATIENCE).expect("the broker answers");
        Self(producer)
    }

    /// Ends it, as if it had never been.
    fn abort(self) {
        self.0.abort_transaction(PATIENCE).expect("the broker answers");
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_service_that_restores_says_so_and_publishes_nothing() {
    let settings = broker::with_topics(2);
    let open = Open::in_partition(&settings, 0);
    let mut service = Service::start(&kafka(&settings));
    let ready = |service: &Service| get(service, "/readyz");
    eventually("it has its partitions", || ready(&service).body.contains("score restores"));
    assert_eq!(ready(&service).status, 503);
    eventually("only one is left", || metric(&service, RESTORING) == 1.0);
    open.abort();
    eventually("it is ready", || ready(&service).status == 200);
    assert_eq!(ready(&service).body, "ready\n");
    assert_eq!(metric(&service, RESTORING), 0.0);
    assert!(metric(&service, "attrition_watch_restore_seconds_count{stage=\"score\"}") >= 1.0);
    eventually("it is told", || service.said().contains("a partition is restored"));

    // Another member takes a partition for a while: when it comes back, it is restored again.
    let mut other = KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
    let deadline = Instant::now() + PATIENCE;
    let taken = loop {
        assert!(Instant::now() < deadline, "the group does not give a partition away");
        if let LogArrival::Assigned(taken) = other.next(TURN, &[]).expect("the broker answers") {
            break taken[0];
        }
    };
    let open = Open::in_partition(&settings, taken.cast_signed());
    drop(other);
    eventually("it is not ready", || ready(&service).status == 503);
    assert!(ready(&service).body.contains("score restores 1 partitions"), "{}", ready(&service).body);
    open.abort();
    eventually("it is ready again", || ready(&service).status == 200);
    assert!(service.process.terminate().success());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_later_rebalance_makes_a_member_restore_again_beside_its_work() {
    let settings = broker::with_topics(PARTITIONS);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len / 2);
    let half = (0..PARTITIONS).map(|p| memory.records(Topic::Journal, p).len() / 2).sum();
    let (mut first, mut second) = (member(&settings, centre::score()), member(&settings, centre::score()));
    work(&mut [&mut first, &mut second], &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, half));
    let deadline = Instant::now() + PATIENCE;
    while first.stage().partitions().is_empty() || second.stage().partitions().is_empty() {
        assert!(Instant::now() < deadline, "the members do not share");
        first.turn(TURN).expect("the broker answers");
        second.turn(TURN).expect("the broker answers");
    }
    let (own, gone): (Vec<u32>, Vec<u32>) = (0..PARTITIONS).partition(|p| first.stage().partitions().contains_key(p));
    let open = Open::in_partition(&settings, gone[0].cast_signed());
    drop(second);
    let waits = |member: &StageRunner<ScoreStage, KafkaLog>| {
        gone.iter().any(|partition| !member.stage().partitions().contains_key(partition))
    };
    let mut restoring = Vec::new();
    while restoring.is_empty() {
        assert!(Instant::now() < deadline, "the partitions do not come");
        restoring = first.turn(TURN).expect("the broker answers").restoring;
    }
    assert!(restoring.iter().all(|one| gone.contains(&one.partition)), "{restoring:?}");
    // It works on what it has meanwhile, and on nothing else.
    copy(&settings, &memory, Topic::Journal, |len| len / 2..len);
    let mut worked = 0;
    let wanted: usize = own.iter().map(|p| memory.records(Topic::Journal, *p).len().div_ceil(2)).sum();
    while worked < wanted {
        assert!(Instant::now() < deadline, "it does not work on");
        worked += first.turn(TURN).expect("the broker answers").records;
        assert!(waits(&first), "what is open is not restored");
    }
    open.abort();
    work(
        &mut [&mut first],
        &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal)),
    );
    assert_same(&settings, &memory, Topic::Scores);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn threads_restore_what_turns_restore() {
    let settings = broker::with_topics(PARTITIONS);
    let memory = reference();
    copy_org(&settings, &memory);
    copy(&settings, &memory, Topic::Journal, |len| 0..len);
    let mut first = member(&settings, centre::score());
    work(
        &mut [&mut first],
        &Watch::new(&settings, "score", Topic::Journal, PARTITIONS, count(&memory, Topic::Journal)),
    );
    let whole = kept(&first);
    drop(first);
    for threads in [0, 1, 3] {
        let log = KafkaLog::stage(&settings, "score", &[Topic::Journal]).expect("the broker answers");
        let mut again = StageRunner::restoring(centre::score(), log, threads);
        let restored = restored(&mut again);
        assert!(restored.iter().all(|one| one.records > 0 && one.source == "changelog"), "{restored:?}");
        assert_eq!(restored.iter().map(|one| one.people).sum::<usize>(), 12);
        assert!(kept(&again) == whole, "with {threads} threads");
    }
}
