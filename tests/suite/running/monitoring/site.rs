//! A simulated site on a real broker, with half a year behind it, whose service is at work and is kept busy.

use std::sync::atomic::{AtomicU32, Ordering};

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::kafka::Settings;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::past::past;
use crate::outgoing::deliver::receiver::Receiver;
use attrition_test_support::centres::past_answers::{answers, decided_alerts, open_alerts};
use attrition_test_support::kafka::broker;
use attrition_test_support::kafka::kcat::{produce, produce_all};
use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{Scratch, Service, done, eventually, kafka, variable};

/// Partitions of its topics.
const PARTITIONS: u32 = 2;

/// Days whose events have come to the source topics while the service was away: it takes them in, and closes the days. The desk
/// sums up a week among them.
const WAITING_DAYS: i64 = 8;

/// Where events of a kind come in.
const SOURCES: [(Topic, &str); 4] = [
    (Topic::Attendance, "\"type\":\"attendance."),
    (Topic::Qa, "\"type\":\"qa."),
    (Topic::Tickets, "\"type\":\"ticket."),
    (Topic::Roster, "\"type\":\"roster."),
];

/// Days before today on which the trained model has come into force; the prior before it goes on as its shadow.
const TRAINED_DAYS: i64 = 60;

/// The model of the beginning.
const PRIOR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/prior.json");

/// The site, and its service.
pub(super) struct Site {
    pub(super) service: Service,
    settings: Settings,
    variables: Vec<(String, String)>,
    _told: Receiver,
    scratch: Scratch,
}

impl Site {
    /// Its history until yesterday lies in the log, each line as it was or as it is changed to by how many days ago it was; the
    /// service has begun with it, and with what waits for it in the source topics.
    pub(super) fn at_work(change: impl Fn(&str, i64) -> Option<String>) -> Self {
        let (scratch, told, settings) = (Scratch::new(), Receiver::new(), broker::with_topics(PARTITIONS));
        let past = past();
        // What the prior scores, what the trained model does, and what still waits in the source topics.
        let mut parts: [Vec<String>; 3] = Default::default();
        for (days_ago, line) in &past.events {
            let part = usize::from(*days_ago <= TRAINED_DAYS) + usize::from(*days_ago <= WAITING_DAYS);
            parts[part].extend(change(line, *days_ago));
        }
        let [before, after, waiting] = parts;
        let own = [
            ("SCORE__MODEL", PRIOR.to_owned()),
            ("DELIVER__ALERTMANAGER__URLS", told.url("")),
            ("DELIVER__ALERTMANAGER__RESEND_S", "1".to_owned()),
        ];
        let variables: Vec<_> =
            kafka(&settings).into_iter().chain(own.iter().map(|(key, value)| variable(key, value))).collect();
        done(&["import", &scratch.file("before.ndjson", before.join("\n"))], &variables);
        done(&["models", "publish", &past.model, "--force", "the first that is trained here"], &variables);
        done(&["models", "shadow", PRIOR], &variables);
        done(&["import", "--late", &scratch.file("after.ndjson", after.join("\n"))], &variables);
        // On the last day that is closed, supervisors answered.
        let said_on = (OffsetDateTime::now_utc().date() - Duration::days(WAITING_DAYS + 1)).to_string();
        let said = answers(&decided_alerts(&variables, PARTITIONS), &said_on);
        assert!(said.len() > 10, "there are alerts to be answered: {}", said.len());
        let said: Vec<(&str, &str)> = said.iter().map(|(site, said)| (site.as_str(), said.as_str())).collect();
        produce_all(&settings, Topic::Desk, &said);
        for (topic, kind) in SOURCES {
            let of_kind: Vec<&String> = waiting.iter().filter(|line| line.contains(kind)).collect();
            let records: Vec<(&str, &str)> = of_kind.iter().map(|line| (subject(line), line.as_str())).collect();
            produce_all(&settings, topic, &records);
        }
        let service = Service::start(&variables);
        Self { service, settings, variables, _told: told, scratch }
    }

    /// All that the desk has said.
    pub(super) fn desk_says(&self) -> Vec<Value> {
        let (logs, mut said) = (Logs::Kafka(self.settings.clone()), Vec::new());
        for partition in 0..PARTITIONS {
            let mut keep = |record: Record| {
                said.push(serde_json::from_slice(&record.value).expect("what the desk says is JSON"));
                true
            };
            logs.scan(Topic::Alerts, partition, &mut keep).expect("the log can be read");
        }
        said
    }

    /// Waits until it is ready, and shows figures of a day that was closed since it began.
    pub(super) fn catches_up(&self) {
        eventually("it is ready", || get(&self.service, "/readyz").status == 200);
        let midnight = OffsetDateTime::now_utc().replace_time(time::Time::MIDNIGHT);
        let closed = (midnight - Duration::days(2)).unix_timestamp() as f64;
        let day = || metric(&self.service, "attrition_watch_trends_day_timestamp_seconds");
        // Patience is for the next day, not for all of them.
        while day() < closed {
            let before = day();
            eventually("days are closed and shown", || day() > before);
        }
    }

    /// What its log says of past months, as OpenMetrics; the path of the file.
    pub(super) fn past_months(&self) -> String {
        let file = self.scratch.text("past.om");
        done(&["trends", "export", "--out", &file], &self.variables);
        file
    }

    /// Answers come to alerts that are open.
    pub(super) fn is_answered(&self) {
        let open = open_alerts(&self.variables);
        let mut taken = 0;
        for (number, alert) in open.iter().take(30).enumerate() {
            let name = alert["alert"]["alert"].as_str().expect("an alert has a name");
            let kind = if number % 4 == 0 { "not_useful" } else { "useful" };
            let said = json!({"kind": kind}).to_string();
            let answer = post(&self.service, &format!("/v1/alerts/{name}/feedback"), said.as_bytes());
            // Those that are over for long are not answered any more.
            assert!([202, 409].contains(&answer.status), "{}", answer.body);
            taken += u32::from(answer.status == 202);
        }
        assert!(taken > 10, "there are alerts to be answered: {taken}");
    }

    /// Today's events come in, over HTTP and from the source topics: good ones, the same again, late ones, bad ones.
    pub(super) fn is_kept_busy(&self) {
        let now = OffsetDateTime::now_utc();
        let ticket = |number: u32, at: OffsetDateTime| {
            let at = at.format(&Rfc3339).expect("it is of this century");
            json!({
                "specversion": "1.0", "id": format!("busy-{number}"), "source": "/test", "type": "ticket.closed.v1",
                "time": at, "subject": format!("agent-{:04}", number % 20 + 1),
                "data": {
                    "ticket_id": format!("busy-{number}"), "closed_at": at, "channel": "phone", "category": "c1",
                    "handle_s": 300.0, "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false,
                    "csat": 4, "complaint": false, "hostile": false,
                },
            })
        };
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let first = NEXT.fetch_add(100, Ordering::Relaxed);
        for number in first..first + 8 {
            let sent = ticket(number, now).to_string();
            assert_eq!(post(&self.service, "/v1/events", sent.as_bytes()).status, 202);
            produce(&self.settings, Topic::Tickets, "agent-0001", sent.as_bytes(), &[]);
        }
        let late = ticket(first + 99, now - Duration::days(120)).to_string();
        produce(&self.settings, Topic::Tickets, "agent-0001", late.as_bytes(), &[]);
        produce(&self.settings, Topic::Tickets, "agent-0001", b"no JSON at all", &[]);
        produce(&self.settings, Topic::Desk, "sup-001", b"nor this", &[]);
    }
}

/// Whom an event is about.
fn subject(line: &str) -> &str {
    let rest = line.split_once("\"subject\":\"").expect("an event has a subject").1;
    rest.split_once('"').expect("a text ends").0
}
