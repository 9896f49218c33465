//! Reading rows, each against its sum: what is not what was written is never handed on.

use futures_util::TryStreamExt;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::fault::{damaged, fault};
use super::{Embedded, sum};
use crate::local::Kept;
use crate::{Error, Position};
use attrition_contracts::topic::Topic;

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
        let found = self.session.run(async |connection| {
            let before = sqlx::query(
                "SELECT base, count, sum, CASE WHEN base + count > ?1 THEN bytes END FROM chunk \
                 WHERE topic = ?2 AND partition = ?3 AND base <= ?1 ORDER BY base DESC LIMIT 1",
            );
            let before = before.bind(next.cast_signed()).bind(role).bind(partition);
            let row = before.fetch_optional(&mut *connection).await?;
            let found = row.as_ref().map(|row| chunk(row, role, partition)).transpose()?.flatten();
            if found.is_some() {
                return Ok(found.map(Found::Here));
            }
            // At the end nothing comes later; in a gap something does.
            let later = sqlx::query_scalar::<_, i64>(
                "SELECT base FROM chunk WHERE topic = ? AND partition = ? AND base > ? LIMIT 1",
            );
            let later = later.bind(role).bind(partition).bind(next.cast_signed());
            Ok(later.fetch_optional(connection).await?.map(|_| Found::Gap))
        });
        match found.map_err(|error| fault(&self.path, "read", error))? {
            Some(Found::Here(Ok(chunk))) => Ok(Some(chunk)),
            Some(Found::Here(Err(base))) => Err(damaged(&self.path, place(topic, partition, base))),
            Some(Found::Gap) => Err(damaged(
                &self.path,
                format!("records of `{role}` from {next} on are missing in partition {partition}"),
            )),
            None => Ok(None),
        }
    }

    /// Where the next record of a partition goes.
    pub(super) fn end_of(&mut self, topic: Topic, partition: u32) -> Result<u64, sqlx::Error> {
        if let Some(end) = self.ends.get(&(topic, partition)) {
            return Ok(*end);
        }
        let end = self.session.run(async |connection| {
            let last = sqlx::query_scalar(
                "SELECT base + count FROM chunk WHERE topic = ? AND partition = ? ORDER BY base DESC LIMIT 1",
            );
            last.bind(topic.role()).bind(partition).fetch_optional(connection).await
        });
        Ok(end?.map_or(0, i64::cast_unsigned))
    }

    pub(super) fn positions_of(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        let rows = self.session.run(async |connection| {
            let query = sqlx::query("SELECT topic, partition, next, sum FROM position WHERE stage = ?");
            query.bind(stage).fetch_all(connection).await
        });
        let rows = rows.map_err(|error| fault(&self.path, "read", error))?;
        let mut positions = Vec::with_capacity(rows.len());
        for row in &rows {
            let position = position(row, stage).map_err(|error| fault(&self.path, "read", error))?;
            let wrong = || damaged(&self.path, format!("a position of `{stage}` is not what was written"));
            positions.extend(position.ok_or_else(wrong)?);
        }
        Ok(positions)
    }

    /// Keys of a state after one, with their values.
    pub(super) fn state_after(
        &mut self,
        topic: Topic,
        partition: u32,
        after: &[u8],
        limit: usize,
    ) -> Result<Vec<Kept>, Error> {
        let (role, limit) = (topic.role(), i64::try_from(limit).unwrap_or(i64::MAX));
        let read = self.session.run(async |connection| {
            let query = sqlx::query(
                "SELECT key, value, sum FROM kept WHERE topic = ? AND partition = ? AND key > ? ORDER BY key LIMIT ?",
            );
            let mut rows = query.bind(role).bind(partition).bind(after).bind(limit).fetch(connection);
            let mut read: Vec<Kept> = Vec::new();
            while let Some(row) = rows.try_next().await? {
                let (key, value): (&[u8], &[u8]) = (row.try_get(0)?, row.try_get(1)?);
                if sum::kept(role, partition, key, value) != row.try_get::<i64, _>(2)? {
                    return Ok(None);
                }
                read.push((key.into(), value.into()));
            }
            Ok(Some(read))
        });
        let wrong =
            || damaged(&self.path, format!("state in partition {partition} of `{role}` is not what was written"));
        read.map_err(|error| fault(&self.path, "read", error))?.ok_or_else(wrong)
    }

    /// How many keys a state has.
    pub(super) fn count_state(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        let count = self.session.run(async |connection| {
            let query = sqlx::query_scalar("SELECT count(*) FROM kept WHERE topic = ? AND partition = ?");
            query.bind(topic.role()).bind(partition).fetch_one(connection).await
        });
        count.map(i64::cast_unsigned).map_err(|error| fault(&self.path, "read", error))
    }
}

enum Found {
    /// A chunk, or the base of one that is not what was written.
    Here(Result<Chunk, u64>),
    Gap,
}

/// A row as a chunk, if it holds what was asked for.
fn chunk(row: &SqliteRow, role: &str, partition: u32) -> Result<Option<Result<Chunk, u64>>, sqlx::Error> {
    let (base, count): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let Some(bytes) = row.try_get::<Option<&[u8]>, _>(3)? else { return Ok(None) };
    let is_right = sum::chunk(role, partition, base, count, bytes) == row.try_get::<i64, _>(2)?;
    let (base, count) = (base.cast_unsigned(), count.cast_unsigned());
    Ok(Some(if is_right { Ok(Chunk { base, count, bytes: bytes.to_vec() }) } else { Err(base) }))
}

/// A row as a position: none when it is wrong, an empty one when its topic is of another version.
fn position(row: &SqliteRow, stage: &str) -> Result<Option<Option<Position>>, sqlx::Error> {
    let (role, partition, next): (&str, u32, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    if sum::position(stage, role, partition, next) != row.try_get::<i64, _>(3)? {
        return Ok(None);
    }
    let topic = Topic::ALL.into_iter().find(|topic| topic.role() == role);
    Ok(Some(topic.map(|topic| Position { topic, partition, next: next.cast_unsigned() })))
}
