//! A transaction that another producer leaves open in a source topic: what waits behind it is told, and comes in afterwards.

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer};

use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::{get, metric};
use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::{Service, done, eventually, kafka};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::small_centre::PARTITIONS;

/// The partition of the transaction.
const PARTITION: u32 = 1;
/// Records that lie behind the open transaction.
const BEHIND: usize = 500;

fn producer(settings: &Settings, properties: &[(&str, &str)]) -> BaseProducer {
    let mut config = ClientConfig::new();
    config.extend(settings.properties.clone());
    for (key, value) in properties {
        config.set(*key, *value);
    }
    config.create().expect("the properties are right")
}

fn send(producer: &BaseProducer, settings: &Settings, ids: impl Iterator<Item = String>) {
    let name = settings.name(Topic::Tickets);
    for id in ids {
        let value = good(&id).to_string();
        let record = BaseRecord::to(&name).partition(PARTITION.cast_signed()).key("agent-01").payload(&value);
        producer.send(record).map_err(|(error, _)| error).expect("there is room");
    }
    producer.flush(PATIENCE).expect("the broker answers");
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn what_stands_behind_an_open_transaction_is_lag_and_its_reason_is_told() {
    let settings = broker::with_topics(PARTITIONS);
    let variables = kafka(&settings);
    let mut service = Service::start(&variables);
    let of = |name: &str| format!("attrition_watch_{name}{{partition=\"{PARTITION}\",stage=\"ingest\"}}");
    let lag = |service: &Service| metric(service, &of("lag_records"));
    eventually("its lag is known", || get(&service, "/metrics").body.contains(&of("lag_records")));
    let open = |service: &Service| metric(service, &of("open_transaction_seconds"));
    assert_eq!(open(&service), 0.0);

    let id = format!("{}-foreign", settings.prefix);
    let foreign = producer(&settings, &[("transactional.id", &id), ("transaction.timeout.ms", "600000")]);
    foreign.init_transactions(PATIENCE).expect("the broker answers");
    foreign.begin_transaction().expect("it is ready");
    send(&foreign, &settings, std::iter::once("in-a-transaction".to_owned()));
    send(&producer(&settings, &[]), &settings, (0..BEHIND).map(|number| format!("plain-{number}")));

    let all = BEHIND as f64 + 1.0;
    eventually("all that waits is lag", || lag(&service) >= all);
    let age = |service: &Service| metric(service, &of("lag_seconds"));
    let before = age(&service);
    eventually("and grows older", || age(&service) > before + 1.0);
    eventually("it is told why", || open(&service) > 1.0);
    let status = get(&service, "/v1/status").json();
    let stages = status["stages"].as_array().expect("it has stages");
    let ingest = stages.iter().find(|stage| stage["stage"] == "ingest").expect("ingest runs");
    let waits =
        |partition: &&serde_json::Value| partition["open_transaction_seconds"].as_f64().is_some_and(|s| s > 0.0);
    let waiting: Vec<_> = ingest["partitions"].as_array().expect("it has partitions").iter().filter(waits).collect();
    assert!(waiting.len() == 1 && waiting[0]["partition"] == PARTITION, "{ingest}");
    assert!(ingest["lag_records"].as_f64().is_some_and(|records| records >= all), "{ingest}");
    let shown = done(&["status", "--url", &format!("http://{}", service.address)], &[]);
    let told = format!("ingest: partition {PARTITION} waits for a transaction that another producer has left open");
    assert!(shown.contains(&told), "{shown}");
    eventually("it is logged", || service.said().contains("a transaction that another producer has left open"));
    let taken_in = "attrition_watch_ingested_total{type=\"ticket.closed.v1\"}";
    assert_eq!(metric(&service, taken_in), 0.0, "nothing of it can be read");

    foreign.commit_transaction(PATIENCE).expect("the broker answers");
    eventually("all are taken in", || metric(&service, taken_in) == all);
    eventually("nothing waits", || lag(&service) == 0.0 && age(&service) == 0.0);
    assert_eq!(open(&service), 0.0);
    eventually("that is logged too", || service.said().contains("the open transaction is over"));
    assert_eq!(service.said().matches("has left open").count(), 1, "once:\n{}", service.said());
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_transaction_that_ends_by_its_timeout_holds_nothing_back_for_good() {
    let settings = broker::with_topics(PARTITIONS);
    let mut service = Service::start(&kafka(&settings));
    let id = format!("{}-foreign", settings.prefix);
    let foreign = producer(&settings, &[("transactional.id", &id), ("transaction.timeout.ms", "3000")]);
    foreign.init_transactions(PATIENCE).expect("the broker answers");
    foreign.begin_transaction().expect("it is ready");
    send(&foreign, &settings, std::iter::once("never-committed".to_owned()));
    send(&producer(&settings, &[]), &settings, (0..BEHIND).map(|number| format!("plain-{number}")));
    let taken_in = "attrition_watch_ingested_total{type=\"ticket.closed.v1\"}";
    eventually("what is committed is taken in", || metric(&service, taken_in) == BEHIND as f64);
    assert!(service.process.terminate().success(), "{}", service.said());
}
