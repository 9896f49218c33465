//! Tables of the embedded log.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::sum;
use attrition_contracts::topic::Topic;

/// Version of the tables, in `PRAGMA user_version`.
pub(super) const VERSION: i64 = 2;

/// Rows of one statement: SQLite binds 32,766 values at most, and longer statements are no faster.
pub(super) const ROWS_MAX: usize = 500;

/// Partitions of the journal, of scores and of the score stage's state, where they are not those of the others.
pub(super) const JOURNAL_PARTITIONS: &str = "journal-partitions";
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
pub(super) struct Partitions {
    /// Of the journal, and of what has a partition for each of its.
    pub(super) journal: u32,
    /// Of the others.
    pub(super) usual: u32,
}

/// The version of the file's tables: 0 while there are none. `None` when it is a file of another program.
pub(super) async fn version(connection: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(connection).await?;
    Ok((version > 0 || tables == 0).then_some(version))
}

/// Makes the tables of a new log, in the caller's transaction: a process may die at any time, and half a log could never be
/// opened again.
pub(super) async fn create(connection: &mut SqliteConnection, partitions: u32) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(TABLES).execute(&mut *connection).await?;
    set(connection, PARTITIONS, partitions.into()).await?;
    set_version(connection, VERSION).await
}

/// Sets the version, in the caller's transaction.
pub(super) async fn set_version(connection: &mut SqliteConnection, version: i64) -> Result<(), sqlx::Error> {
    let pragma = format!("PRAGMA user_version = {version}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(pragma)).execute(connection).await.map(|_| ())
}

/// The partitions of the log.
pub(super) async fn partitions(connection: &mut SqliteConnection) -> Result<Partitions, sqlx::Error> {
    let usual = number(get(connection, PARTITIONS).await?)?;
    let journal = match get(connection, JOURNAL_PARTITIONS).await? {
        None => usual,
        journal => number(journal)?,
    };
    Ok(Partitions { journal, usual })
}

fn number(found: Option<i64>) -> Result<u32, sqlx::Error> {
    let number = found.and_then(|number| u32::try_from(number).ok()).filter(|number| *number > 0);
    number.ok_or_else(|| sqlx::Error::Decode("a setting of the log is not what was written".into()))
}

/// Whether the last process that had the log open for writing did not close it.
pub(super) async fn is_open(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    Ok(get(connection, OPEN).await? != Some(0))
}

/// Marks the log as open or as closed.
pub(super) async fn set_open(connection: &mut SqliteConnection, is_open: bool) -> Result<(), sqlx::Error> {
    set(connection, OPEN, is_open.into()).await
}

/// A setting; one that is not what was written is none.
async fn get(connection: &mut SqliteConnection, name: &str) -> Result<Option<i64>, sqlx::Error> {
    let row =
        sqlx::query("SELECT value, sum FROM setting WHERE name = ?").bind(name).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(None) };
    let (value, sum) = (row.try_get(0)?, row.try_get::<i64, _>(1)?);
    // A value that is no number of partitions, so that nobody goes on with it.
    Ok(Some(if sum::setting(name, value) == sum { value } else { i64::MIN }))
}

/// Writes a setting.
pub(super) async fn set(connection: &mut SqliteConnection, name: &str, value: i64) -> Result<(), sqlx::Error> {
    let upsert = sqlx::query("INSERT OR REPLACE INTO setting (name, value, sum) VALUES (?, ?, ?)");
    upsert.bind(name).bind(value).bind(sum::setting(name, value)).execute(connection).await.map(|_| ())
}

/// What a step leaves of each compacted key: its last value, or nothing.
pub(super) type Kept = BTreeMap<(Topic, u32, Box<[u8]>), Option<Box<[u8]>>>;

/// Writes the last values of compacted keys, several rows a statement.
pub(super) async fn keep(connection: &mut SqliteConnection, kept: Kept) -> Result<(), sqlx::Error> {
    let mut written = Vec::with_capacity(kept.len());
    for ((topic, partition, key), value) in kept {
        match value {
            Some(value) => written.push((topic, partition, key, value)),
            None => {
                let delete = sqlx::query("DELETE FROM kept WHERE topic = ? AND partition = ? AND key = ?");
                delete.bind(topic.role()).bind(partition).bind(&*key).execute(&mut *connection).await?;
            }
        }
    }
    for rows in written.chunks(ROWS_MAX) {
        let mut insert =
            QueryBuilder::<Sqlite>::new("INSERT OR REPLACE INTO kept (topic, partition, key, sum, value) ");
        insert.push_values(rows, |mut row, (topic, partition, key, value)| {
            let sum = sum::kept(topic.role(), *partition, key, value);
            row.push_bind(topic.role()).push_bind(*partition).push_bind(key.to_vec());
            row.push_bind(sum).push_bind(value.to_vec());
        });
        // Full statements have one text, which is worth keeping prepared; the last, shorter one is not.
        insert.build().persistent(rows.len() == ROWS_MAX).execute(&mut *connection).await?;
    }
    Ok(())
}
