//! Small sites whose people go downhill one after the other, a day apart, up to the last day that is over: whatever a rule waits for,
//! somebody is alerted on each of the last days.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::last_closed;
use serde_json::{Value, json};
use time::OffsetDateTime;

use attrition_test_support::process::program::PATIENCE;
use attrition_test_support::process::program::{Scratch, Service, command, done, variable};
use attrition_test_support::stages::models;

/// Days of history before the service starts.
pub(crate) const DAYS: i32 = 80;
/// Sites, and agents of each: so few that what some of them do is never taken for a shift of the whole site.
pub(crate) const SITES: usize = 12;
const AGENTS: usize = 7;
/// Those of each who go downhill, the first ones.
const DOWNHILL: usize = 2;
/// How often to look whether all is decided.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Partitions of the log.
pub(crate) const PARTITIONS: u32 = 2;

/// A site in a folder of its own: a log, a model, a configuration.
pub(crate) struct Site {
    pub(crate) scratch: Scratch,
}

/// The last day that is over.
pub(crate) fn last_day() -> Date {
    last_closed(OffsetDateTime::now_utc())
}

impl Site {
    /// A site whose events were imported.
    pub(crate) fn new() -> Self {
        static IMPORTED: OnceLock<Vec<u8>> = OnceLock::new();
        Self::of(IMPORTED.get_or_init(|| import(&events())))
    }

    /// A site with a log of its own.
    pub(crate) fn of(log: &[u8]) -> Self {
        let scratch = Scratch::new();
        std::fs::create_dir(scratch.path("log")).expect("the target directory can be written");
        scratch.file("log/log.sqlite", log);
        scratch.file("model.json", models::json("by-hand", 1.0));
        Self { scratch }
    }

    /// Its service with a configuration file, when all that was imported has been decided.
    pub(crate) fn run(&self, config: &str, variables: &[(String, String)]) -> Service {
        let config = self.scratch.file("config.toml", config);
        let mut run = command(&["run", "--config", &config], variables);
        run.current_dir(Path::new("/"));
        let service = Service::of(run);
        let is_decided = || {
            let metrics = attrition_test_support::process::http::get(&service, "/metrics").body;
            let at_end = |stage: &str| {
                (0..PARTITIONS).all(|partition| {
                    let lag = format!("attrition_watch_lag_records{{partition=\"{partition}\",stage=\"{stage}\"}} 0");
                    metrics.lines().any(|line| line == lag)
                })
            };
            metrics.contains("attrition_watch_alerts_total") && ["ingest", "score", "desk"].into_iter().all(at_end)
        };
        // Seven thousand events and eighty closes: longer than anything else that tests wait for.
        let deadline = Instant::now() + 5 * PATIENCE;
        while !is_decided() {
            assert!(Instant::now() < deadline, "it is not scored and decided: {}", service.said());
            std::thread::sleep(LOOK_AGAIN);
        }
        service
    }
}

/// Imports the events into a log that is then closed; the file of it.
pub(crate) fn import(events: &[String]) -> Vec<u8> {
    let scratch = Scratch::new();
    let events = scratch.file("events.ndjson", events.join("\n"));
    let variables = [variable("LOG__DIR", &scratch.text("log")), variable("LOG__PARTITIONS", &PARTITIONS.to_string())];
    done(&["import", &events], &variables);
    std::fs::read(scratch.path("log/log.sqlite")).expect("the log was made")
}

/// The events of all sites, in the order in which they were recorded.
pub(crate) fn events() -> Vec<String> {
    let first = last_day() - (DAYS - 1);
    let people = || (0..SITES).flat_map(|site| (0..AGENTS).map(move |agent| (site, agent)));
    let mut events: Vec<String> = people().map(|(site, agent)| hired(site, agent, first)).collect();
    for day in 0..DAYS {
        events.extend(people().map(|(site, agent)| shift(site, agent, day, first + day)));
        // On the last day the source of tickets is silent: the second site is told so.
        if day < DAYS - 1 {
            events.extend((0..AGENTS).map(|agent| ticket(agent, day, first + day)));
        }
    }
    events
}

fn name(site: usize, agent: usize) -> String {
    format!("agent-{}-{agent:03}", site + 1)
}

fn event(kind: &str, id: &str, agent: &str, time: &str, data: &Value) -> String {
    json!({
        "specversion": "1.0", "id": id, "source": "/test", "type": kind, "time": time, "subject": agent, "data": data,
    })
    .to_string()
}

fn hired(site: usize, agent: usize, first: Date) -> String {
    placed(site, agent, first, agent % 2)
}

/// An agent stands under the supervisor of a number from a day on.
pub(crate) fn placed(site: usize, agent: usize, from: Date, number: usize) -> String {
    let (first, supervisor) = (from, format!("sup-{}-{number}", site + 1));
    let data = json!({
        "effective": first.to_string(), "hire_date": "2020-03-01", "site": format!("S{}", site + 1), "team": "T1",
        "supervisor": supervisor, "queue": "Q1", "level": "1", "contract_h_week": 40, "shift_pattern": "day", "potential": "E",
    });
    let agent = name(site, agent);
    event("roster.agent.v1", &format!("placed-{agent}-{from}"), &agent, &format!("{first}T07:00:00Z"), &data)
}

/// A ticket of an agent of the second site.
fn ticket(agent: usize, day: i32, date: Date) -> String {
    let (agent, handle_s) = (name(1, agent), 300 + (day as usize + 3 * agent) % 90);
    let data = json!({
        "ticket_id": format!("t{agent}-{day}"), "closed_at": format!("{date}T12:00:00Z"), "channel": "phone", "category": "billing",
        "handle_s": handle_s, "hold_s": 20, "wrap_s": 30, "transferred": false, "escalated": false, "csat": 4, "complaint": false,
        "hostile": false,
    });
    event("ticket.closed.v1", &format!("ticket-{agent}-{day}"), &agent, &format!("{date}T16:20:00Z"), &data)
}

fn shift(site: usize, agent: usize, day: i32, date: Date) -> String {
    let turn = DAYS - 2 - i32::try_from(agent * SITES + site).expect("there are few");
    let is_downhill = agent < DOWNHILL && day >= turn;
    let is_absent = if is_downhill { (day - turn) % 2 == 0 } else { (day + 5 * agent as i32) % 37 == 0 };
    let mut data = json!({
        "shift_id": format!("s{day}"), "date": date.to_string(), "scheduled_start": format!("{date}T08:00:00Z"),
        "scheduled_end": format!("{date}T16:00:00Z"),
    });
    let more = if is_absent {
        json!({"status": "absent", "absence": "unplanned"})
    } else {
        let late_min = if is_downhill { 40 } else { 0 };
        json!({
            "status": "worked", "actual_start": format!("{date}T08:{late_min:02}:00Z"), "actual_end": format!("{date}T16:00:00Z"),
            "overtime_min": 0, "break_overrun_min": 2, "occupied_min": 390, "home": false,
        })
    };
    let (Value::Object(data_members), Value::Object(more)) = (&mut data, more) else {
        unreachable!("both are objects")
    };
    data_members.extend(more);
    let agent = name(site, agent);
    event("attendance.shift.v1", &format!("{agent}-{day}"), &agent, &format!("{date}T16:10:00Z"), &data)
}
