//! Whether the file is what was written.

use std::path::Path;
use std::time::Instant;

use futures_util::TryStreamExt;
use sqlx::{Row, SqliteConnection};

use super::fault::{damaged, fault};
use super::session::Session;
use super::sum;
use crate::Error;

/// Findings of SQLite that are told: one damaged page can have thousands.
const TOLD: &str = "PRAGMA integrity_check(3)";

/// Goes through the whole file: its structure, and every row against its sum.
pub(super) fn whole(session: &mut Session, path: &Path) -> Result<(), Error> {
    structure(session, path)?;
    match session.run(rows).map_err(|error| fault(path, "check", error))? {
        Some(table) => Err(damaged(path, format!("a row of `{table}` is not what was written"))),
        None => Ok(()),
    }
}

/// The same, told in the program's log: it takes a while, and nothing else happens meanwhile.
pub(super) fn after_unclean_stop(session: &mut Session, path: &Path) -> Result<(), Error> {
    let (megabytes, begun) = (std::fs::metadata(path).map_or(0, |file| file.len()) >> 20, Instant::now());
    tracing::warn!(path = %path.display(), megabytes, "the log was not closed cleanly: it is checked before it is used");
    whole(session, path)?;
    tracing::info!(seconds = begun.elapsed().as_secs_f64(), "the log is whole");
    Ok(())
}

/// SQLite's own check: the pages hang together, and the index has what the tables have.
pub(super) fn structure(session: &mut Session, path: &Path) -> Result<(), Error> {
    let found = session.run(async |connection| sqlx::query_scalar(TOLD).fetch_all(connection).await);
    let found: Vec<String> = found.map_err(|error| fault(path, "check", error))?;
    if found == ["ok"] { Ok(()) } else { Err(damaged(path, found.join("; "))) }
}

/// The table of the first row that is not what was written.
async fn rows(connection: &mut SqliteConnection) -> Result<Option<&'static str>, sqlx::Error> {
    let chunk = "SELECT topic, partition, base, count, bytes, sum FROM chunk";
    let kept = "SELECT topic, partition, key, value, sum FROM kept";
    let position = "SELECT stage, topic, partition, next, sum FROM position";
    let setting = "SELECT name, value, sum FROM setting";
    type Right = fn(&sqlx::sqlite::SqliteRow) -> Result<bool, sqlx::Error>;
    let tables: [(&str, &str, Right); 4] = [
        ("chunk", chunk, |row| {
            let sum = sum::chunk(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
            Ok(sum == row.try_get::<i64, _>(5)?)
        }),
        ("kept", kept, |row| {
            let sum = sum::kept(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok(sum == row.try_get::<i64, _>(4)?)
        }),
        ("position", position, |row| {
            let sum = sum::position(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok(sum == row.try_get::<i64, _>(4)?)
        }),
        ("setting", setting, |row| Ok(sum::setting(row.try_get(0)?, row.try_get(1)?) == row.try_get::<i64, _>(2)?)),
    ];
    for (table, query, right) in tables {
        let mut rows = sqlx::query(query).fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            // A column that has become of another type is no error of the query.
            if !right(&row).unwrap_or(false) {
                return Ok(Some(table));
            }
        }
    }
    Ok(None)
}
