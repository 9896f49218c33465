//! One connection to the file, and why it did not do what it was asked.

use rusqlite::Connection;

use crate::backend::embedded::file::pragmas::Opening;

/// A connection until it is closed.
pub(super) struct Session {
    connection: Option<Connection>,
}

/// Why a session did not do its work.
#[derive(Debug, thiserror::Error)]
pub(super) enum SessionError {
    /// SQLite refused it, or a row is not of the types that were written.
    #[error("{}", words(.0))]
    Sqlite(rusqlite::Error),
    /// A setting is missing, or its value cannot be one.
    #[error("a setting of the log is not what was written")]
    Setting,
    /// No migration is known.
    #[error("nothing leads on from version {0}")]
    Version(i64),
    /// Used after it was closed.
    #[error("the log was closed")]
    Closed,
}

impl Session {
    /// Opens a connection to the file of the log.
    pub(super) fn open(opening: &Opening) -> Result<Self, SessionError> {
        Ok(Self { connection: Some(opening.connect()?) })
    }

    /// Works with the connection.
    pub(super) fn run<T>(&self, work: impl FnOnce(&Connection) -> Result<T, SessionError>) -> Result<T, SessionError> {
        work(self.connection.as_ref().ok_or(SessionError::Closed)?)
    }

    /// The same in one transaction: all of it is there for good when this returns, or nothing is.
    pub(super) fn atomically<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, SessionError>,
    ) -> Result<T, SessionError> {
        self.run(|connection| {
            connection.execute_batch("BEGIN IMMEDIATE")?;
            let done = work(connection).and_then(|value| {
                connection.execute_batch("COMMIT")?;
                Ok(value)
            });
            if done.is_err() {
                // SQLite may have rolled back by itself, as it does on a full disk: then this fails, and all is well.
                let _ = connection.execute_batch("ROLLBACK");
            }
            done
        })
    }

    /// Closes the connection; whoever uses it later is told so.
    pub(super) fn close(&mut self) -> Result<(), SessionError> {
        let closed = self.connection.take().map_or(Ok(()), Connection::close);
        closed.map_err(|(_, error)| error.into())
    }
}

impl SessionError {
    /// The extended result code, where SQLite refused.
    pub(super) fn code(&self) -> Option<i32> {
        match self {
            Self::Sqlite(error) => error.sqlite_extended_error_code(),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for SessionError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// The code stands before SQLite's words: some words have several codes.
fn words(error: &rusqlite::Error) -> String {
    error.sqlite_extended_error_code().map_or_else(|| error.to_string(), |code| format!("(code: {code}) {error}"))
}
