//! The embedded log: one SQLite file, one transaction a step.
//!
//! Records lie in chunks, one per partition and step, compressed: a row per record would cost more than the work on it.
//! Compacted topics are a table with one row a key. Every row has a checksum. docs/embedded.md tells what befalls the file
//! and what then happens.

mod chunk;
mod fault;
mod file;
mod read;
mod session;
mod sum;

pub use file::copy::backup;
pub use file::grown::put_in_place;
pub use file::lock::Lock;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::params;

use self::fault::{damaged, fault};
use self::file::schema::PartitionCounts;
use self::session::{Session, SessionError};
use crate::backend::local::{KeyedValue, Store};
use crate::runner::clock;
use crate::{Causes, Error, Position, Remedy, Step};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;

/// Name of the file in the log's folder.
pub const FILE: &str = "log.sqlite";

/// The log in one file.
pub struct Embedded {
    path: PathBuf,
    session: Session,
    partitions: PartitionCounts,
    ends: BTreeMap<(Topic, u32), u64>,
    /// Held for as long as the log is open: there is one writer. Readers have none.
    lock: Option<Lock>,
    /// The last step found no room.
    is_full: bool,
}

impl Embedded {
    /// Opens the log in a directory, made if missing. `partitions` counts only for a new log: an old one keeps its own.
    ///
    /// One that was not closed is checked first; one of an earlier version is brought to this one.
    pub fn open(dir: &Path, partitions: u32) -> Result<Self, Error> {
        std::fs::create_dir_all(dir).map_err(|error| {
            let doing = format!(
                "failed to make the directory `{}` of `log.dir`: choose one that can be written",
                dir.display()
            );
            Error::new(Remedy::GrantAccess, doing).because(error)
        })?;
        let lock = file::lock::take(dir)?;
        let path = dir.join(FILE);
        let session = Session::open(&file::pragmas::writer(&path));
        let session = session.map_err(|error| fault(&path, "open", error))?;
        let partitions = file::opening::for_writing(&session, &path, partitions)?;
        Ok(Self { path, session, partitions, ends: BTreeMap::new(), lock: Some(lock), is_full: false })
    }

    /// Opens the log in a directory for reading only, beside the process that writes it.
    pub fn read_only(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(FILE);
        if !path.exists() {
            let doing = format!("there is no log in `{}`: import events first, or set `log.dir`", dir.display());
            return Err(Error::new(Remedy::ChangeSettings, doing));
        }
        let session = file::opening::reader(&path)?;
        let partitions = file::opening::for_reading(&session, &path)?;
        Ok(Self { path, session, partitions, ends: BTreeMap::new(), lock: None, is_full: false })
    }

    /// Closes the log: all that is in the WAL goes into the main file, and the file is marked as closed. Whoever uses the
    /// log later is told that it is closed. A log that is merely dropped is taken for one whose process died.
    ///
    /// Returns the lock, so that the caller may go on keeping others out.
    pub fn close(&mut self) -> Result<Option<Lock>, Error> {
        let lock = self.lock.take();
        let marked = if lock.is_some() {
            let marked = self.session.atomically(|connection| file::schema::set_open(connection, false));
            marked.and_then(|()| {
                self.session.run(|connection| Ok(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?))
            })
        } else {
            Ok(())
        };
        let closed = self.session.close();
        marked.and(closed).map_err(|error| fault(&self.path, "close", error))?;
        Ok(lock)
    }

    fn write(&mut self, stage: &str, step: Step) -> Result<(), SessionError> {
        let mut appended = BTreeMap::<(Topic, u32), Vec<Output>>::new();
        let mut kept = file::schema::LastValues::new();
        for output in step.outputs {
            if output.topic.is_state() {
                kept.insert((output.topic, output.partition, output.key), output.value);
            } else {
                appended.entry((output.topic, output.partition)).or_default().push(output);
            }
        }
        let mut chunks = Vec::with_capacity(appended.len());
        let now_ms = clock::now_ms();
        for ((topic, partition), outputs) in appended {
            let base = self.end_of(topic, partition)?;
            let next = base + outputs.len() as u64;
            chunks.push((topic, partition, base, next, chunk::write(&outputs, now_ms)));
        }
        self.session.atomically(|connection| {
            let insert = "INSERT INTO chunk (topic, partition, base, count, sum, bytes) VALUES (?, ?, ?, ?, ?, ?)";
            let mut insert = connection.prepare_cached(insert)?;
            for (topic, partition, base, next, bytes) in &chunks {
                let (topic, base, count) = (topic.role(), base.cast_signed(), (next - base).cast_signed());
                let sum = sum::chunk(topic, *partition, base, count, bytes);
                insert.execute(params![topic, partition, base, count, sum, bytes])?;
            }
            file::schema::keep(connection, &kept)?;
            let upsert = "INSERT OR REPLACE INTO position (stage, topic, partition, next, sum) VALUES (?, ?, ?, ?, ?)";
            let mut upsert = connection.prepare_cached(upsert)?;
            for position in step.positions {
                let (topic, partition, next) = (position.topic.role(), position.partition, position.next.cast_signed());
                let sum = sum::position(stage, topic, partition, next);
                upsert.execute(params![stage, topic, partition, next, sum])?;
            }
            Ok(())
        })?;
        for (topic, partition, _, next, _) in chunks {
            self.ends.insert((topic, partition), next);
        }
        Ok(())
    }

    /// Says once that the log is full, and once that it no longer is.
    fn log_room<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        let is_full = outcome.as_ref().is_err_and(Error::passes);
        if is_full != self.is_full && (is_full || outcome.is_ok()) {
            self.is_full = is_full;
            match &outcome {
                Err(error) => {
                    let error = Causes(error);
                    tracing::error!(%error, "nothing is taken in and the stages wait until there is room");
                }
                Ok(_) => tracing::info!("there is room again: the log goes on"),
            }
        }
        outcome
    }
}

impl Store for Embedded {
    fn read(&mut self, topic: Topic, partition: u32, from: u64, limit: usize) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let mut next = from;
        while records.len() < limit {
            let Some(chunk) = self.chunk_at(topic, partition, next)? else { break };
            let read = chunk::read(&chunk.bytes, topic, partition, chunk.base);
            let read = read.filter(|read| read.len() as u64 == chunk.count);
            let read = read.ok_or_else(|| damaged(&self.path, read::place(topic, partition, chunk.base)))?;
            records.extend(read.into_iter().filter(|record| record.offset >= next));
            next = chunk.base + chunk.count;
        }
        Ok(records)
    }

    fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        self.end_of(topic, partition).map_err(|error| fault(&self.path, "read", error))
    }

    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error> {
        let outcome = self.write(stage, step).map_err(|error| fault(&self.path, "write to", error));
        self.log_room(outcome)
    }

    fn probe(&mut self) -> Result<(), Error> {
        let written = self.session.atomically(|connection| file::schema::set_open(connection, true));
        let outcome = written.map_err(|error| fault(&self.path, "write to", error));
        self.log_room(outcome)
    }

    fn positions(&mut self, stage: &str) -> Result<Vec<Position>, Error> {
        self.positions_of(stage)
    }

    fn state(&mut self, topic: Topic, partition: u32, after: &[u8], limit: usize) -> Result<Vec<KeyedValue>, Error> {
        self.state_after(topic, partition, after, limit)
    }

    fn state_len(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        self.count_state(topic, partition)
    }

    fn partitions(&self, topic: Topic) -> u32 {
        match topic {
            _ if topic.is_broadcast() => 1,
            Topic::Journal | Topic::Scores | Topic::ScoreState => self.partitions.journal,
            _ => self.partitions.usual,
        }
    }
}
