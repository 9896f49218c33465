//! Tables of the embedded log.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::backend::embedded::session::SessionError;
use crate::backend::embedded::sum;
use attrition_contracts::records::topic::Topic;

/// Version of the tables, in `PRAGMA user_version`.
pub(in crate::backend::embedded) const VERSION: i64 = 2;

/// Partitions of the journal, of scores and of the score stage's state, where they are not those of the others.
pub(in crate::backend::embedded) const JOURNAL_PARTITIONS: &str = "journal-partitions";
const PARTITIONS: &str = "partitions";
/// 1 while a process has the log open for writing, and after one that did not close it.
const OPEN: &str = "open";

const TABLES: &str = "
CREATE TABLE chunk (
    topic TEXT NOT NULL, partition INTEGER NOT NULL,
    base INTEGER NOT NULL,   -- offset of the first record
    count INTEGER NOT NULL,  -- records
    sum INTEGER NOT NULL,    -- of all the others
    bytes BLOB NOT NULL      -- the records, packed and compressed
);
CREATE UNIQUE INDEX chunk_place ON chunk (topic, partition, base, count);
CREATE TABLE kept (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, key BLOB NOT NULL, sum INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (topic, partition, key)
) WITHOUT ROWID;
CREATE TABLE position (
    stage TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, sum INTEGER NOT NULL,
    PRIMARY KEY (stage, topic, partition)
) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
";

/// Partitions of the topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backend::embedded) struct PartitionCounts {
    /// Number of partitions of the journal, the scores and the score state.
    pub(in crate::backend::embedded) journal: u32,
    /// Number of partitions of all other topics, but for those that have one.
    pub(in crate::backend::embedded) usual: u32,
}

/// The version of the file's tables: 0 while there are none. `None` when it is a file of another program.
pub(in crate::backend::embedded) fn version(connection: &Connection) -> Result<Option<i64>, SessionError> {
    let number = |query| connection.query_row(query, [], |row| row.get::<_, i64>(0));
    let (version, tables) = (number("PRAGMA user_version")?, number("SELECT count(*) FROM sqlite_schema")?);
    Ok((version > 0 || tables == 0).then_some(version))
}

/// Makes the tables of a new log, in the caller's transaction: a process may die at any time, and half a log could never be
/// opened again.
pub(in crate::backend::embedded) fn create(connection: &Connection, partitions: u32) -> Result<(), SessionError> {
    connection.execute_batch(TABLES)?;
    set(connection, PARTITIONS, partitions.into())?;
    set_version(connection, VERSION)
}

/// Sets the version, in the caller's transaction.
pub(in crate::backend::embedded) fn set_version(connection: &Connection, version: i64) -> Result<(), SessionError> {
    Ok(connection.pragma_update(None, "user_version", version)?)
}

/// The partitions of the log.
pub(in crate::backend::embedded) fn partitions(connection: &Connection) -> Result<PartitionCounts, SessionError> {
    let usual = number(get(connection, PARTITIONS)?)?;
    let journal = match get(connection, JOURNAL_PARTITIONS)? {
        None => usual,
        journal => number(journal)?,
    };
    Ok(PartitionCounts { journal, usual })
}

fn number(found: Option<i64>) -> Result<u32, SessionError> {
    let number = found.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
    number.ok_or(SessionError::Setting)
}

/// Whether the last process that had the log open for writing did not close it.
pub(in crate::backend::embedded) fn is_open(connection: &Connection) -> Result<bool, SessionError> {
    Ok(get(connection, OPEN)? != Some(0))
}

/// Marks the log as open or as closed.
pub(in crate::backend::embedded) fn set_open(connection: &Connection, is_open: bool) -> Result<(), SessionError> {
    set(connection, OPEN, is_open.into())
}

/// A setting; one that is not what was written is none.
fn get(connection: &Connection, name: &str) -> Result<Option<i64>, SessionError> {
    let query = "SELECT value, sum FROM setting WHERE name = ?";
    let row = connection.query_row(query, [name], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)));
    let Some((value, sum)) = row.optional()? else { return Ok(None) };
    // A value that is no number of partitions, so that nobody goes on with it.
    Ok(Some(if sum::setting(name, value) == sum { value } else { i64::MIN }))
}

/// Writes a setting with its checksum, over the value that it had.
pub(in crate::backend::embedded) fn set(connection: &Connection, name: &str, value: i64) -> Result<(), SessionError> {
    let upsert = "INSERT OR REPLACE INTO setting (name, value, sum) VALUES (?, ?, ?)";
    connection.execute(upsert, params![name, value, sum::setting(name, value)])?;
    Ok(())
}

/// What a step leaves of each compacted key: its last value, or nothing.
pub(in crate::backend::embedded) type LastValues = BTreeMap<(Topic, u32, Box<[u8]>), Option<Box<[u8]>>>;

/// Writes the last values of compacted keys.
pub(in crate::backend::embedded) fn keep(connection: &Connection, kept: &LastValues) -> Result<(), SessionError> {
    let upsert = "INSERT OR REPLACE INTO kept (topic, partition, key, sum, value) VALUES (?, ?, ?, ?, ?)";
    let mut upsert = connection.prepare_cached(upsert)?;
    let delete = "DELETE FROM kept WHERE topic = ? AND partition = ? AND key = ?";
    let mut delete = connection.prepare_cached(delete)?;
    for ((topic, partition, key), value) in kept {
        let topic = topic.role();
        match value {
            Some(value) => {
                let sum = sum::changelog_entry(topic, *partition, key, value);
                upsert.execute(params![topic, partition, key, sum, value])?;
            }
            None => {
                delete.execute(params![topic, partition, key])?;
            }
        }
    }
    Ok(())
}
