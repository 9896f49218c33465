//! Whether the file is what was written.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, Row};

use crate::Error;
use crate::backend::embedded::fault::{damaged, fault};
use crate::backend::embedded::session::{Session, SessionError};
use crate::backend::embedded::sum;

/// Findings of SQLite that are told: one damaged page can have thousands.
const TOLD: &str = "PRAGMA integrity_check(3)";

/// Goes through the whole file: its structure, and every row against its sum.
pub(in crate::backend::embedded) fn whole(session: &Session, path: &Path) -> Result<(), Error> {
    structure(session, path)?;
    match session.run(rows).map_err(|error| fault(path, "check", error))? {
        Some(table) => Err(damaged(path, format!("a row of `{table}` is not what was written"))),
        None => Ok(()),
    }
}

/// The same, told in the program's log: it takes a while, and nothing else happens meanwhile.
pub(in crate::backend::embedded) fn after_unclean_stop(session: &Session, path: &Path) -> Result<(), Error> {
    let (megabytes, begun) = (std::fs::metadata(path).map_or(0, |file| file.len()) >> 20, Instant::now());
    tracing::warn!(path = %path.display(), megabytes, "the log was not closed cleanly: it is checked before it is used");
    whole(session, path)?;
    tracing::info!(seconds = begun.elapsed().as_secs_f64(), "the log is whole");
    Ok(())
}

/// SQLite's own check: the pages hang together, and the index has what the tables have.
pub(in crate::backend::embedded) fn structure(session: &Session, path: &Path) -> Result<(), Error> {
    let found = session.run(|connection| {
        let mut query = connection.prepare(TOLD)?;
        let findings = query.query_map([], |row| row.get(0))?;
        Ok(findings.collect::<Result<Vec<String>, _>>()?)
    });
    let found = found.map_err(|error| fault(path, "check", error))?;
    if found == ["ok"] { Ok(()) } else { Err(damaged(path, found.join("; "))) }
}

/// The table of the first row that is not what was written.
fn rows(connection: &Connection) -> Result<Option<&'static str>, SessionError> {
    type IsRight = fn(&Row<'_>) -> rusqlite::Result<bool>;
    let tables: [(&str, &str, IsRight); 4] = [
        ("chunk", "SELECT topic, partition, base, count, bytes, sum FROM chunk", |row| {
            let (topic, bytes) = (row.get_ref(0)?.as_str()?, row.get_ref(4)?.as_blob()?);
            Ok(sum::chunk(topic, row.get(1)?, row.get(2)?, row.get(3)?, bytes) == row.get::<_, i64>(5)?)
        }),
        ("kept", "SELECT topic, partition, key, value, sum FROM kept", |row| {
            let (key, value) = (row.get_ref(2)?.as_blob()?, row.get_ref(3)?.as_blob()?);
            Ok(sum::changelog_entry(row.get_ref(0)?.as_str()?, row.get(1)?, key, value) == row.get::<_, i64>(4)?)
        }),
        ("position", "SELECT stage, topic, partition, next, sum FROM position", |row| {
            let (stage, topic) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
            Ok(sum::position(stage, topic, row.get(2)?, row.get(3)?) == row.get::<_, i64>(4)?)
        }),
        ("setting", "SELECT name, value, sum FROM setting", |row| {
            Ok(sum::setting(row.get_ref(0)?.as_str()?, row.get(1)?) == row.get::<_, i64>(2)?)
        }),
    ];
    for (table, query, is_right) in tables {
        let mut query = connection.prepare(query)?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            // A column that has become of another type is no error of the query.
            if !is_right(row).unwrap_or(false) {
                return Ok(Some(table));
            }
        }
    }
    Ok(None)
}
