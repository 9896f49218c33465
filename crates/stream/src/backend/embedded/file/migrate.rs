//! From the tables of earlier versions to those of this one: one transaction a version, forward only.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};

use crate::backend::embedded::fault::fault;
use crate::backend::embedded::file::check;
use crate::backend::embedded::file::copy;
use crate::backend::embedded::file::schema::{self, VERSION};
use crate::backend::embedded::session::{Session, SessionError};
use crate::backend::embedded::sum;
use crate::{Error, Remedy};

/// Brings a file to this version. What it was is kept beside it, as `log.sqlite.version-1`.
pub(in crate::backend::embedded) fn from(session: &Session, path: &Path, older: i64) -> Result<(), Error> {
    tracing::warn!(path = %path.display(), from = older, to = VERSION, "the log is brought to the version of this program");
    check::structure(session, path)?;
    let kept = path.with_extension(format!("sqlite.version-{older}"));
    // One that is there is of a migration that did not come to its end.
    match std::fs::remove_file(&kept) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(
                Error::new(Remedy::GrantAccess, format!("failed to remove `{}`", kept.display())).because(error)
            );
        }
        _ => copy::write(session, path, &kept)?,
    }
    for version in older..VERSION {
        let step = session.atomically(|connection| {
            match version {
                1 => add_sums(connection)?,
                _ => return Err(SessionError::Version(version)),
            }
            schema::set_version(connection, version + 1)
        });
        step.map_err(|error| fault(path, "bring to the version of this program", error))?;
    }
    tracing::info!(kept = %kept.display(), "the log is of this version; what it was is kept until you remove it");
    Ok(())
}

/// Rows that are read at once, before they are changed.
const ROWS_MAX: i64 = 500;

/// Version 2: every row has a checksum.
fn add_sums(connection: &Connection) -> Result<(), SessionError> {
    for table in ["chunk", "kept", "position", "setting"] {
        connection.execute_batch(&format!("ALTER TABLE {table} ADD COLUMN sum INTEGER NOT NULL DEFAULT 0"))?;
    }
    add_sums_to_chunks(connection)?;
    add_sums_to_kept(connection)?;
    add_sums_to_positions(connection)?;
    let mut query = connection.prepare("SELECT name, value FROM setting")?;
    let settings = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (name, value) in settings.collect::<Result<Vec<(String, i64)>, _>>()? {
        schema::set(connection, &name, value)?;
    }
    Ok(())
}

fn add_sums_to_chunks(connection: &Connection) -> Result<(), SessionError> {
    // One after the other: a chunk can have megabytes.
    let mut next = connection.prepare(
        "SELECT rowid, topic, partition, base, count, bytes FROM chunk WHERE rowid > ? ORDER BY rowid LIMIT 1",
    )?;
    let mut update = connection.prepare("UPDATE chunk SET sum = ? WHERE rowid = ?")?;
    let mut last = 0i64;
    loop {
        let found = next.query_row([last], |row| {
            let (topic, bytes) = (row.get_ref(1)?.as_str()?, row.get_ref(5)?.as_blob()?);
            Ok((row.get(0)?, sum::chunk(topic, row.get(2)?, row.get(3)?, row.get(4)?, bytes)))
        });
        let Some((row, sum)) = found.optional()? else { return Ok(()) };
        update.execute([sum, row])?;
        last = row;
    }
}

fn add_sums_to_kept(connection: &Connection) -> Result<(), SessionError> {
    let mut next = connection.prepare(
        "SELECT topic, partition, key, value FROM kept WHERE (topic, partition, key) > (?, ?, ?) \
         ORDER BY topic, partition, key LIMIT ?",
    )?;
    let mut update = connection.prepare("UPDATE kept SET sum = ? WHERE topic = ? AND partition = ? AND key = ?")?;
    let mut last: (String, u32, Vec<u8>) = Default::default();
    loop {
        let rows = next.query_map(params![last.0, last.1, last.2, ROWS_MAX], |row| {
            let place: (String, u32, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let sum = sum::changelog_entry(&place.0, place.1, &place.2, row.get_ref(3)?.as_blob()?);
            Ok((place, sum))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        for ((topic, partition, key), sum) in &rows {
            update.execute(params![sum, topic, partition, key])?;
        }
        let Some((place, _)) = rows.into_iter().next_back() else { return Ok(()) };
        last = place;
    }
}

fn add_sums_to_positions(connection: &Connection) -> Result<(), SessionError> {
    let mut query = connection.prepare("SELECT stage, topic, partition, next FROM position")?;
    let positions = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut update =
        connection.prepare("UPDATE position SET sum = ? WHERE stage = ? AND topic = ? AND partition = ?")?;
    for (stage, topic, partition, next) in positions.collect::<Result<Vec<(String, String, u32, i64)>, _>>()? {
        update.execute(params![sum::position(&stage, &topic, partition, next), stage, topic, partition])?;
    }
    Ok(())
}
