//! One connection to the file, and the small runtime that drives it.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tokio::runtime::Runtime;

/// A connection until it is closed.
pub(super) struct Session {
    runtime: Runtime,
    connection: Option<SqliteConnection>,
}

impl Session {
    /// Opens a connection.
    pub(super) fn open(options: &SqliteConnectOptions) -> Result<Self, sqlx::Error> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let connection = runtime.block_on(SqliteConnection::connect_with(options))?;
        Ok(Self { runtime, connection: Some(connection) })
    }

    /// Works with the connection.
    pub(super) fn run<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let closed = || sqlx::Error::Configuration("the log was closed".into());
        let connection = self.connection.as_mut().ok_or_else(closed)?;
        self.runtime.block_on(work(connection))
    }

    /// The same in one transaction: all of it is there for good when this returns, or nothing is.
    pub(super) fn atomically<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        self.run(async |connection| {
            execute(connection, "BEGIN IMMEDIATE").await?;
            let done = match work(connection).await {
                Ok(value) => execute(connection, "COMMIT").await.map(|()| value),
                Err(error) => Err(error),
            };
            if done.is_err() {
                // SQLite may have rolled back by itself, as it does on a full disk: then this fails, and all is well. The
                // library's own transactions would count on as if one were still open.
                let _ = execute(connection, "ROLLBACK").await;
            }
            done
        })
    }

    /// Closes the connection; whoever uses it later is told so.
    pub(super) fn close(&mut self) -> Result<(), sqlx::Error> {
        self.connection.take().map_or(Ok(()), |connection| self.runtime.block_on(connection.close()))
    }
}

/// Runs a statement that returns nothing worth having.
pub(super) async fn execute(connection: &mut SqliteConnection, statement: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(statement).execute(connection).await.map(|_| ())
}
