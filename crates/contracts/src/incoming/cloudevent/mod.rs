//! CloudEvents 1.0 in the JSON format, in structured and in binary mode. docs/cloudevents.md holds them to the specification.

mod binary;
mod content_type;
mod envelope;
pub mod http;

use attrition_core::basics::ids::AgentId;
use serde::Deserialize;
use std::borrow::Cow;
use time::format_description::well_known::Rfc3339;
use time::{Date as CalendarDate, Duration, Month, OffsetDateTime};
use xxhash_rust::xxh3::xxh3_64;

pub use self::content_type::{Content, check_json, content};
use self::envelope::{CloudEventEnvelope, Text};
use crate::incoming::data;
use crate::incoming::refusal::{Code, Refusal};
use crate::incoming::source_event::SourceEventType;
use crate::json::json_fault;
use crate::json::plain_text::{self, LENGTH_MAX};
use crate::json::surrogate;
use crate::records::record::{Header, Record};
use attrition_core::basics::date::Date;
use attrition_core::event::{Event, Fact, Fingerprint};

/// The largest record that is read, bytes.
pub const RECORD_MAX: usize = 64 * 1024;
/// No more of a text of a file is held than this, bytes: it is too large in any case.
pub const HELD_MAX: usize = 8 << 20;
/// The longest agent id, bytes.
pub const AGENT_MAX: usize = 64;
/// How far `time` may be ahead of the clock: clocks differ, and one bad one must not close everyone's days.
const AHEAD_MAX: Duration = Duration::days(1);
/// How many days the business date may be after `time`.
const DATE_AHEAD_MAX: i32 = 1;
/// The same of a roster fact: a transfer or a hire is known months before. Further ahead is a mistyped year.
const ROSTER_AHEAD_MAX: i32 = 2 * 366;
/// No event was recorded earlier: what is before is a placeholder, as 0001-01-01, 1900-01-01 and 1970-01-01 are.
const TIME_MIN: CalendarDate = match CalendarDate::from_calendar_date(2000, Month::January, 1) {
    Ok(date) => date,
    Err(_) => CalendarDate::MIN,
};

/// A checked event, with what the journal needs beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Id of the agent: the `subject` of the event.
    pub agent: AgentId,
    /// When it was recorded.
    pub time: OffsetDateTime,
    /// The type of the event.
    pub kind: SourceEventType,
    /// What the core knows of it.
    pub event: Event,
}

/// Reads a record of a source topic. `now` is the clock that `time` may not be ahead of.
pub fn read_record(record: &Record, now: OffsetDateTime) -> Result<Incoming, Refusal> {
    if record.is_null {
        let told = "the record has no value: a tombstone deletes nothing here, and events are corrected by events";
        return Err(Code::NullValue.because(told));
    }
    read(&record.value, &record.headers, now)
}

/// Reads an event. `now` is the clock that `time` may not be ahead of.
pub fn read(value: &[u8], headers: &[Header], now: OffsetDateTime) -> Result<Incoming, Refusal> {
    if value.len() > RECORD_MAX {
        return Err(Code::TooLarge.because(format!("the record has {}, at most {RECORD_MAX} are read", size(value))));
    }
    let incoming = match binary::is_binary(headers)? {
        true => check(&binary::read(value, headers)?, now)?,
        false => structured(value, headers, now)?,
    };
    // In what is not read as well: whoever reads the original later must be able to.
    match surrogate::unpaired(value) {
        None => Ok(incoming),
        Some(at) => Err(Code::NotJson.because(json_fault::half_a_character(value, at))),
    }
}

/// How large a record is that is too large.
fn size(value: &[u8]) -> String {
    if value.len() < HELD_MAX { format!("{} bytes", value.len()) } else { "8 MiB or more".to_owned() }
}

fn structured(value: &[u8], headers: &[Header], now: OffsetDateTime) -> Result<Incoming, Refusal> {
    envelope::read(value).and_then(|envelope| check(&envelope, now)).map_err(|mut refusal| {
        if refusal.code == Code::NotCloudEvents {
            refusal.detail += binary::hint(headers);
        }
        refusal
    })
}

/// The `time` of a structured event, for ordering files before they are checked.
pub fn time_of(value: &[u8]) -> Option<OffsetDateTime> {
    #[derive(Deserialize)]
    struct Timed<'a> {
        #[serde(borrow)]
        time: Cow<'a, str>,
    }
    OffsetDateTime::parse(&serde_json::from_slice::<Timed<'_>>(value).ok()?.time, &Rfc3339).ok()
}

fn check(envelope: &CloudEventEnvelope<'_>, now: OffsetDateTime) -> Result<Incoming, Refusal> {
    let specversion = required("specversion", &envelope.specversion)?;
    if specversion != "1.0" {
        return Err(Code::NotCloudEvents.because(format!("`specversion` is `{specversion}`, not `1.0`")));
    }
    let (id, source) = (plain("id", &envelope.id)?, plain("source", &envelope.source)?);
    let kind = required("type", &envelope.kind)?;
    let time = self::time(envelope)?;
    let agent = self::agent(envelope)?;
    let kind = SourceEventType::parse(kind)
        .ok_or_else(|| Code::UnknownType.because(format!("no event has the type `{kind}`")))?;
    envelope.datacontenttype.as_ref().map_or(Ok(()), |text| content_type::check_data(&text.0))?;
    let raw = envelope.data()?;
    if time - now > AHEAD_MAX {
        let told = "is more than a day ahead of the clock: check the sender's clock";
        return Err(Code::TimeAhead.because(format!("`time` is {}, which {told}", text_of(envelope.time.as_ref()))));
    }
    let (date, fact) = data::read(kind, &raw, time)?;
    let (ahead_max, said) = match fact {
        Fact::Roster(_) => (ROSTER_AHEAD_MAX, "two years"),
        _ => (DATE_AHEAD_MAX, "a day"),
    };
    if date - local_date(time) > ahead_max {
        return Err(Code::DateAfterTime.because(data::date_after_time(kind, date, said)));
    }
    let fingerprint = fingerprint(source, id);
    let time_ms = time.unix_timestamp() * 1_000 + i64::from(time.millisecond());
    Ok(Incoming { agent: agent.into(), time, kind, event: Event { fingerprint, date, time_ms, fact } })
}

/// The time at which the event was recorded.
fn time(envelope: &CloudEventEnvelope<'_>) -> Result<OffsetDateTime, Refusal> {
    let text = text_of(envelope.time.as_ref());
    if text.is_empty() {
        let told = "`time` is missing: CloudEvents leaves it free, here it says when the event was recorded";
        return Err(Code::MissingTime.because(told));
    }
    let time = OffsetDateTime::parse(text, &Rfc3339)
        .map_err(|_| Code::NotCloudEvents.because("`time` is not an RFC 3339 timestamp"))?;
    if time.date() < TIME_MIN {
        let told = format!("`time` is {text}, it must be {TIME_MIN} or later: leave no placeholder for a time");
        return Err(Code::OutOfRange.because(told));
    }
    Ok(time)
}

/// The agent that the event is about.
fn agent<'a>(envelope: &'a CloudEventEnvelope<'_>) -> Result<&'a str, Refusal> {
    let agent = text_of(envelope.subject.as_ref());
    if agent.is_empty() {
        return Err(Code::MissingAgent.because("`subject`, the agent id, is missing"));
    }
    if agent.len() > AGENT_MAX {
        return Err(
            Code::AgentTooLong.because(format!("`subject` has {} bytes, at most {AGENT_MAX} are read", agent.len()))
        );
    }
    match plain_text::fault(agent) {
        Some(fault) => Err(Code::OutOfRange.because(format!("`subject` {fault}"))),
        None => Ok(agent),
    }
}

fn text_of<'a>(text: Option<&'a Text<'_>>) -> &'a str {
    text.map_or("", |text| &text.0)
}

/// An attribute that every event has.
fn required<'a>(name: &str, text: &'a Option<Text<'_>>) -> Result<&'a str, Refusal> {
    match text.as_ref().map(|text| &*text.0) {
        None => Err(Code::NotCloudEvents.because(format!("the attribute `{name}` is missing"))),
        Some("") => Err(Code::NotCloudEvents.because(format!("the attribute `{name}` must not be empty"))),
        Some(text) => Ok(text),
    }
}

/// The same, where it is an id.
fn plain<'a>(name: &str, text: &'a Option<Text<'_>>) -> Result<&'a str, Refusal> {
    let text = required(name, text)?;
    if text.len() > LENGTH_MAX {
        let told = format!("`{name}` has {} bytes, it must have between 1 and {LENGTH_MAX}", text.len());
        return Err(Code::OutOfRange.because(told));
    }
    match plain_text::fault(text) {
        Some(fault) => Err(Code::OutOfRange.because(format!("`{name}` {fault}"))),
        None => Ok(text),
    }
}

/// The local date of a timestamp in its own offset.
pub fn local_date(time: OffsetDateTime) -> Date {
    Date(time.date().to_julian_day() - 2_440_588)
}

/// What is kept of (`source`, `id`).
fn fingerprint(source: &str, id: &str) -> Fingerprint {
    let mut bytes = Vec::with_capacity(source.len() + id.len() + 1);
    bytes.extend_from_slice(source.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(id.as_bytes());
    Fingerprint::new(xxh3_64(&bytes))
}
