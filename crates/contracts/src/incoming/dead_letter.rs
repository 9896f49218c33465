//! Dead letters: the original bytes, with the reason and the origin in headers; and the marks of those that were sent again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::incoming::refusal::Refusal;
use crate::records::record::{Header, Output, Record};
use crate::records::topic::{Topic, partition_of};
use attrition_core::basics::redacted::redacted;

/// What the names of a dead letter's own headers begin with. They come before the original ones.
const PREFIX: &str = "dead-letter-";
/// The headers of a dead letter, in their order.
const OF_A_LETTER: [&str; 5] = ["code", "detail", "topic", "partition", "offset"];
/// The headers of a mark, in their order.
const OF_A_MARK: [&str; 3] = ["retried", "retried-at", "topic"];

/// Where a dead letter lies: its partition and offset in the topic. It is its name, as `2-17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId {
    /// Partition of the topic.
    pub partition: u32,
    /// Offset in the partition.
    pub offset: u64,
}

/// A record that was refused, with the reason and the original bytes.
#[derive(Clone, PartialEq)]
pub struct DeadLetter {
    /// Why it was refused: one of the codes, or one of another version.
    pub code: String,
    /// What was wrong, where.
    pub detail: String,
    /// The role of the topic that it came from, or the name of the file.
    pub origin: String,
    /// The record's partition in that topic.
    pub partition: u32,
    /// Its offset there; of a file, the line.
    pub offset: u64,
    /// The key that it had; empty for none.
    pub key: Box<[u8]>,
    /// The value of the refused record, byte by byte.
    pub value: Box<[u8]>,
    /// It had no value at all, which is not the same as an empty one.
    pub is_null: bool,
    /// The headers that it had.
    pub headers: Vec<Header>,
}

/// The mark of a dead letter that was sent again. It is committed with what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retried {
    /// The id of the dead letter that was sent again.
    pub letter: LetterId,
    /// When the letter was sent again, RFC 3339.
    pub at: String,
    /// The role of the topic that it was sent to.
    pub topic: String,
}

/// A record of the topic.
#[derive(Clone, PartialEq)]
pub enum DeadLetterEntry {
    /// A record that was refused, with the reason.
    Letter(Box<DeadLetter>),
    /// A mark that a dead letter was sent again.
    Retried(Retried),
}

redacted!(DeadLetter, DeadLetterEntry);

/// What a dead letter says of itself: `code`, `detail`, `topic`, `partition` or `offset`.
pub fn header<'a>(letter: &'a Record, name: &str) -> Option<&'a str> {
    let of_name = |header: &&Header| header.0.strip_prefix("dead-letter-") == Some(name);
    std::str::from_utf8(&letter.headers.iter().find(of_name)?.1).ok()
}

/// A refused record as a dead letter: original key, bytes and headers, and why and whence.
pub fn write(record: &Record, origin: &str, refusal: &Refusal, partitions: u32) -> Output {
    let values = [
        refusal.code.text().to_owned(),
        refusal.detail.clone(),
        origin.to_owned(),
        record.partition.to_string(),
        record.offset.to_string(),
    ];
    let mut headers = own(OF_A_LETTER, values);
    headers.extend(record.headers.iter().cloned());
    Output {
        topic: Topic::DeadLetters,
        partition: partition_of(&record.key, partitions),
        key: record.key.clone(),
        value: (!record.is_null).then(|| record.value.clone()),
        headers,
        time_ms: 0,
    }
}

/// The mark of a letter with this key. It lies in the letter's partition, after it.
pub fn write_retried(retried: &Retried, key: &[u8]) -> Output {
    let values = [retried.letter.to_string(), retried.at.clone(), retried.topic.clone()];
    Output { headers: own(OF_A_MARK, values), ..Output::new(Topic::DeadLetters, retried.letter.partition, key, []) }
}

/// Reads a record of the topic; `None` when it is neither, as what somebody else wrote there.
pub fn read(record: &Record) -> Option<DeadLetterEntry> {
    if let Some([letter, at, topic]) = values(&record.headers, OF_A_MARK) {
        return Some(DeadLetterEntry::Retried(Retried { letter: letter.parse().ok()?, at, topic }));
    }
    let [code, detail, origin, partition, offset] = values(&record.headers, OF_A_LETTER)?;
    Some(DeadLetterEntry::Letter(Box::new(DeadLetter {
        code,
        detail,
        origin,
        partition: partition.parse().ok()?,
        offset: offset.parse().ok()?,
        key: record.key.clone(),
        value: record.value.clone(),
        is_null: record.is_null,
        headers: record.headers[OF_A_LETTER.len()..].to_vec(),
    })))
}

fn own<const N: usize>(names: [&str; N], values: [String; N]) -> Vec<Header> {
    names.into_iter().zip(values).map(|(name, value)| (format!("{PREFIX}{name}"), value.into_bytes())).collect()
}

/// The values of the first headers, where those have these names: an original header may have any name.
fn values<const N: usize>(headers: &[Header], names: [&str; N]) -> Option<[String; N]> {
    let is = |(header, name): (&Header, &str)| header.0.strip_prefix(PREFIX) == Some(name);
    if headers.len() < N || !headers.iter().zip(names).all(is) {
        return None;
    }
    Some(std::array::from_fn(|place| String::from_utf8_lossy(&headers[place].1).into_owned()))
}

impl DeadLetter {
    /// The record as it was refused.
    pub fn original(&self, topic: Topic) -> Record {
        let Self { key, value, is_null, headers, partition, offset, .. } = self.clone();
        Record { topic, partition, offset, key, value, is_null, headers, time_ms: 0 }
    }
}

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.partition, self.offset)
    }
}

/// A text that names no dead letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no dead letter's id, as 2-17: `attrition-watch dead-letters list` shows them")]
pub struct NoId(String);

impl FromStr for LetterId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let parts = text.split_once('-').and_then(|(partition, offset)| {
            Some(Self { partition: partition.parse().ok()?, offset: offset.parse().ok()? })
        });
        parts.ok_or_else(|| NoId(text.to_owned()))
    }
}

impl Serialize for LetterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LetterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::refusal::Code;

    fn record(headers: Vec<Header>) -> Record {
        Record {
            topic: Topic::Tickets,
            partition: 3,
            offset: 41,
            key: (*b"anna").into(),
            value: (*b"{").into(),
            is_null: false,
            headers,
            time_ms: 0,
        }
    }

    #[test]
    fn letters_and_marks_are_read_as_they_were_written() {
        // Original headers may have the names of a letter's own.
        let sent = record(vec![("dead-letter-retried".to_owned(), b"0-1".to_vec()), ("trace".to_owned(), vec![0xff])]);
        let output = write(&sent, "tickets", &Code::NotJson.because("it ends"), 5);
        let Some(DeadLetterEntry::Letter(letter)) = read(&output.read_at(7)) else { panic!("it is a letter") };
        assert_eq!(
            (letter.code.as_str(), letter.detail.as_str(), letter.origin.as_str()),
            ("not_json", "it ends", "tickets")
        );
        assert!(letter.original(Topic::Tickets) == sent);

        let id = LetterId { partition: 2, offset: 17 };
        let retried = Retried { letter: id, at: "2026-01-05T12:00:00Z".to_owned(), topic: "tickets".to_owned() };
        let mark = write_retried(&retried, b"anna");
        assert_eq!(mark.partition, 2);
        assert!(read(&mark.read_at(18)) == Some(DeadLetterEntry::Retried(retried)));
        assert!(read(&record(vec![("other".to_owned(), Vec::new())])).is_none());
    }

    #[test]
    fn an_id_is_read_as_it_is_shown() {
        let id = LetterId { partition: 2, offset: 17 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "2", "2-", "-17", "2-17-1", "a-b", "2:17"] {
            assert!(wrong.parse::<LetterId>().is_err(), "{wrong}");
        }
    }
}
