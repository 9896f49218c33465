//! The report about a played centre, counted again from what was raised: nothing in it is about a few, or leaves a few over.

use attrition_contracts::alerting::alert_status::AlertStatus;
use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::Value;

use attrition_test_support::process::program::{Scratch, done, embedded, variable};
use attrition_test_support::stages::models::eager;

/// People of whom nothing is told.
const FEW: usize = 5;

/// The first record of every alert that was raised, and whom it is about.
pub(super) fn raised(scratch: &Scratch) -> Vec<(String, Box<AlertData>)> {
    let mut log = Embedded::read_only(&scratch.path("log")).expect("the log can be read");
    let partitions = log.partitions(Topic::Alerts);
    let records = (0..partitions)
        .flat_map(|partition| log.read(Topic::Alerts, partition, 0, usize::MAX).expect("the log can be read"));
    let said = records.filter_map(|record| announced::read(&record.value).expect("it reads back"));
    let first = said.filter_map(|said| match said.what {
        AnnouncedData::Alert { agent, data } if data.status == AlertStatus::Raised && data.version == 1 => {
            Some((agent.as_str().to_owned(), data))
        }
        _ => None,
    });
    first.collect()
}

/// For what an alert was raised.
fn signals(alert: &AlertData) -> BTreeSet<String> {
    alert.reasons.iter().map(|reason| reason.signal.clone()).collect()
}

#[test]
fn what_the_report_counts_are_many_and_so_are_the_others() {
    let scratch = Scratch::new();
    let model = variable("SCORE__MODEL", &scratch.file("eager.json", eager()));
    let log = scratch.text("log");
    let centre = ["demo", "--once", "--agents", "100", "--days", "240", "--first-day", "2025-01-06", "--data", &log];
    done(&centre, &[model]);
    let told = done(&["alerts", "report", "--json"], &embedded(&scratch.path("log")));
    let report = serde_json::from_str::<Value>(&told).expect("it is JSON")["report"].clone();

    let raised: Vec<_> = raised(&scratch).into_iter().map(|(agent, alert)| (agent, signals(&alert))).collect();
    assert_eq!(report["alerts"], raised.len(), "{report}");
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    raised.iter().flat_map(|(_, reasons)| reasons).for_each(|reason| *shown.entry(reason).or_default() += 1);
    let people = |has: bool, signal: &str| -> usize {
        let alerts = raised.iter().filter(|(_, reasons)| reasons.contains(signal) == has);
        alerts.map(|(agent, _)| agent).collect::<BTreeSet<_>>().len()
    };
    let reasons = report["reasons"].as_array().expect("there is a list");
    assert!(reasons.len() > 4, "{report}");
    for reason in reasons {
        let signal = reason["signal"].as_str().expect("it has a name");
        assert_eq!(reason["shown"], shown[signal], "{signal}: {report}");
        assert!(people(true, signal) >= FEW && people(false, signal) >= FEW, "{signal}: {report}");
    }
    // What is not told is about a few, or about nearly all.
    let is_told = |signal: &str| reasons.iter().any(|reason| reason["signal"] == signal);
    for signal in shown.keys().filter(|signal| !is_told(signal)) {
        assert!(people(true, signal) < FEW || people(false, signal) < FEW, "{signal}: {report}");
    }
    // Parts of the whole: those that are not told are together none, or many.
    let statuses = report["statuses"].as_array().expect("there is a list");
    let left = raised.len() as u64 - statuses.iter().filter_map(|status| status[1].as_u64()).sum::<u64>();
    assert!(left == 0 || left >= FEW as u64, "{report}");
}
