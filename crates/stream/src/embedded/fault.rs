//! What SQLite's errors mean to whoever runs the log.

use std::fmt::Display;
use std::path::Path;

use crate::{Error, Remedy};

/// `SQLITE_CORRUPT` and `SQLITE_NOTADB`, without the bits that tell more.
const DAMAGED: [i32; 2] = [11, 26];

/// What a full disk, a quota or a limit on the size of files comes as: `SQLITE_FULL`, `SQLITE_IOERR_WRITE`,
/// `SQLITE_IOERR_SHMSIZE`. A failed sync (`SQLITE_IOERR_FSYNC`) is not among them: what was written before it may or may not
/// be on the disk, and only a restart, which reads it again, can tell.
const UNWRITABLE: [i32; 3] = [13, 778, 4874];

/// An error of SQLite, in the words of the log.
pub(super) fn fault(path: &Path, doing: &str, error: sqlx::Error) -> Error {
    let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse::<i32>().ok());
    match code {
        Some(code) if DAMAGED.contains(&(code & 0xff)) => damaged(path, error),
        Some(code) if UNWRITABLE.contains(&code) => {
            let doing = format!("failed to {doing} the log `{}`: make room on its disk", path.display());
            Error::new(Remedy::MakeRoom, doing).because(error)
        }
        _ => {
            let doing = format!("failed to {doing} the log `{}`", path.display());
            Error::new(Remedy::CheckConnection, doing).because(error)
        }
    }
}

/// What is in the file is not what was written.
pub(super) fn damaged(path: &Path, found: impl Display) -> Error {
    let doing = format!(
        "the log `{}` is damaged: stop what uses it, put its folder aside, and put a backup into a new one \
         (docs/embedded.md, \"Restore a backup\")",
        path.display()
    );
    Error::new(Remedy::RestoreBackup, doing).because(found.to_string())
}
