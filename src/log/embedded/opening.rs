//! What is done with a file before it is used: made, checked, brought to this version, marked.

use std::path::Path;

use super::fault::fault;
use super::schema::{self, Partitions, VERSION};
use super::session::Session;
use super::{check, migrate};
use crate::log::Error;

/// Makes a file ready for the one process that writes; `partitions` are those of a new log.
pub(super) fn for_writing(session: &mut Session, path: &Path, partitions: u32) -> Result<Partitions, Error> {
    let failed = |error| fault(path, "open", error);
    match session.run(schema::version).map_err(failed)? {
        None => return Err(foreign(path)),
        Some(0) => {
            session.atomically(async |connection| schema::create(connection, partitions).await).map_err(failed)?;
        }
        Some(VERSION) => {
            if session.run(schema::is_open).map_err(failed)? {
                check::after_unclean_stop(session, path)?;
            }
        }
        Some(older) if older < VERSION => migrate::from(session, path, older)?,
        Some(newer) => return Err(of_another_version(path, newer)),
    }
    // Committed before anything else is: whoever finds the mark knows that it was not taken away again.
    session.atomically(async |connection| schema::set_open(connection, true).await).map_err(failed)?;
    session.run(schema::partitions).map_err(failed)
}

/// Looks at a file that another process may be writing.
pub(super) fn for_reading(session: &mut Session, path: &Path) -> Result<Partitions, Error> {
    let failed = |error| fault(path, "open", error);
    match session.run(schema::version).map_err(failed)? {
        Some(VERSION) => session.run(schema::partitions).map_err(failed),
        Some(other) => Err(of_another_version(path, other)),
        None => Err(foreign(path)),
    }
}

fn of_another_version(path: &Path, found: i64) -> Error {
    let (path, advice) = (
        path.display(),
        match found {
            0 => "it is still empty: `import` or `run` make it",
            older if older < VERSION => {
                "`run` and `import` bring it to this version; make a backup with this program first"
            }
            _ => "use the program that wrote it, or a later one; there is no way back but a backup",
        },
    );
    let doing = format!("the tables of the log `{path}` have version {found}, this program has {VERSION}: {advice}");
    Error { doing, source: None }
}

fn foreign(path: &Path) -> Error {
    let doing = format!("`{}` is a database of another program: set `log.dir` to a folder of its own", path.display());
    Error { doing, source: None }
}
