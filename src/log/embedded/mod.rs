//! The embedded log: one SQLite file, one transaction a step.
//!
//! Records lie in chunks, one per partition and step, compressed: a row per record would cost more than the work on it.
//! Compacted topics are a table with one row a key.

mod chunk;
mod schema;

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::runtime::Runtime;

use super::local::{Kept, Store};
use super::{Error, Position, Step};
use crate::wire::record::{Output, Record};
use crate::wire::topic::Topic;

/// Rows of one statement: SQLite binds 32,766 values at most, and longer statements are no faster.
const ROWS_MAX: usize = 500;

/// The log in one file.
pub struct Embedded {
    path: PathBuf,
    runtime: Runtime,
    connection: SqliteConnection,
    partitions: u32,
    ends: std::collections::BTreeMap<(Topic, u32), u64>,
    /// Held for as long as the log is open: there is one writer.
    _lock: Option<std::fs::File>,
}

impl Embedded {
    /// Opens the log in a directory, made if missing. `partitions` counts only for a new log: an old one keeps its own.
    pub fn open(dir: &Path, partitions: u32) -> Result<Self, Error> {
        let failed =
            |what: &str| format!("failed to {what} `{}`: choose a directory that can be written", dir.display());
        std::fs::create_dir_all(dir).map_err(|error| Error::new(failed("make the directory"), error))?;
        let lock = std::fs::File::create(dir.join("lock")).map_err(|error| Error::new(failed("lock"), error))?;
        lock.try_lock().map_err(|error| {
            let doing = format!("the log in `{}` is in use by another process: stop that one first", dir.display());
            Error::new(doing, error)
        })?;
        // WAL, so that readers do not wait for the writer. FULL, because what was acknowledged must outlive a power cut;
        // a step is large, so one sync a step costs little.
        let options = SqliteConnectOptions::new()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Self::connect(dir, options, partitions, Some(lock))
    }

    /// Opens the log in a directory for reading only, beside the process that writes it.
    pub fn read_only(dir: &Path) -> Result<Self, Error> {
        if !dir.join("log.sqlite").exists() {
            let doing = format!("there is no log in `{}`: import events first, or set `log.dir`", dir.display());
            return Err(Error { doing, source: None });
        }
        Self::connect(dir, SqliteConnectOptions::new().read_only(true), 0, None)
    }

    fn connect(
        dir: &Path,
        options: SqliteConnectOptions,
        partitions: u32,
        lock: Option<std::fs::File>,
    ) -> Result<Self, Error> {
        let path = dir.join("log.sqlite");
        let doing = format!("failed to open the log `{}`", path.display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::new(doing.clone(), error))?;
        let options = options.filename(&path);
        let mut connection = runtime
            .block_on(SqliteConnection::connect_with(&options))
            .map_err(|error| Error::new(doing.clone(), error))?;
        let writable = lock.is_some();
        let partitions = runtime
            .block_on(schema::prepare(&mut connection, writable, partitions))
            .map_err(|error| Error::new(doing, error))?;
        Ok(Self { path, runtime, connection, partitions, ends: std::collections::BTreeMap::new(), _lock: lock })
    }

    /// Copies the log as it stands now into a new file, also beside the process that writes it.
    pub fn copy_to(&mut self, file: &Path) -> Result<(), Error> {
        let doing = format!("failed to copy the log `{}` to `{}`", self.path.display(), file.display());
        let target = file.to_str().ok_or_else(|| Error { doing: doing.clone(), source: None })?;
        let copy = sqlx::query("VACUUM INTO ?").bind(target).execute(&mut self.connection);
        self.runtime.block_on(copy).map_err(|error| Error::new(doing, error))?;
        Ok(())
    }

    fn error(&self, doing: &str) -> impl Fn(sqlx::Error) -> Error + use<> {
        let doing = format!("failed to {doing} the log `{}`", self.path.display());
        move |error| Error::new(doing.clone(), error)
    }

    fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, sqlx::Error> {
        if let Some(end) = self.ends.get(&(topic, partition)) {
            return Ok(*end);
        }
        let query = sqlx::query_scalar("SELECT max(base + count) FROM chunk WHERE topic = ? AND partition = ?");
        let query = query.bind(topic.role()).bind(partition);
        let end: Option<i64> = self.runtime.block_on(query.fetch_one(&mut self.connection))?;
        Ok(end.map_or(0, i64::cast_unsigned))
    }

    fn write(&mut self, stage: &str, step: Step) -> Result<(), sqlx::Error> {
        let mut appended = std::collections::BTreeMap::<(Topic, u32), Vec<Output>>::new();
        let mut kept = schema::Kept::new();
        for output in step.outputs {
            if output.topic.is_state() {
                kept.insert((output.topic, output.partition, output.key), output.value);
            } else {
                appended.entry((output.topic, output.partition)).or_default().push(output);
            }
        }
        let mut chunks = Vec::with_capacity(appended.len());
        for ((topic, partition), outputs) in appended {
            let base = self.end(topic, partition)?;
            let next = base + outputs.len() as u64;
            chunks.push((topic, partition, base, next, chunk::write(&outputs)));
        }
        let connection = &mut self.connection;
        self.runtime.block_on(async {
            let mut transaction = connection.begin().await?;
            for (topic, partition, base, next, bytes) in &chunks {
                let insert =
                    sqlx::query("INSERT INTO chunk (topic, partition, base, count, bytes) VALUES (?, ?, ?, ?, ?)");
                let insert = insert.bind(topic.role()).bind(partition).bind(base.cast_signed());
                insert.bind((next - base).cast_signed()).bind(bytes).execute(&mut *transaction).await?;
            }
            schema::keep(&mut transaction, kept).await?;
            for position in step.positions {
                let upsert =
                    sqlx::query("INSERT OR REPLACE INTO position (stage, topic, partition, next) VALUES (?, ?, ?, ?)");
                let upsert = upsert.bind(stage).bind(position.topic.role()).bind(position.partition);
                upsert.bind(position.next.cast_signed()).execute(&mut *transaction).await?;
            }
            transaction.commit().await
        })?;
        for (topic, partition, _, next, _) in chunks {
            self.ends.insert((topic, partition), next);
        }
        Ok(())
    }
}

impl Store for Embedded {
    fn read(&mut self, topic: Topic, partition: u32, from: u64, limit: usize) -> Result<Vec<Record>, Error> {
        let failed = self.error("read");
        let mut records = Vec::new();
        let mut next = from;
        while records.len() < limit {
            let query = sqlx::query(
                "SELECT base, bytes FROM chunk WHERE topic = ? AND partition = ? AND base <= ? ORDER BY base DESC LIMIT 1",
            );
            let query = query.bind(topic.role()).bind(partition).bind(next.cast_signed());
            let row = self.runtime.block_on(query.fetch_optional(&mut self.connection)).map_err(&failed)?;
            let Some(row) = row else { break };
            let base: i64 = row.try_get(0).map_err(&failed)?;
            let bytes: &[u8] = row.try_get(1).map_err(&failed)?;
            let damaged =
                || Error::new(format!("a chunk of `{}` is damaged", topic.role()), self.path.display().to_string());
            let read = chunk::read(bytes, topic, partition, base.cast_unsigned()).ok_or_else(damaged)?;
            let before = records.len();
            records.extend(read.into_iter().filter(|record| record.offset >= next));
            if records.len() == before {
                break;
            }
            next = records.last().map_or(next, |last: &Record| last.offset + 1);
        }
        Ok(records)
    }

    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error> {
        let failed = self.error("write to");
        self.write(stage, step).map_err(failed)
    }

    fn positions(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        let failed = self.error("read");
        let query = sqlx::query("SELECT topic, partition, next FROM position WHERE stage = ?").bind(stage);
        let rows = self.runtime.block_on(query.fetch_all(&mut self.connection)).map_err(&failed)?;
        let position = |row: &sqlx::sqlite::SqliteRow| -> Result<Option<Position>, sqlx::Error> {
            let role: &str = row.try_get(0)?;
            let topic = Topic::ALL.into_iter().find(|topic| topic.role() == role);
            let (partition, next) = (row.try_get(1)?, row.try_get::<i64, _>(2)?.cast_unsigned());
            Ok(topic.map(|topic| Position { topic, partition, next }))
        };
        rows.iter().filter_map(|row| position(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    fn state(&mut self, topic: Topic, partition: u32, after: &[u8], limit: usize) -> Result<Vec<Kept>, Error> {
        let failed = self.error("read");
        let query = sqlx::query(
            "SELECT key, value FROM kept WHERE topic = ? AND partition = ? AND key > ? ORDER BY key LIMIT ?",
        );
        let query = query.bind(topic.role()).bind(partition).bind(after);
        let query = query.bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let connection = &mut self.connection;
        self.runtime
            .block_on(async {
                use futures_util::TryStreamExt;
                let (mut rows, mut read) = (query.fetch(connection), Vec::new());
                while let Some(row) = rows.try_next().await? {
                    read.push((row.try_get::<&[u8], _>(0)?.into(), row.try_get::<&[u8], _>(1)?.into()));
                }
                Ok(read)
            })
            .map_err(failed)
    }

    fn state_len(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        let failed = self.error("read");
        let query = sqlx::query_scalar("SELECT count(*) FROM kept WHERE topic = ? AND partition = ?");
        let query = query.bind(topic.role()).bind(partition);
        let count: i64 = self.runtime.block_on(query.fetch_one(&mut self.connection)).map_err(failed)?;
        Ok(count.cast_unsigned())
    }

    fn partitions(&self, topic: Topic) -> u32 {
        if topic.is_broadcast() { 1 } else { self.partitions }
    }
}
