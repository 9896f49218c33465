//! How SQLite is told to work, each setting with its argument. docs/embedded.md has what they cost.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

/// Bytes of a page; it counts for new files only. SQLite's default: a step changes many small rows of state, each on a
/// page of its own, and larger pages would write more for the same change. Chunks lie on overflow pages of any size.
const PAGE_SIZE: &str = "4096";

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

/// Left as they are: `foreign_keys` (there are none), `auto_vacuum` (the journal only grows), `temp_store` (nothing is
/// sorted), `mmap_size` (0: a file that is cut off or cannot be read is an error of a read and not a signal that kills).
const USUAL: &[(&str, &str)] = &[
    // A damaged page is noticed when it is read, not when its cells are followed.
    ("cell_size_check", "ON"),
    // Nothing in the file may call functions: the file is data.
    ("trusted_schema", "OFF"),
];

const OF_THE_WRITER: &[(&str, &str)] = &[
    // Before the journal mode, which makes the file.
    ("page_size", PAGE_SIZE),
    // Readers do not wait for the writer, and a step is one write to the end of one file.
    ("journal_mode", "WAL"),
    // What was acknowledged must outlive a power cut: the WAL is synced before a commit returns. NORMAL would lose the
    // last steps; EXTRA is the same as FULL in WAL mode.
    ("synchronous", "FULL"),
    ("wal_autocheckpoint", CHECKPOINT_PAGES),
    ("journal_size_limit", WAL_MAX_BYTES),
    ("cache_size", CACHE_KIB),
];

/// A file, and how it is opened.
pub(in crate::backend::embedded) struct Opening {
    /// Its path, or a URI of it.
    name: PathBuf,
    flags: OpenFlags,
    pragmas: &'static [(&'static str, &'static str)],
}

impl Opening {
    /// Opens a connection; its settings are made.
    pub(in crate::backend::embedded) fn connect(&self) -> Result<Connection, rusqlite::Error> {
        // A connection is used by one thread at a time.
        let connection = Connection::open_with_flags(&self.name, self.flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        for (name, value) in USUAL.iter().chain(self.pragmas) {
            connection.pragma_update(None, name, value)?;
        }
        Ok(connection)
    }
}

/// For the one process that writes.
pub(in crate::backend::embedded) fn writer(path: &Path) -> Opening {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    Opening { name: path.to_owned(), flags, pragmas: OF_THE_WRITER }
}

/// For those who look, beside the process that writes.
pub(in crate::backend::embedded) fn reader(path: &Path) -> Opening {
    Opening { name: path.to_owned(), flags: OpenFlags::SQLITE_OPEN_READ_ONLY, pragmas: &[] }
}

/// For those who look and may not write into the folder, while nobody writes: without a WAL there is nothing to share.
pub(in crate::backend::embedded) fn immutable(path: &Path) -> Opening {
    let mut name = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        // A path may hold anything, and so may what a URI escapes.
        write!(name, "%{byte:02x}").expect("a text takes any text");
    }
    name.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Opening { name: name.into(), flags, pragmas: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_force(connection: &Connection, name: &str) -> String {
        let value = connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        match value.expect("SQLite knows it") {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// SQLite takes no notice of a setting that it does not know.
    #[test]
    fn settings_are_in_force_and_a_name_with_any_character_is_found() {
        let dir = std::env::temp_dir().join(format!("attrition pragmas?%20#{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("the directory for temporary files can be written");
        let path = dir.join("log.sqlite");
        let connection = writer(&path).connect().expect("it can be made");
        let expected = [
            ("page_size", PAGE_SIZE),
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("wal_autocheckpoint", CHECKPOINT_PAGES),
            ("journal_size_limit", WAL_MAX_BYTES),
            ("cache_size", CACHE_KIB),
            ("cell_size_check", "1"),
            ("trusted_schema", "0"),
            ("busy_timeout", "30000"),
            ("mmap_size", "0"),
        ];
        for (name, value) in expected {
            assert_eq!(in_force(&connection, name), value, "{name}");
        }
        connection.close().expect("nothing is under way");
        for opening in [reader(&path), immutable(&path)] {
            let connection = opening.connect().expect("it is there");
            assert_eq!(in_force(&connection, "trusted_schema"), "0");
            connection.execute_batch("CREATE TABLE a (b)").expect_err("it can only be read");
        }
        std::fs::remove_dir_all(&dir).expect("it is this test's own");
    }
}
