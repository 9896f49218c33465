//! A simulated site on a real broker, with half a year behind it, whose service is at work and is kept busy.

use std::sync::OnceLock;

use attrition_watch::live::logs::Logs;
use attrition_watch::log::kafka::Settings;
use attrition_watch::wire::record::Record;
use attrition_watch::wire::topic::Topic;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime};

use crate::deliver::receiver::Receiver;
use crate::support::broker;
use crate::support::http::post;
use crate::support::kcat::produce;
use crate::support::program::{Scratch, Service, done, kafka, variable};

/// Partitions of its topics.
const PARTITIONS: u32 = 2;

/// Days of its history.
const DAYS: i64 = 240;

/// Days before today on which the prior has begun to score beside the model, as a shadow.
const SHADOW_DAYS: i64 = 60;

/// People of it: enough for teams to be shown, and for drift to be told.
const AGENTS: u32 = 130;

/// The site, and its service.
pub(super) struct Site {
    pub(super) service: Service,
    settings: Settings,
    variables: Vec<(String, String)>,
    _told: Receiver,
    _scratch: Scratch,
}

/// What the site sent until yesterday, and a model that was trained on it.
struct Past {
    events: Vec<String>,
    model: String,
    _scratch: Scratch,
}

impl Site {
    /// Its history until yesterday lies in the log, each event as it was or as it is changed to by how many days ago it was;
    /// the service has begun with it.
    pub(super) fn at_work(change: impl Fn(Value, i64) -> Option<Value>) -> Self {
        let (scratch, told, settings) = (Scratch::new(), Receiver::new(), broker::with_topics(PARTITIONS));
        let past = past();
        let (mut before, mut after) = (String::new(), String::new());
        for line in &past.events {
            let event: Value = serde_json::from_str(line).expect("an event is JSON");
            let time = OffsetDateTime::parse(event["time"].as_str().expect("it has a time"), &Rfc3339);
            let days = days_ago(time.expect("it is RFC 3339").date());
            if let Some(event) = change(event, days) {
                let half = if days > SHADOW_DAYS { &mut before } else { &mut after };
                *half += &(event.to_string() + "\n");
            }
        }
        let own = [
            ("SCORE__MODEL", past.model.clone()),
            ("DELIVER__ALERTMANAGER__URLS", told.url("")),
            ("DELIVER__ALERTMANAGER__RESEND_S", "1".to_owned()),
        ];
        let variables: Vec<_> =
            kafka(&settings).into_iter().chain(own.iter().map(|(key, value)| variable(key, value))).collect();
        done(&["import", &scratch.file("before.ndjson", before)], &variables);
        done(&["models", "shadow", concat!(env!("CARGO_MANIFEST_DIR"), "/models/prior.json")], &variables);
        done(&["import", &scratch.file("after.ndjson", after)], &variables);
        let service = Service::start(&variables);
        Self { service, settings, variables, _told: told, _scratch: scratch }
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

    /// Answers come to alerts that are open.
    pub(super) fn is_answered(&self) {
        let list = done(&["alerts", "list", "--json"], &self.variables);
        let open: Value = serde_json::from_str(&list).expect("the list is JSON");
        let open = open.as_array().expect("it is a list");
        assert!(open.len() > 5, "there are alerts: {list}");
        for (number, alert) in open.iter().take(8).enumerate() {
            let name = alert["alert"].as_str().expect("an alert has a name");
            let kind = if number % 4 == 0 { "not_useful" } else { "useful" };
            let answer = post(
                &self.service,
                &format!("/v1/alerts/{name}/feedback"),
                json!({"kind": kind}).to_string().as_bytes(),
            );
            assert_eq!(answer.status, 202, "{}", answer.body);
        }
    }

    /// Today's events come in, over HTTP and from the source topics: good ones, the same again, late ones, bad ones.
    pub(super) fn is_kept_busy(&self) {
        let now = OffsetDateTime::now_utc();
        let ticket = |number: u32, at: OffsetDateTime| {
            let at = at.format(&Rfc3339).expect("it is of this century");
            json!({
                "specversion": "1.0", "id": format!("busy-{number}"), "source": "/test", "type": "ticket.closed.v1",
                "time": at, "subject": format!("agent-{:04}", number % AGENTS + 1),
                "data": {
                    "ticket_id": format!("busy-{number}"), "closed_at": at, "channel": "phone", "category": "c1",
                    "handle_s": 300.0, "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false,
                    "csat": 4, "complaint": false, "hostile": false,
                },
            })
        };
        for number in 0..8 {
            let sent = ticket(number, now).to_string();
            assert_eq!(post(&self.service, "/v1/events", sent.as_bytes()).status, 202);
            produce(&self.settings, Topic::Tickets, "agent-0001", sent.as_bytes(), &[]);
        }
        let late = ticket(1_000, now - Duration::days(120)).to_string();
        produce(&self.settings, Topic::Tickets, "agent-0001", late.as_bytes(), &[]);
        produce(&self.settings, Topic::Tickets, "agent-0001", b"no JSON at all", &[]);
    }
}

fn days_ago(date: Date) -> i64 {
    (OffsetDateTime::now_utc().date() - date).whole_days()
}

fn past() -> &'static Past {
    static PAST: OnceLock<Past> = OnceLock::new();
    PAST.get_or_init(|| {
        let scratch = Scratch::new();
        let (history, models) = (scratch.text("history.ndjson"), scratch.text("models"));
        let first = (OffsetDateTime::now_utc().date() - Duration::days(DAYS)).to_string();
        let (agents, days) = (AGENTS.to_string(), DAYS.to_string());
        let simulate = ["simulate", "--agents", &agents, "--days", &days, "--seed", "5", "--first-day", &first];
        done(&[&simulate[..], &["--out", &history]].concat(), &[]);
        done(&["train", "--from", &history, "--id", "field", "--out", &models], &[]);
        let events = std::fs::read_to_string(&history).expect("it was just written");
        let model = scratch.path("models").join("field.json").display().to_string();
        Past { events: events.lines().map(str::to_owned).collect(), model, _scratch: scratch }
    })
}
