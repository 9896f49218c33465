//! Tables of the embedded log.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::ROWS_MAX;
use crate::wire::topic::Topic;

/// Version of the tables, in `PRAGMA user_version`.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE chunk (
    topic TEXT NOT NULL, partition INTEGER NOT NULL,
    base INTEGER NOT NULL,   -- offset of the first record
    count INTEGER NOT NULL,  -- records
    bytes BLOB NOT NULL      -- the records, packed and compressed
);
CREATE UNIQUE INDEX chunk_place ON chunk (topic, partition, base, count);
CREATE TABLE kept (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (topic, partition, key)
) WITHOUT ROWID;
CREATE TABLE position (
    stage TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (stage, topic, partition)
) WITHOUT ROWID;
CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
";

/// Makes the tables of a new log; returns the partitions of the log.
pub(super) async fn prepare(
    connection: &mut SqliteConnection,
    writable: bool,
    partitions: u32,
) -> Result<u32, sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    if version == 0 && writable {
        // All in one transaction: a process may die at any time, and half a log could never be opened again.
        let create = format!(
            "BEGIN IMMEDIATE; {TABLES} INSERT INTO setting (name, value) VALUES ('partitions', {partitions}); \
             PRAGMA user_version = {VERSION}; COMMIT;"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(create)).execute(&mut *connection).await?;
    } else if version != VERSION {
        let found = format!("its tables have version {version}, this program reads version {VERSION}");
        return Err(sqlx::Error::Configuration(found.into()));
    }
    sqlx::query_scalar("SELECT value FROM setting WHERE name = 'partitions'").fetch_one(connection).await
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
        let mut insert = QueryBuilder::<Sqlite>::new("INSERT OR REPLACE INTO kept (topic, partition, key, value) ");
        insert.push_values(rows, |mut row, (topic, partition, key, value)| {
            row.push_bind(topic.role()).push_bind(*partition).push_bind(key.to_vec()).push_bind(value.to_vec());
        });
        // Full statements have one text, which is worth keeping prepared; the last, shorter one is not.
        insert.build().persistent(rows.len() == ROWS_MAX).execute(&mut *connection).await?;
    }
    Ok(())
}
