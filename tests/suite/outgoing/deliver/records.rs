//! What a played centre wrote: each record has one reader, which makes of it what was written; and what cannot be read is never
//! passed over.

use std::collections::BTreeSet;

use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::inbox;
use attrition_contracts::records::envelope::{self, EventType};
use attrition_contracts::records::journal;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use serde_json::Value;

use super::receiver::Receiver;
use super::site::{Delivering, Site, header, is_told};
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Service, command, eventually, finish};
use attrition_test_support::stages::bad_records::good;

fn json(record: &Record) -> Value {
    serde_json::from_slice(&record.value).expect("it is JSON")
}

/// What docs/contracts.md promises of every event.
fn keeps_the_contract(record: &Record) -> EventType {
    let event = json(record);
    assert_eq!((&event["specversion"], &event["source"]), (&"1.0".into(), &"/attrition-watch".into()));
    assert_eq!(event["datacontenttype"], "application/json");
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    assert!(!text("id").is_empty() && !text("subject").is_empty(), "{event}");
    let at = envelope::moment(&text("time")).expect("it has a time, as RFC 3339");
    assert_eq!(at.to_string(), text("time"), "in UTC");
    let now_ms = time::OffsetDateTime::now_utc().unix_timestamp() * 1_000;
    assert!(at.0 <= now_ms, "it is not ahead: {event}");
    let day = event["data"]["date"].as_str().expect("its data has a day");
    assert!(text("time").as_str() >= day, "nothing is told before its day: {event}");
    assert_eq!(header(record, "content-type"), "application/cloudevents+json; charset=UTF-8");
    envelope::kind_of(&record.value).expect("it is an event").expect("it is one of the service's")
}

#[test]
fn every_record_that_a_played_centre_wrote_is_read_as_it_was_written() {
    let site = Site::played();
    let mut kinds = BTreeSet::new();
    for record in site.records(Topic::Alerts) {
        kinds.insert(keeps_the_contract(&record));
        let event = json(&record);
        let read = announced::read(&record.value).expect("it can be read").expect("it is the desk's");
        assert_eq!(
            (read.id.as_str(), read.at.to_string()),
            (event["id"].as_str().unwrap_or_default(), text(&event["time"]))
        );
        let (subject, data) = match read.what {
            AnnouncedData::Alert { agent, data } => (Some(agent), serde_json::to_value(data)),
            AnnouncedData::Feedback { agent, data } => (Some(agent), serde_json::to_value(data)),
            AnnouncedData::Digest(data) => (None, serde_json::to_value(data)),
            AnnouncedData::Notice(data) => (None, serde_json::to_value(data)),
        };
        assert_eq!(data.expect("it can be written"), event["data"]);
        assert!(subject.is_none_or(|subject| event["subject"] == subject.as_str()));
    }
    for record in site.records(Topic::Scores) {
        kinds.insert(keeps_the_contract(&record));
        let (agent, data) = score::read(&record.value).expect("it can be read").expect("it is a score");
        let event = json(&record);
        assert_eq!(
            (&serde_json::to_value(&data).expect("it can be written"), agent.as_bytes()),
            (&event["data"], &*record.key)
        );
        let brief = score::read_brief(&record.value).expect("it can be read").expect("it is a score");
        assert_eq!((&*brief.agent, brief.risk.to_bits()), (agent.as_str(), data.risk.to_bits()));
        if !data.interim {
            assert_eq!(text(&event["time"]), format!("{}T06:00:00Z", brief.date + 1), "it is of the close of its day");
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), EventType::ALL, "each type was written");
    for record in site.records(Topic::Desk) {
        let read = inbox::read(&record.value).expect("it can be read");
        assert_eq!(&*inbox::write(&read), &*record.value);
    }
    for record in site.records(Topic::Journal) {
        let read = journal::read(&record.value).expect("it can be read");
        assert_eq!(&*journal::write(&read), &*record.value);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A record of an alert that people are told of.
fn an_alert(site: &Site) -> Record {
    let is_alert = |record: &Record| match announced::read(&record.value).ok().flatten().map(|read| read.what) {
        Some(AnnouncedData::Alert { data, .. }) => is_told(&data),
        _ => false,
    };
    site.records(Topic::Alerts).into_iter().find(is_alert).expect("there is one")
}

/// The record without a member that its reader needs.
fn damaged(record: &Record, member: &str) -> Vec<u8> {
    let mut event = json(record);
    event["data"].as_object_mut().expect("it has data").remove(member).expect("it has the member");
    event.to_string().into_bytes()
}

#[test]
fn an_alert_that_cannot_be_read_is_a_dead_letter_a_line_and_a_metric_in_every_reader() {
    let receiver = Receiver::new();
    let site = Site::played();
    let url = receiver.url("/");
    let before = site.records(Topic::Alerts).len();
    let broken = damaged(&an_alert(&site), "supervisor");
    site.append(&an_alert(&site), broken.clone());
    let own = [
        ("SERVICE__STAGES", "deliver,trends"),
        ("DELIVER__WEBHOOKS__OPS__URL", url.as_str()),
        ("DELIVER__ALERTMANAGER__URLS", url.as_str()),
    ];
    for start in 0..2 {
        let delivering = site.work(&own);
        eventually("all is committed", || site.is_through("ops") && site.is_through("alertmanager"));
        let readers: &[&str] =
            if start == 0 { &["ops", "alertmanager", "alerts", "trends"] } else { &["alerts", "trends"] };
        for reader in readers {
            let metric = format!("unreadable_records_total{{reader=\"{reader}\",topic=\"alerts\"}}");
            eventually("each reader tells of it", || delivering.metric(&metric) == 1.0);
        }
        let said = delivering.service.said();
        assert!(said.contains("`supervisor` is missing"), "{said}");
        assert!(!said.contains("agent-"), "{said}");
        eventually("it is ready", || get(&delivering.service, "/readyz").status == 200);
        delivering.stop();
    }
    let letters = site.dead_letters();
    assert!(
        letters.iter().all(|letter| *letter.value == *broken && header(letter, "dead-letter-code") == "unreadable")
    );
    let mut details: Vec<String> = letters.iter().map(|letter| header(letter, "dead-letter-detail")).collect();
    details.sort();
    let whose: Vec<&str> = details.iter().filter_map(|detail| detail.split(": ").next()).collect();
    assert_eq!(
        whose,
        ["`attrition.alert.v1` cannot be read", "alertmanager", "ops"],
        "one of each channel, one of the others"
    );
    assert!(letters.iter().all(|letter| header(letter, "dead-letter-topic") == "alerts"));
    assert!(receiver.got().len() > 1 && site.records(Topic::Alerts).len() == before + 1, "the rest goes on");
    // A command that only reads says so as well.
    let output = finish(&["alerts", "list", "--config", site.config_file()], &site.variables(&[]));
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("`supervisor` is missing"));
    assert_eq!(site.dead_letters().len(), letters.len(), "and changes nothing");
}

#[test]
fn a_report_to_the_desk_and_an_entry_of_the_journal_that_cannot_be_read_are_dead_letters() {
    let site = Site::played();
    let report = site.records(Topic::Desk).into_iter().find(|record| !record.key.is_empty()).expect("there is one");
    site.append(&report, report.value[..report.value.len() / 2].to_vec());
    let entry = site.records(Topic::Journal).into_iter().next().expect("there is one");
    site.append(&entry, vec![0xff; 9]);
    let working = site.work(&[("SERVICE__STAGES", "score,desk")]);
    for (reader, topic) in [("desk", "desk"), ("score", "journal")] {
        let metric = format!("unreadable_records_total{{reader=\"{reader}\",topic=\"{topic}\"}}");
        eventually("it is told", || working.metric(&metric) == 1.0);
    }
    assert_eq!(working.metric("dead_letters_total{code=\"unreadable\"}"), 2.0);
    let said = working.service.said();
    assert!(said.contains("a record cannot be read reader=\"desk\" topic=\"desk\""), "{said}");
    working.stop();
    let letters = site.dead_letters();
    let mut topics: Vec<String> = letters.iter().map(|letter| header(letter, "dead-letter-topic")).collect();
    topics.sort();
    assert_eq!(topics, ["desk", "journal"]);
    assert!(letters.iter().all(|letter| header(letter, "dead-letter-code") == "unreadable"));
}

#[test]
fn an_event_of_somebody_whose_id_cannot_be_read_is_a_dead_letter_and_days_go_on() {
    let site = Site::played();
    let of_someone = |topic: Topic| {
        let event = site.records(topic).into_iter().find(|record| !record.key.is_empty()).expect("there is one");
        Output::new(topic, event.partition, vec![0xff, 0xfe], event.value)
    };
    site.append_all(vec![of_someone(Topic::Journal), of_someone(Topic::Org)]);
    let working = site.work(&[("SERVICE__STAGES", "ingest,score,desk")]);
    for topic in ["journal", "org"] {
        let metric = format!("unreadable_records_total{{reader=\"score\",topic=\"{topic}\"}}");
        eventually("it is told", || working.metric(&metric) == 1.0);
    }
    eventually("each is a dead letter", || working.metric("dead_letters_total{code=\"unreadable\"}") == 2.0);
    let said = working.service.said();
    assert!(said.contains("its key, the agent, is not UTF-8") && !said.contains("no day is closed"), "{said}");
    working.stop();
    let mut topics: Vec<String> =
        site.dead_letters().iter().map(|letter| header(letter, "dead-letter-topic")).collect();
    topics.sort();
    assert_eq!(topics, ["journal", "org"]);
}

#[test]
fn while_a_record_that_may_be_a_close_cannot_be_read_no_day_is_closed_and_nothing_is_imported() {
    let site = Site::played();
    let close = site.records(Topic::Org).into_iter().find(|record| record.key.is_empty()).expect("a day was closed");
    site.append(&close, vec![0xff; 9]);
    let before = site.records(Topic::Journal).len();
    let event = good("later").to_string();
    let file = site.scratch().file("later.ndjson", event);
    let args = ["import", "--late", "--config", site.config_file(), &file];
    let output = finish(&args, &site.variables(&[]));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("of `org` at offset") && said.contains("Nothing was imported"), "{said}");
    assert_eq!(site.records(Topic::Journal).len(), before);
    // Two days later, days are over.
    let mut run = command(&["run", "--config", site.config_file()], &site.variables(&[("SERVICE__STAGES", "ingest")]));
    begun_at(&mut run, time::OffsetDateTime::now_utc() + time::Duration::days(2));
    let working = Delivering { service: Service::of(run) };
    let metric = "unreadable_records_total{reader=\"ingest\",topic=\"org\"}";
    eventually("it is told", || working.metric(metric) == 1.0);
    eventually("and what comes of it", || working.service.said().contains("no day is closed"));
    eventually("it is a dead letter", || working.metric("dead_letters_total{code=\"unreadable\"}") == 1.0);
    working.stop();
    assert_eq!(site.records(Topic::Journal).len(), before, "no day was closed");
}

#[test]
fn each_of_many_records_that_cannot_be_read_is_counted_and_a_dead_letter() {
    const MANY: usize = 1_050;
    let site = Site::played();
    let alert = an_alert(&site);
    let broken = damaged(&alert, "supervisor");
    let output = || Output::new(alert.topic, alert.partition, alert.key.clone(), broken.clone());
    site.append_all((0..MANY).map(|_| output()).collect());
    let working = site.work(&[("SERVICE__STAGES", "trends")]);
    for reader in ["alerts", "trends"] {
        let metric = format!("unreadable_records_total{{reader=\"{reader}\",topic=\"alerts\"}}");
        eventually("each is counted", || working.metric(&metric) == MANY as f64);
    }
    let lines = || working.service.said().matches("a record cannot be read").count();
    // What it says is read a moment later.
    eventually("it says so", || lines() >= 1_000);
    assert_eq!(lines(), 1_000, "the log is not filled with them");
    working.stop();
    assert_eq!(site.dead_letters().len(), MANY);
}

#[test]
fn an_alert_of_a_version_that_wrote_no_times_is_told_with_the_close_of_its_day() {
    let receiver = Receiver::new();
    let site = Site::played();
    let record = an_alert(&site);
    let old = envelope::without_time(&record.value);
    let (event, before): (Value, Value) = (json(&record), serde_json::from_slice(&old).expect("it is JSON"));
    assert!(before["time"].is_null() && before["data"] == event["data"] && before["id"] == event["id"]);
    site.append(&record, old);
    let url = receiver.url("/");
    let delivering = site.deliver(&[("DELIVER__WEBHOOKS__OPS__URL", url.as_str())]);
    eventually("all is committed", || site.is_through("ops"));
    let id = text(&event["id"]);
    let got: Vec<Value> =
        receiver.got().iter().filter(|got| got.headers["webhook-id"] == id).map(|got| got.json()).collect();
    assert_eq!(got.len(), 2, "as it was, and as an earlier version had written it");
    let day = attrition_core::basics::date::Date::parse(&text(&event["data"]["date"])).expect("a date");
    assert!(got.iter().any(|got| got["timestamp"] == format!("{}T06:00:00Z", day + 1)));
    assert_eq!(delivering.count("ops", "dead_letter"), 0);
}
