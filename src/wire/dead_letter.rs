//! Dead letters: the original bytes, with the reason and the origin in headers.

use super::record::{Header, Output, Record};
use super::refusal::Refusal;
use super::topic::{Topic, partition_of};

/// What a dead letter says of itself: `code`, `detail`, `topic`, `partition` or `offset`.
pub fn header<'a>(letter: &'a Record, name: &str) -> Option<&'a str> {
    let of_name = |header: &&Header| header.0.strip_prefix("dead-letter-") == Some(name);
    std::str::from_utf8(&letter.headers.iter().find(of_name)?.1).ok()
}

/// A refused record as a dead letter: original key, bytes and headers, and why and whence.
pub fn write(record: &Record, origin: &str, refusal: &Refusal, partitions: u32) -> Output {
    let header = |name: &str, value: String| -> Header { (format!("dead-letter-{name}"), value.into_bytes()) };
    let mut headers = vec![
        header("code", refusal.code.text().to_owned()),
        header("detail", refusal.detail.clone()),
        header("topic", origin.to_owned()),
        header("partition", record.partition.to_string()),
        header("offset", record.offset.to_string()),
    ];
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
