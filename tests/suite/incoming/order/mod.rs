//! What comes later, twice or in another order, from the events to the signals.

mod corrections;
mod exports;
mod ratings;
mod rests;

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use attrition_core::basics::date::Date;
use serde_json::{Value, json};

use attrition_test_support::centres::centre::date;

/// The last day of the eighty workdays, as of which signals are computed.
fn last_day() -> Date {
    date("2025-11-21")
}

/// The weekdays of sixteen weeks, oldest first.
fn workdays() -> Vec<Date> {
    (0..112)
        .map(|back| last_day() - back)
        .filter(|day| !day.is_weekend())
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

/// A CloudEvent about anna as one line.
fn event(kind: &str, id: &str, time: &str, data: &Value) -> String {
    json!({
        "specversion": "1.0", "id": id, "source": "/t", "type": kind, "time": time, "subject": "anna", "data": data,
    })
    .to_string()
}

fn roster() -> String {
    let data = json!({
        "effective": "2025-08-01", "hire_date": "2024-01-01", "site": "north", "team": "t1", "supervisor": "sup-1",
        "queue": "billing", "level": "1", "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
    });
    event("roster.agent.v1", "r", "2025-08-01T08:00:00Z", &data)
}

/// A worked shift of a date, from one hour of it to another; what is below 0 or over 24 is on the day before or after.
fn shift(event_id: &str, id: &str, day: Date, (from, to): (i32, i32)) -> String {
    let at = |hour: i32| format!("{}T{:02}:00:00Z", day + hour.div_euclid(24), hour.rem_euclid(24));
    let data = json!({
        "shift_id": id, "date": day.to_string(), "scheduled_start": at(from), "scheduled_end": at(to), "status": "worked",
        "actual_start": at(from), "actual_end": at(to), "overtime_min": 0, "break_overrun_min": 0,
        "occupied_min": 190, "home": false,
    });
    event("attendance.shift.v1", event_id, &at(to).replace(":00:00Z", ":05:00Z"), &data)
}

/// The closing of a ticket, and the time at which it was recorded.
fn ticket(event_id: &str, ticket_id: &str, closed_at: &str, time: &str, csat: Option<u8>) -> String {
    let data = json!({
        "ticket_id": ticket_id, "closed_at": closed_at, "channel": "voice", "category": "c1", "handle_s": 300.0,
        "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false, "csat": csat, "complaint": false,
        "hostile": false,
    });
    event("ticket.closed.v1", event_id, time, &data)
}

/// Five tickets on each workday, by workday: id and time of closing.
fn tickets(day: Date) -> Vec<(String, String)> {
    (10..15).map(|hour| (format!("t-{day}-{hour}"), format!("{day}T{hour}:00:00Z"))).collect()
}

/// Roster, shifts and tickets of every workday, without ratings.
fn steady_work() -> Vec<String> {
    let mut lines = vec![roster()];
    for day in workdays() {
        lines.extend(tickets(day).iter().map(|(id, at)| ticket(id, id, at, at, None)));
        let id = format!("s-{day}");
        lines.push(shift(&id, &id, day, (9, 17)));
    }
    lines
}

/// Standard output and standard error of `signals compute` over these lines.
fn computed(lines: &[String]) -> (String, String) {
    let mut compute = Command::new(env!("CARGO_BIN_EXE_attrition-watch"));
    compute.args(["signals", "compute", "--events", "-", "--out", "-", "--as-of", &last_day().to_string()]);
    let compute = compute.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut compute = compute.spawn().expect("it starts");
    let text = lines.join("\n") + "\n";
    compute.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
    let done = compute.wait_with_output().expect("it ends");
    let [out, told] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).expect("it is text"));
    (out, told)
}

/// Anna's signals as of the last day, by name, as `signals compute` prints them.
fn signals(lines: &[String]) -> BTreeMap<String, String> {
    let (out, told) = computed(lines);
    let mut rows = out.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = rows.next().unwrap_or_else(|| panic!("there is no header: {told}"));
    let values = rows.find(|row| row[0] == "anna").unwrap_or_else(|| panic!("anna has no row: {out}{told}"));
    names.into_iter().zip(values).collect()
}

/// One signal as a number; `None` when it is missing.
fn signal(signals: &BTreeMap<String, String>, name: &str) -> Option<f64> {
    let value = &signals[name];
    (!value.is_empty()).then(|| value.parse().expect("a signal is a number"))
}
