//! CloudEvents 1.0 as JSON, in structured and binary mode.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};
use xxhash_rust::xxh3::xxh3_64;

use super::data;
use super::record::Header;
use super::refusal::{Code, Refusal};
use crate::engine::date::Date;
use crate::engine::event::{Event, Fact, Fingerprint};
use crate::engine::redacted::redacted;

/// The largest record that is read, bytes.
pub const RECORD_MAX: usize = 64 * 1024;
/// The longest agent id, bytes.
pub const AGENT_MAX: usize = 64;
/// How far `time` may be ahead of the clock: clocks differ, and one bad one must not close everyone's days.
const AHEAD_MAX: Duration = Duration::days(1);
/// How many days the business date may be after `time`.
const DATE_AHEAD_MAX: i32 = 1;
/// The same of a roster fact: a transfer or a hire is known months before. Further ahead is a mistyped year.
const ROSTER_AHEAD_MAX: i32 = 2 * 366;

/// A checked event, with what the journal needs beside it.
#[derive(Clone, PartialEq)]
pub struct Incoming {
    /// The agent id.
    pub agent: Box<str>,
    /// When it was recorded.
    pub time: OffsetDateTime,
    /// Its type, for counting.
    pub kind: &'static str,
    /// What the core knows of it.
    pub event: Event,
}

/// The attributes that are read; all others are ignored and never stored.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    specversion: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow)]
    subject: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

/// Reads an event. `now` is the clock that `time` may not be ahead of.
pub fn read(value: &[u8], headers: &[Header], now: OffsetDateTime) -> Result<Incoming, Refusal> {
    if value.len() > RECORD_MAX {
        return Err(
            Code::TooLarge.because(format!("the record has {} bytes, at most {RECORD_MAX} are read", value.len()))
        );
    }
    if headers.iter().any(|(name, _)| name == "ce_specversion") {
        check(binary(value, headers)?, now)
    } else {
        check(structured(value)?, now)
    }
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

fn structured(value: &[u8]) -> Result<Envelope<'_>, Refusal> {
    // Attributes by position, which the reader would take from an array, are no CloudEvent.
    if value.trim_ascii_start().first() == Some(&b'[') && serde_json::from_slice::<IgnoredAny>(value).is_ok() {
        return Err(Code::NotCloudEvents.because("the record is an array, not an event"));
    }
    serde_json::from_slice(value).map_err(|error| {
        if error.is_data() {
            Code::NotCloudEvents.because(error.to_string())
        } else {
            Code::NotJson.because(error.to_string())
        }
    })
}

fn binary<'a>(value: &'a [u8], headers: &'a [Header]) -> Result<Envelope<'a>, Refusal> {
    let attribute = |name: &str| {
        let found = headers.iter().find(|(header, _)| header.strip_prefix("ce_") == Some(name));
        let text = found.map(|(_, bytes)| std::str::from_utf8(bytes).map(Cow::Borrowed)).transpose();
        text.map_err(|_| Code::NotCloudEvents.because(format!("the header `ce_{name}` is not UTF-8")))
    };
    let required = |name: &str| {
        attribute(name)?.ok_or_else(|| Code::NotCloudEvents.because(format!("the header `ce_{name}` is missing")))
    };
    let data = serde_json::from_slice(value).map_err(|error| Code::NotJson.because(error.to_string()))?;
    Ok(Envelope {
        specversion: required("specversion")?,
        id: required("id")?,
        source: required("source")?,
        kind: required("type")?,
        time: required("time")?,
        subject: attribute("subject")?,
        data,
    })
}

fn check(envelope: Envelope<'_>, now: OffsetDateTime) -> Result<Incoming, Refusal> {
    if envelope.specversion != "1.0" {
        return Err(Code::NotCloudEvents.because(format!("`specversion` is `{}`, not `1.0`", envelope.specversion)));
    }
    if envelope.id.is_empty() || envelope.source.is_empty() {
        return Err(Code::NotCloudEvents.because("`id` and `source` must not be empty"));
    }
    let time = OffsetDateTime::parse(&envelope.time, &Rfc3339)
        .map_err(|_| Code::NotCloudEvents.because("`time` is not an RFC 3339 timestamp"))?;
    let agent = envelope.subject.filter(|subject| !subject.is_empty());
    let agent = agent.ok_or_else(|| Code::MissingAgent.because("`subject`, the agent id, is missing"))?;
    if agent.len() > AGENT_MAX {
        return Err(
            Code::AgentTooLong.because(format!("`subject` has {} bytes, at most {AGENT_MAX} are read", agent.len()))
        );
    }
    if agent.chars().any(char::is_control) {
        return Err(Code::OutOfRange.because("`subject` has control characters"));
    }
    let kind = data::kind(&envelope.kind)
        .ok_or_else(|| Code::UnknownType.because(format!("no event has the type `{}`", envelope.kind)))?;
    let raw = envelope.data.ok_or_else(|| Code::MissingMember.because("`data` is missing"))?;
    let (date, fact) = data::read(kind, raw.get(), time)?;
    if time - now > AHEAD_MAX {
        return Err(Code::TimeAhead.because("`time` is more than a day ahead of the clock: check the sender's clock"));
    }
    let (ahead_max, said) = match fact {
        Fact::Roster(_) => (ROSTER_AHEAD_MAX, "two years"),
        _ => (DATE_AHEAD_MAX, "a day"),
    };
    if date - local_date(time) > ahead_max {
        return Err(Code::DateAfterTime.because(format!("the business date {date} is more than {said} after `time`")));
    }
    let fingerprint = fingerprint(&envelope.source, &envelope.id);
    let time_ms = time.unix_timestamp() * 1_000 + i64::from(time.millisecond());
    Ok(Incoming { agent: agent.into(), time, kind, event: Event { fingerprint, date, time_ms, fact } })
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
    Fingerprint::of(xxh3_64(&bytes))
}
redacted!(Incoming);
