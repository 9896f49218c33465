//! What a process takes while it waits, with much more to read than it may hold.

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::{Commit, StageLog, Step};

use super::{copy, reference};
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::kafka::broker;
use attrition_test_support::process::http::metric;
use attrition_test_support::process::program::{Service, eventually, kafka, variable};
use attrition_test_support::stages::small_centre::PARTITIONS;

/// Records behind those that wait, and bytes of each.
const RECORDS: usize = 60_000;
const BYTES: usize = 1_024;

/// The buffer of the process, MiB.
const BUFFER_MIB: usize = 8;

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_process_with_a_long_backlog_takes_little_more_than_its_buffer() {
    let settings = broker::with_topics(PARTITIONS);
    let own = [("SERVICE__STAGES", "score".to_owned()), ("LOG__BUFFER_MIB", BUFFER_MIB.to_string())];
    let own: Vec<_> = own.iter().map(|(key, value)| variable(key, value)).collect();
    let service = Service::start(&[kafka(&settings), own].concat());
    let before = peak_mib(&service);

    // The first records wait for org, which does not come: all that is behind them waits too.
    copy(&settings, &reference(), Topic::Journal, |len| 0..len);
    let mut source = KafkaLog::writer(&settings, "source").expect("the broker answers");
    let mut chance = Chance(1);
    for _ in 0..6 {
        // Of chance, so that no compression makes it small.
        let mut value = || (0..BYTES).map(|_| chance.below(256) as u8).collect::<Vec<u8>>();
        let output = |n: usize| Output::new(Topic::Journal, n as u32 % PARTITIONS, [], value());
        let outputs = (0..RECORDS / 6).map(output).collect();
        assert_eq!(source.commit(Step { outputs, positions: vec![] }).expect("the broker answers"), Commit::Done);
    }
    let held = || metric(&service, "attrition_watch_held_bytes{stage=\"score\"}") as usize;
    let held_max = (BUFFER_MIB << 20) / 8 * 3;
    eventually("it is full", || held() >= held_max);
    let holds = held();
    assert!(holds < BUFFER_MIB << 20, "it holds {holds} bytes");
    let grown = peak_mib(&service) - before;
    let backlog = (RECORDS * BYTES) >> 20;
    // Beside the buffer of the stage there is that of whoever follows the alerts for HTTP, and what threads need.
    assert!(grown < 4 * BUFFER_MIB, "it grew by {grown} MiB of {backlog}");
}

/// The most that a process has had of memory, MiB.
fn peak_mib(service: &Service) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", service.process.0.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the system tells it");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("it is a number") >> 10
}
