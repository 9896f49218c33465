//! What SQLite's errors mean to whoever runs the log.

use std::fmt::Display;
use std::path::Path;

use crate::backend::embedded::session::SessionError;
use crate::{Error, Remedy};

/// `SQLITE_CORRUPT` and `SQLITE_NOTADB`, without the bits that tell more.
const DAMAGED: [i32; 2] = [11, 26];

/// What a full disk, a quota or a limit on the size of files comes as: `SQLITE_FULL`, `SQLITE_IOERR_WRITE`,
/// `SQLITE_IOERR_SHMSIZE`. A failed sync (`SQLITE_IOERR_FSYNC`) is not among them: what was written before it may or may not
/// be on the disk, and only a restart, which reads it again, can tell.
const UNWRITABLE: [i32; 3] = [13, 778, 4874];

/// An error of SQLite, in the words of the log.
pub(super) fn fault(path: &Path, doing: &str, error: SessionError) -> Error {
    match error.code() {
        Some(code) if DAMAGED.contains(&(code & 0xff)) => damaged(path, error),
        Some(code) if UNWRITABLE.contains(&code) => {
            let doing = format!("failed to {doing} the log `{}`: make room on its disk", path.display());
            Error::new(Remedy::MakeRoom, doing).because(error)
        }
        None if is_of_other_types(&error) => damaged(path, error),
        _ => {
            let doing = format!("failed to {doing} the log `{}`", path.display());
            Error::new(Remedy::CheckConnection, doing).because(error)
        }
    }
}

/// Whether a row was read that holds what nobody writes there. SQLite keeps a value's type beside the value, not with the
/// column, so that a damaged page can turn one into another.
fn is_of_other_types(error: &SessionError) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    match error {
        SessionError::Sqlite(error) => matches!(
            error,
            FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
        ),
        SessionError::Setting => true,
        SessionError::Version(_) | SessionError::Closed => false,
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

#[cfg(test)]
mod tests {
    use rusqlite::{Connection, ffi};

    use super::*;

    fn classify(error: rusqlite::Error) -> Error {
        fault(Path::new("log.sqlite"), "read", error.into())
    }

    #[test]
    fn a_code_says_what_to_do_and_is_told() {
        let remedies = [
            (Remedy::RestoreBackup, &[11, 267, 523, 26][..]),
            (Remedy::MakeRoom, &[13, 778, 4_874]),
            // Busy, a failed sync, a failed read, no such file.
            (Remedy::CheckConnection, &[5, 1_034, 266, 14]),
        ];
        for (remedy, codes) in remedies {
            for code in codes {
                let error = classify(rusqlite::Error::SqliteFailure(ffi::Error::new(*code), Some("why".into())));
                let told = crate::Causes(&error).to_string();
                assert!(error.remedy() == remedy && told.ends_with(&format!("(code: {code}) why")), "{told}");
            }
        }
    }

    #[test]
    fn a_value_of_another_type_is_damage() {
        let connection = Connection::open_in_memory().expect("it needs no file");
        for query in ["SELECT 'text'", "SELECT x'00'", "SELECT NULL", "SELECT -1"] {
            let error = connection.query_row(query, [], |row| row.get::<_, u32>(0)).expect_err("it is no number");
            assert_eq!(classify(error).remedy(), Remedy::RestoreBackup, "{query}");
        }
        let error = fault(Path::new("log.sqlite"), "read", SessionError::Closed);
        assert_eq!(error.remedy(), Remedy::CheckConnection);
    }
}
