//! The envelope of every CloudEvent that this service writes and reads back: one writer, one reader.
//!
//! A reader is for one type. A record of another type is none of its own; a record of its type, or of no type at all, that
//! cannot be read is malformed, and nobody passes it over in silence.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use xxhash_rust::xxh3::xxh3_128;

use crate::json::json_fault;
use crate::records::record::Header;
use attrition_core::basics::moment::Moment;

/// Source of every event that this service makes.
pub const SOURCE: &str = "/attrition-watch";
/// Media type of the data.
const DATA_CONTENT_TYPE: &str = "application/json";
/// By this header readers know that a record of Kafka is a CloudEvent in structured mode.
const CONTENT_TYPE: (&str, &str) = ("content-type", "application/cloudevents+json; charset=UTF-8");

/// The types of this service's own events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// The risk of one agent.
    Score,
    /// An alert, or what became of it.
    Alert,
    /// A letter to one addressee.
    Digest,
    /// Something about a site as a whole.
    Notice,
    /// What was said about an alert.
    Feedback,
}

impl EventType {
    /// All types of events that this service writes.
    pub const ALL: [Self; 5] = [Self::Score, Self::Alert, Self::Digest, Self::Notice, Self::Feedback];

    /// As events write it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Score => "attrition.score.v1",
            Self::Alert => "attrition.alert.v1",
            Self::Digest => "attrition.digest.v1",
            Self::Notice => "attrition.notice.v1",
            Self::Feedback => "attrition.feedback.v1",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.text() == text)
    }
}

/// An event that was read.
pub struct PublishedEvent<'a, T> {
    /// Names the event: a repeated one has the same id.
    pub id: Cow<'a, str>,
    /// Whom or what it is about.
    pub subject: Cow<'a, str>,
    /// When it became so. Events of earlier versions have none.
    pub time: Option<Moment>,
    /// The typed `data` member of the event.
    pub data: T,
}

/// A record that is no event, or one that cannot be read. It says what is wrong without any value: a value may name a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub String);

impl Malformed {
    /// What is wrong with JSON, without its values.
    pub(crate) fn new(what: &str, error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let told = match error.classify() {
            Category::Data if message.starts_with("missing field") => json_fault::words(error),
            Category::Data => "a member has another type or value than it may have".to_owned(),
            Category::Syntax | Category::Eof | Category::Io => "it is not JSON".to_owned(),
        };
        Self(format!("{what} cannot be read: {told}, up to byte {}", error.column()))
    }

    /// A member whose value cannot be.
    pub(crate) fn member(kind: EventType, name: &str) -> Self {
        Self(format!("`{}` cannot be read: `{name}` has no such value", kind.text()))
    }
}

#[derive(Serialize)]
struct OutgoingEnvelope<'a, T> {
    specversion: &'a str,
    id: String,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    time: String,
    subject: &'a str,
    datacontenttype: &'a str,
    data: T,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Wire<'a, T> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    subject: Cow<'a, str>,
    data: T,
}

/// Writes an event. Its id is a hash of its identity, so that a repeated one can be told.
pub(crate) fn write(kind: EventType, identity: &str, subject: &str, at: Moment, data: impl Serialize) -> Box<[u8]> {
    let written = OutgoingEnvelope {
        specversion: "1.0",
        id: format!("{:032x}", xxh3_128(identity.as_bytes())),
        source: SOURCE,
        kind: kind.text(),
        time: at.to_string(),
        subject,
        datacontenttype: DATA_CONTENT_TYPE,
        data,
    };
    serde_json::to_vec(&written).expect("numbers and texts are always JSON").into_boxed_slice()
}

/// The headers that a record with an event has.
pub fn headers() -> Vec<Header> {
    vec![(CONTENT_TYPE.0.to_owned(), CONTENT_TYPE.1.into())]
}

/// The type of an event: one of this service's, or `None` for another.
pub fn kind_of(bytes: &[u8]) -> Result<Option<EventType>, Malformed> {
    #[derive(Deserialize)]
    struct Typed<'a> {
        #[serde(borrow, rename = "type")]
        kind: Cow<'a, str>,
    }
    match serde_json::from_slice::<Typed<'_>>(bytes) {
        Ok(typed) => Ok(EventType::parse(&typed.kind)),
        Err(error) => Err(Malformed::new("an event", &error)),
    }
}

/// Reads an event of a type; `None` where it is of another.
pub(crate) fn read<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    wanted: EventType,
) -> Result<Option<PublishedEvent<'a, T>>, Malformed> {
    match serde_json::from_slice::<Wire<'a, T>>(bytes) {
        Ok(wire) if wire.kind == wanted.text() => {
            let Wire { id, time, subject, data, .. } = wire;
            let time = time.map(|time| moment(&time).ok_or_else(|| Malformed::member(wanted, "time"))).transpose()?;
            Ok(Some(PublishedEvent { id, subject, time, data }))
        }
        Ok(_) => Ok(None),
        Err(error) if kind_of(bytes)? == Some(wanted) => Err(unreadable::<T>(bytes, wanted, &error)),
        Err(_) => Ok(None),
    }
}

/// What is wrong with an event of a type. It is read once more, to find the member.
fn unreadable<'a, T: Deserialize<'a>>(bytes: &'a [u8], kind: EventType, error: &serde_json::Error) -> Malformed {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let path =
        serde_path_to_error::deserialize::<_, Wire<'a, T>>(&mut reader).err().map(|error| error.path().to_string());
    match path {
        Some(path) if error.is_data() && path != "." && !error.to_string().starts_with("missing field") => {
            Malformed(format!("`{}` cannot be read: `{path}` has another type or value than it may have", kind.text()))
        }
        _ => Malformed::new(&format!("`{}`", kind.text()), error),
    }
}

/// The moment of an RFC 3339 timestamp.
pub fn moment(text: &str) -> Option<Moment> {
    let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(Moment(i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000)).ok()?))
}

/// An event as earlier versions wrote it: without its time.
pub fn without_time(bytes: &[u8]) -> Vec<u8> {
    const BEGIN: &[u8] = b",\"time\":\"";
    let mut bytes = bytes.to_vec();
    // Nothing before it can hold these bytes: a quote inside a text is escaped.
    let begin = bytes.windows(BEGIN.len()).position(|window| window == BEGIN);
    if let Some(begin) = begin
        && let Some(length) = bytes[begin + BEGIN.len()..].iter().position(|byte| *byte == b'"')
    {
        bytes.drain(begin..=begin + BEGIN.len() + length);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn read(text: &str) -> Result<Option<String>, Malformed> {
        #[derive(Deserialize)]
        struct Data {
            name: String,
            #[expect(dead_code, reason = "only its type matters")]
            risk: f64,
        }
        Ok(super::read::<Data>(text.as_bytes(), EventType::Alert)?.map(|event| event.data.name))
    }

    #[test]
    fn what_is_of_another_type_is_told_from_what_cannot_be_read() {
        let at = Moment(1_772_431_200_000);
        let event = write(EventType::Alert, "one", "anna", at, serde_json::json!({"name": "a", "risk": 0.5}));
        let text = String::from_utf8_lossy(&event).into_owned();
        assert_eq!(read(&text), Ok(Some("a".to_owned())));
        assert_eq!(moment("2026-03-02T06:00:00Z"), Some(at));
        let old = String::from_utf8(without_time(&event)).expect("it is text");
        let of = |text: &str| serde_json::from_str::<Value>(text).expect("it is JSON");
        assert!(of(&text)["time"] == "2026-03-02T06:00:00Z" && of(&old)["time"].is_null());
        assert_eq!((read(&old), &of(&old)["data"]), (Ok(Some("a".to_owned())), &of(&text)["data"]));

        for other in ["attrition.digest.v1", "attrition.alert.v2"] {
            assert_eq!(read(&text.replace("attrition.alert.v1", other)), Ok(None), "its data may be anything");
            assert_eq!(read(&format!("{{\"type\":\"{other}\"}}")), Ok(None));
        }
        let told = |text: &str| read(text).expect_err("it cannot be read").0;
        assert!(told(&text.replace("\"risk\"", "\"anna\"")).contains("`risk` is missing"));
        let mistyped = told(&text.replace("0.5", "\"anna\""));
        assert!(mistyped.contains("another type") && !mistyped.contains("anna"), "{mistyped}");
        assert!(told(&text.replace("2026-03-02T06", "yesterday")).contains("`time`"));
        assert!(["", "no", "{}", "[1]"].into_iter().all(|text| read(text).is_err()));
    }
}
