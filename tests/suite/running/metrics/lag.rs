//! Time and lag over Kafka: how old events are when they are scored, and what waits.

use std::time::Duration;

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_stream::backend::kafka::{Admin, KafkaLog};
use attrition_stream::runner::clock::now_ms;
use attrition_stream::{Commit, StageLog, Step};

use crate::storage::kafka::{copy, reference};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::topics;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::{Service, eventually, kafka, variable};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::small_centre::PARTITIONS;

/// How long ago the events came, by the time of their records.
const AGO: Duration = Duration::from_secs(100);

#[test]
#[ignore = "needs Kafka: ./check"]
fn an_event_is_as_old_as_its_record_in_the_source_topic_when_it_is_scored() {
    let settings = broker::with_topics(PARTITIONS);
    let mut service = Service::start(&kafka(&settings));
    let mut source = KafkaLog::writer(&settings, "source").expect("the broker answers");
    let time_ms = now_ms() - u64::try_from(AGO.as_millis()).expect("it is short");
    let event = |number: u32| {
        let event = good(&format!("event-{number}"));
        let agent = event["subject"].as_str().expect("it has an agent").to_owned();
        let partition = partition_of(agent.as_bytes(), PARTITIONS);
        Output { time_ms, ..Output::new(Topic::Tickets, partition, agent.into_bytes(), event.to_string().into_bytes()) }
    };
    let step = Step { outputs: (0..40).map(event).collect(), positions: vec![] };
    assert_eq!(source.commit(step).expect("the broker answers"), Commit::Done);
    let taken = "attrition_watch_events_total{kind=\"ticket\",outcome=\"accepted\"}";
    eventually("all are scored", || metric(&service, taken) == 40.0);
    let of = |what: &str| metric(&service, &format!("attrition_watch_event_to_score_seconds_{what}"));
    let at_least = 40.0 * AGO.as_secs_f64();
    let sum = of("sum");
    assert!((at_least..at_least + 40.0 * 60.0).contains(&sum), "{sum}");
    assert!(of("bucket{le=\"60\"}") <= of("count") - 40.0, "none of them is younger than it is");
    for stage in ["ingest", "score"] {
        let of = |name: &str| metric(&service, &format!("attrition_watch_{name}{{stage=\"{stage}\"}}"));
        assert_eq!(of("partitions"), f64::from(PARTITIONS), "{stage}");
        assert!(of("rebalances_total") >= 1.0 && of("transaction_seconds_count") >= 1.0, "{stage}");
        let committed = format!("attrition_watch_commits_total{{outcome=\"committed\",stage=\"{stage}\"}}");
        assert!(metric(&service, &committed) >= 1.0, "{stage}");
    }
    eventually("nothing waits", || waits(&service, "lag_records").iter().all(|n| *n == 0.0));
    assert_eq!(waits(&service, "lag_seconds"), vec![0.0; PARTITIONS as usize]);
    assert!(service.process.terminate().success());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn what_waits_is_told_by_number_and_age_until_it_is_processed() {
    let settings = broker::with_topics(PARTITIONS);
    let only = vec![variable("SERVICE__STAGES", "score")];
    let mut service = Service::start(&[kafka(&settings), only].concat());
    // The journal closes days that org has not come to: all that is behind the first close waits.
    copy(&settings, &reference(), Topic::Journal, |len| 0..len);
    eventually("much waits", || waits(&service, "lag_records").iter().sum::<f64>() > 1_000.0);
    let age = || waits(&service, "lag_seconds").into_iter().fold(0.0, f64::max);
    let before = age();
    assert!((0.0..60.0).contains(&before), "{before}");
    eventually("and grows older", || age() > before + 1.0);
    copy(&settings, &reference(), Topic::Org, |len| 0..len);
    eventually("all is processed", || waits(&service, "lag_records").iter().all(|n| *n == 0.0));
    eventually("and nothing is old", || waits(&service, "lag_seconds").iter().all(|age| *age == 0.0));
    let days = "attrition_watch_watermark_delay_seconds{stage=\"score\"}";
    assert!(metric(&service, days) > 0.0, "the centre is of the past");
    assert!(service.process.terminate().success());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn lag_is_known_where_source_topics_have_different_numbers_of_partitions() {
    let settings = broker::settings();
    topics::make(&settings, Topic::Attendance, 2 * PARTITIONS.cast_signed(), &[]);
    let admin = Admin::open(&settings).expect("the broker answers");
    admin.create(PARTITIONS, Some(1)).expect("the topics can be made");
    let only = [kafka(&settings), vec![variable("SERVICE__STAGES", "ingest")]].concat();
    let services = [Service::start(&only), Service::start(&only)];
    // Each has a half of every topic: not the same numbers of all.
    let owned = |service| metric(service, "attrition_watch_partitions{stage=\"ingest\"}");
    let known = |service: &Service| {
        let metrics = get(service, "/metrics").body;
        metrics.lines().filter(|line| line.starts_with("attrition_watch_lag_records{")).count() as f64
    };
    eventually("both have partitions", || services.iter().all(|service| owned(service) > f64::from(PARTITIONS) / 2.0));
    eventually("both know their lag", || services.iter().all(|service| known(service) == owned(service)));
}

/// A metric of the score stage, partition by partition.
fn waits(service: &Service, name: &str) -> Vec<f64> {
    let metrics = get(service, "/metrics").body;
    let of_stage =
        |line: &&str| line.starts_with(&format!("attrition_watch_{name}{{")) && line.contains("stage=\"score\"");
    let values: Vec<f64> =
        metrics.lines().filter(of_stage).filter_map(|line| line.rsplit(' ').next()?.parse().ok()).collect();
    // Before the partitions have come, nobody can say that nothing waits.
    if values.len() == PARTITIONS as usize { values } else { vec![f64::NAN] }
}
