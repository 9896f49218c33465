//! Reading rows, each against its sum: what is not what was written is never handed on.

use rusqlite::{OptionalExtension, Row, params};

use super::Embedded;
use crate::backend::embedded::fault::{damaged, fault};
use crate::backend::embedded::session::SessionError;
use crate::backend::embedded::sum;
use crate::backend::local::KeyedValue;
use crate::{Error, Position};
use attrition_contracts::records::topic::Topic;

/// A chunk as it lies in the file.
pub(super) struct Chunk {
    pub(super) base: u64,
    pub(super) count: u64,
    pub(super) bytes: Vec<u8>,
}

/// What is said of a chunk that is not what was written.
pub(super) fn place(topic: Topic, partition: u32, base: u64) -> String {
    format!("the records of `{}` from {base} on in partition {partition} are not what was written", topic.role())
}

impl Embedded {
    /// The chunk that holds a record; `None` at the end of the partition.
    pub(super) fn chunk_at(&mut self, topic: Topic, partition: u32, next: u64) -> Result<Option<Chunk>, Error> {
        let role = topic.role();
        let found = self.session.run(|connection| {
            let before = "SELECT base, count, sum, CASE WHEN base + count > ?1 THEN bytes END FROM chunk \
                 WHERE topic = ?2 AND partition = ?3 AND base <= ?1 ORDER BY base DESC LIMIT 1";
            let mut before = connection.prepare_cached(before)?;
            let place = params![next.cast_signed(), role, partition];
            let found = before.query_row(place, |row| chunk(row, role, partition)).optional()?.flatten();
            if found.is_some() {
                return Ok(found.map(ChunkLookup::Here));
            }
            // At the end nothing comes later; in a gap something does.
            let later = "SELECT base FROM chunk WHERE topic = ?2 AND partition = ?3 AND base > ?1 LIMIT 1";
            Ok(connection.prepare_cached(later)?.exists(place)?.then_some(ChunkLookup::Gap))
        });
        match found.map_err(|error| fault(&self.path, "read", error))? {
            Some(ChunkLookup::Here(Ok(chunk))) => Ok(Some(chunk)),
            Some(ChunkLookup::Here(Err(base))) => Err(damaged(&self.path, place(topic, partition, base))),
            Some(ChunkLookup::Gap) => Err(damaged(
                &self.path,
                format!("records of `{role}` from {next} on are missing in partition {partition}"),
            )),
            None => Ok(None),
        }
    }

    /// Where the next record of a partition goes.
    pub(super) fn end_of(&mut self, topic: Topic, partition: u32) -> Result<u64, SessionError> {
        if let Some(end) = self.ends.get(&(topic, partition)) {
            return Ok(*end);
        }
        let end = self.session.run(|connection| {
            let last = "SELECT base + count FROM chunk WHERE topic = ? AND partition = ? ORDER BY base DESC LIMIT 1";
            let mut last = connection.prepare_cached(last)?;
            Ok(last.query_row(params![topic.role(), partition], |row| row.get::<_, i64>(0)).optional()?)
        });
        Ok(end?.map_or(0, i64::cast_unsigned))
    }

    pub(super) fn positions_of(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        let read = self.session.run(|connection| {
            let query = "SELECT topic, partition, next, sum FROM position WHERE stage = ?";
            let mut query = connection.prepare_cached(query)?;
            let positions = query.query_map([stage], |row| position(row, stage))?;
            Ok(positions.collect::<Result<Option<Vec<_>>, _>>()?)
        });
        let wrong = || damaged(&self.path, format!("a position of `{stage}` is not what was written"));
        let positions = read.map_err(|error| fault(&self.path, "read", error))?.ok_or_else(wrong)?;
        Ok(positions.into_iter().flatten().collect())
    }

    /// Keys of a state after one, with their values.
    pub(super) fn state_after(
        &mut self,
        topic: Topic,
        partition: u32,
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<KeyedValue>, Error> {
        let (role, limit) = (topic.role(), i64::try_from(limit).unwrap_or(i64::MAX));
        let read = self.session.run(|connection| {
            let query =
                "SELECT key, value, sum FROM kept WHERE topic = ? AND partition = ? AND key > ? ORDER BY key LIMIT ?";
            let mut query = connection.prepare_cached(query)?;
            let mut rows = query.query(params![role, partition, after, limit])?;
            let mut read: Vec<KeyedValue> = Vec::new();
            while let Some(row) = rows.next()? {
                match changelog_entry(row, role, partition)? {
                    Some(kept) => read.push(kept),
                    None => return Ok(None),
                }
            }
            Ok(Some(read))
        });
        let wrong =
            || damaged(&self.path, format!("state in partition {partition} of `{role}` is not what was written"));
        read.map_err(|error| fault(&self.path, "read", error))?.ok_or_else(wrong)
    }

    /// How many keys a state has.
    pub(super) fn count_state(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        let count = self.session.run(|connection| {
            let query = "SELECT count(*) FROM kept WHERE topic = ? AND partition = ?";
            let mut query = connection.prepare_cached(query)?;
            Ok(query.query_row(params![topic.role(), partition], |row| row.get::<_, i64>(0))?)
        });
        count.map(i64::cast_unsigned).map_err(|error| fault(&self.path, "read", error))
    }
}

enum ChunkLookup {
    /// A chunk, or the base of one that is not what was written.
    Here(Result<Chunk, u64>),
    Gap,
}

/// A row as a chunk, if it holds what was asked for.
fn chunk(row: &Row<'_>, role: &str, partition: u32) -> rusqlite::Result<Option<Result<Chunk, u64>>> {
    let (base, count): (i64, i64) = (row.get(0)?, row.get(1)?);
    let Some(bytes) = row.get_ref(3)?.as_blob_or_null()? else { return Ok(None) };
    let is_right = sum::chunk(role, partition, base, count, bytes) == row.get::<_, i64>(2)?;
    let (base, count) = (base.cast_unsigned(), count.cast_unsigned());
    Ok(Some(if is_right { Ok(Chunk { base, count, bytes: bytes.to_vec() }) } else { Err(base) }))
}

/// A row as a key of a state and its value: none when it is wrong.
fn changelog_entry(row: &Row<'_>, role: &str, partition: u32) -> rusqlite::Result<Option<KeyedValue>> {
    let (key, value) = (row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?);
    let is_right = sum::changelog_entry(role, partition, key, value) == row.get::<_, i64>(2)?;
    Ok(is_right.then(|| (key.into(), value.into())))
}

/// A row as a position: none when it is wrong, an empty one when its topic is of another version.
fn position(row: &Row<'_>, stage: &str) -> rusqlite::Result<Option<Option<Position>>> {
    let (role, partition, next): (&str, u32, i64) = (row.get_ref(0)?.as_str()?, row.get(1)?, row.get(2)?);
    if sum::position(stage, role, partition, next) != row.get::<_, i64>(3)? {
        return Ok(None);
    }
    let topic = Topic::ALL.into_iter().find(|topic| topic.role() == role);
    Ok(Some(topic.map(|topic| Position { topic, partition, next: next.cast_unsigned() })))
}
