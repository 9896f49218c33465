//! How SQLite is told to work, each setting with its argument. docs/embedded.md has what they cost.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

/// Bytes of a page; it counts for new files only. SQLite's default: a step changes many small rows of state, each on a
/// page of its own, and larger pages would write more for the same change. Chunks lie on overflow pages of any size.
const PAGE_SIZE: u32 = 4_096;

/// Pages of the WAL after which it is brought into the main file. SQLite's default, 4 MB: a step of the embedded log is
/// about as large, so a checkpoint comes every few steps; ten times as many pages made nothing faster that was measured, and
/// would make the WAL that a restart has to go through ten times as long.
const CHECKPOINT_PAGES: &str = "1000";

/// Bytes to which the WAL is cut after a checkpoint. A reader that takes an hour, as a backup may, lets the WAL grow by what
/// is written in that hour; without a limit the file would keep that size for ever.
const WAL_MAX_BYTES: &str = "67108864";

/// Page cache, KiB (negative: not pages). State is changed all over its table: 2 MB, the default, hold the inner pages of a
/// thousand agents, 16 MB those of a large site. Leaves come from the system's own cache.
const CACHE_KIB: &str = "-16384";

/// How long to wait for a lock. Readers and the writer do not block each other in WAL mode; what is waited for is the
/// moment in which another process opens the file after a crash and goes through the WAL.
const BUSY: Duration = Duration::from_secs(30);

/// For the one process that writes.
pub(super) fn writer(path: &Path) -> SqliteConnectOptions {
    usual(path)
        .create_if_missing(true)
        .page_size(PAGE_SIZE)
        // Readers do not wait for the writer, and a step is one write to the end of one file.
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged must outlive a power cut: the WAL is synced before a commit returns. NORMAL would lose the
        // last steps; EXTRA is the same as FULL in WAL mode.
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .pragma("journal_size_limit", WAL_MAX_BYTES)
        .pragma("cache_size", CACHE_KIB)
}

/// For those who look, beside the process that writes.
pub(super) fn reader(path: &Path) -> SqliteConnectOptions {
    usual(path).read_only(true)
}

/// For those who look and may not write into the folder, while nobody writes: without a WAL there is nothing to share.
pub(super) fn immutable(path: &Path) -> SqliteConnectOptions {
    reader(path).immutable(true)
}

/// Left as they are: `foreign_keys` (there are none), `auto_vacuum` (the journal only grows), `temp_store` (nothing is
/// sorted), `mmap_size` (0: a file that is cut off or cannot be read is an error of a read and not a signal that kills).
fn usual(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        // A damaged page is noticed when it is read, not when its cells are followed.
        .pragma("cell_size_check", "ON")
        // Nothing in the file may call functions: the file is data.
        .pragma("trusted_schema", "OFF")
        // A check of a large file is a slow statement, and is told of in words of its own.
        .disable_statement_logging()
}
