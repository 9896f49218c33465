//! Checksums of rows. SQLite has none: what a disk has spoilt must never be taken for a record.
//!
//! A row's sum is over where it stands and what it holds, so a row that was moved to another place is noticed too.

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A sum is the hash of the parts, each with the hash before it as its seed.
fn checksum(parts: &[&[u8]]) -> i64 {
    parts.iter().fold(0, |seed, part| xxh3_64_with_seed(part, seed)).cast_signed()
}

/// Checksum of a chunk of records.
pub(super) fn chunk(topic: &str, partition: u32, base: i64, count: i64, bytes: &[u8]) -> i64 {
    checksum(&[topic.as_bytes(), &partition.to_le_bytes(), &base.to_le_bytes(), &count.to_le_bytes(), bytes])
}

/// Of a key of a compacted topic and its value.
pub(super) fn changelog_entry(topic: &str, partition: u32, key: &[u8], value: &[u8]) -> i64 {
    checksum(&[topic.as_bytes(), &partition.to_le_bytes(), key, value])
}

/// Checksum of a stage's position.
pub(super) fn position(stage: &str, topic: &str, partition: u32, next: i64) -> i64 {
    checksum(&[stage.as_bytes(), topic.as_bytes(), &partition.to_le_bytes(), &next.to_le_bytes()])
}

/// Checksum of a setting of the file.
pub(super) fn setting(name: &str, value: i64) -> i64 {
    checksum(&[name.as_bytes(), &value.to_le_bytes()])
}
