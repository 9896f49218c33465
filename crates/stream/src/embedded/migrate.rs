//! From the tables of earlier versions to those of this one: one transaction a version, forward only.

use std::path::Path;

use sqlx::{Row, SqliteConnection};

use super::fault::fault;
use super::schema::{self, ROWS_MAX, VERSION};
use super::session::{Session, execute};
use super::{check, copy, sum};
use crate::{Error, Remedy};

/// Brings a file to this version. What it was is kept beside it, as `log.sqlite.version-1`.
pub(super) fn from(session: &mut Session, path: &Path, older: i64) -> Result<(), Error> {
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
        let step = session.atomically(async |connection| {
            match version {
                1 => add_sums(connection).await?,
                _ => return Err(sqlx::Error::Configuration(format!("nothing leads on from version {version}").into())),
            }
            schema::set_version(connection, version + 1).await
        });
        step.map_err(|error| fault(path, "bring to the version of this program", error))?;
    }
    tracing::info!(kept = %kept.display(), "the log is of this version; what it was is kept until you remove it");
    Ok(())
}

/// Version 2: every row has a checksum.
async fn add_sums(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for add in [
        "ALTER TABLE chunk ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE kept ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE position ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE setting ADD COLUMN sum INTEGER NOT NULL DEFAULT 0",
    ] {
        execute(connection, add).await?;
    }
    add_sums_to_chunks(connection).await?;
    add_sums_to_kept(connection).await?;
    for row in sqlx::query("SELECT stage, topic, partition, next FROM position").fetch_all(&mut *connection).await? {
        let (stage, topic): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let (partition, next): (u32, i64) = (row.try_get(2)?, row.try_get(3)?);
        let update = sqlx::query("UPDATE position SET sum = ? WHERE stage = ? AND topic = ? AND partition = ?");
        let update = update.bind(sum::position(stage, topic, partition, next)).bind(stage).bind(topic).bind(partition);
        update.execute(&mut *connection).await?;
    }
    for row in sqlx::query("SELECT name, value FROM setting").fetch_all(&mut *connection).await? {
        schema::set(connection, row.try_get(0)?, row.try_get(1)?).await?;
    }
    Ok(())
}

async fn add_sums_to_chunks(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut last = 0i64;
    loop {
        // One after the other: a chunk can have megabytes.
        let next = sqlx::query(
            "SELECT rowid, topic, partition, base, count, bytes FROM chunk WHERE rowid > ? ORDER BY rowid LIMIT 1",
        );
        let Some(row) = next.bind(last).fetch_optional(&mut *connection).await? else { return Ok(()) };
        last = row.try_get(0)?;
        let sum = sum::chunk(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
        sqlx::query("UPDATE chunk SET sum = ? WHERE rowid = ?").bind(sum).bind(last).execute(&mut *connection).await?;
    }
}

async fn add_sums_to_kept(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut last: (String, u32, Vec<u8>) = Default::default();
    loop {
        let next = sqlx::query(
            "SELECT topic, partition, key, value FROM kept WHERE (topic, partition, key) > (?, ?, ?) \
             ORDER BY topic, partition, key LIMIT ?",
        );
        let next = next.bind(&last.0).bind(last.1).bind(&last.2).bind(ROWS_MAX as i64);
        let rows = next.fetch_all(&mut *connection).await?;
        for row in &rows {
            let (topic, partition, key) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let update = sqlx::query("UPDATE kept SET sum = ? WHERE topic = ? AND partition = ? AND key = ?");
            let update = update.bind(sum::kept(topic, partition, key, row.try_get(3)?));
            update.bind(topic).bind(partition).bind(key).execute(&mut *connection).await?;
        }
        let Some(row) = rows.last() else { return Ok(()) };
        last = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    }
}
