//! A log as it would have been if: events left out, or with other data.

use attrition_core::basics::date::Date;
use attrition_simulator::RecordedEvent;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::centres::simulated;

/// Events of a log, in order.
pub struct Log(pub Vec<Value>);

impl Log {
    /// The events of recorded lines.
    pub fn of(recorded: &[RecordedEvent]) -> Self {
        Self(recorded.iter().map(|recorded| simulated::event(&recorded.line)).collect())
    }

    /// The log with each event changed, or left out.
    pub fn with(&self, change: impl Fn(Value) -> Option<Value>) -> Self {
        Self(self.0.iter().cloned().filter_map(change).collect())
    }

    /// Without some kinds, by the beginning of their types.
    pub fn without(&self, kinds: &[&str]) -> Self {
        self.with(|event| Some(event).filter(|event| !kinds.iter().any(|kind| is(event, kind))))
    }

    /// As it was sent.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(Value::to_string).collect()
    }
}

/// Whether an event is of a kind, by the beginning of its type.
pub fn is(event: &Value, kind: &str) -> bool {
    event["type"].as_str().is_some_and(|text| text.starts_with(kind))
}

/// The business date of an event.
pub fn date_of(event: &Value) -> Date {
    let data = &event["data"];
    let members = [&data["date"], &data["closed_at"], &data["reopened_at"], &data["rated_at"], &event["time"]];
    let text = members.into_iter().find_map(Value::as_str).expect("every event has a date");
    Date::parse(&text[..10]).expect("it is one")
}

/// The event, were the agent on leave on its day: the shift is missed by leave, and there is no other work. Where no shift was to
/// be worked, nothing is recorded.
pub fn on_leave(mut event: Value, absence: &str) -> Option<Value> {
    if is(&event, "attendance.shift") {
        let data = event["data"].as_object_mut().expect("data is an object");
        data.retain(|name, _| ["shift_id", "date", "scheduled_start", "scheduled_end", "notice_h"].contains(&&**name));
        data.extend([("status".to_owned(), json!("absent")), ("absence".to_owned(), json!(absence))]);
        return Some(event);
    }
    Some(event).filter(|event| is(event, "roster"))
}

/// The event with what happened in it so many hours later; business dates stay.
pub fn later(mut event: Value, hours: i64) -> Value {
    for name in
        ["scheduled_start", "scheduled_end", "actual_start", "actual_end", "closed_at", "reopened_at", "rated_at"]
    {
        if let Some(text) = event["data"][name].as_str() {
            let time = OffsetDateTime::parse(text, &Rfc3339).expect("it is a time") + Duration::hours(hours);
            event["data"][name] = json!(time.format(&Rfc3339).expect("times can be written"));
        }
    }
    event
}

/// The event so many days earlier, with all its dates and times.
pub fn earlier(event: &Value, days: i32) -> Value {
    let text = event.to_string();
    let (mut out, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while !rest.is_empty() {
        let date = rest.get(..10).filter(|date| date.as_bytes()[4] == b'-').and_then(Date::parse);
        let length = if date.is_some() { 10 } else { rest.chars().next().map_or(1, char::len_utf8) };
        match date {
            Some(date) => out += &(date - days).to_string(),
            None => out += &rest[..length],
        }
        rest = &rest[length..];
    }
    serde_json::from_str(&out).expect("it is JSON still")
}
