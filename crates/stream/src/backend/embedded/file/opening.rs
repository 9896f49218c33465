//! What is done with a file before it is used: made, checked, brought to this version, marked.

use std::path::Path;

use crate::backend::embedded::fault::fault;
use crate::backend::embedded::file::check;
use crate::backend::embedded::file::migrate;
use crate::backend::embedded::file::pragmas;
use crate::backend::embedded::file::schema::{self, PartitionCounts, VERSION};
use crate::backend::embedded::session::Session;
use crate::{Error, Remedy};

/// Makes a file ready for the one process that writes; `partitions` are those of a new log.
pub(in crate::backend::embedded) fn for_writing(
    session: &Session,
    path: &Path,
    partitions: u32,
) -> Result<PartitionCounts, Error> {
    let failed = |error| fault(path, "open", error);
    match session.run(schema::version).map_err(failed)? {
        None => return Err(foreign(path)),
        Some(0) => {
            session.atomically(|connection| schema::create(connection, partitions)).map_err(failed)?;
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
    session.atomically(|connection| schema::set_open(connection, true)).map_err(failed)?;
    session.run(schema::partitions).map_err(failed)
}

/// `SQLITE_CANTOPEN` and `SQLITE_READONLY`, without the bits that tell more: what a reader who may not write into the folder
/// is answered where the files beside the log are not there yet.
const MAY_NOT_WRITE: [i32; 2] = [14, 8];

/// A connection for reading. A reader shares two files with the writer, which the first to come makes; one who may not make
/// them reads the file as it stands, where it was closed and nobody writes.
pub(in crate::backend::embedded) fn reader(path: &Path) -> Result<Session, Error> {
    let opened = Session::open(&pragmas::reader(path)).and_then(|session| {
        session.run(schema::version)?;
        Ok(session)
    });
    let error = match opened {
        Ok(session) => return Ok(session),
        Err(error) => error,
    };
    if !error.code().is_some_and(|code| MAY_NOT_WRITE.contains(&(code & 0xff))) {
        return Err(fault(path, "open", error));
    }
    // No permission on the file itself is an error of the operating system, and is told as one.
    std::fs::File::open(path).map_err(|error| {
        Error::new(Remedy::GrantAccess, format!("failed to open the log `{}`", path.display())).because(error)
    })?;
    let wal = path.with_extension("sqlite-wal");
    if std::fs::metadata(&wal).is_ok_and(|wal| wal.len() > 0) {
        let doing = format!(
            "the log `{}` was not closed, and this user may not write into its folder: start the service, or read as its user",
            path.display()
        );
        return Err(Error::new(Remedy::GrantAccess, doing).because(error));
    }
    Session::open(&pragmas::immutable(path)).map_err(|error| fault(path, "open", error))
}

/// Looks at a file that another process may be writing.
pub(in crate::backend::embedded) fn for_reading(session: &Session, path: &Path) -> Result<PartitionCounts, Error> {
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
    Error::new(Remedy::ChangeSettings, doing)
}

fn foreign(path: &Path) -> Error {
    let doing = format!("`{}` is a database of another program: set `log.dir` to a folder of its own", path.display());
    Error::new(Remedy::ChangeSettings, doing)
}
