//! A file of version 1, as the program of that time wrote it, and one of a version yet to come.

use std::fs;
use std::path::Path;

use attrition_stream::backend::embedded::Embedded;
use rusqlite::Connection;

use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish};

/// Six agents over forty days, imported and scored.
const VERSION_1: &[u8] = include_bytes!("../../../data/log-version-1.sqlite.zst");

/// Rows as SQLite hands them out, without their sums.
const ROWS: [&str; 4] = [
    "SELECT topic || '/' || partition || '/' || base || '/' || count, bytes FROM chunk ORDER BY 1",
    "SELECT topic || '/' || partition || '/' || hex(key), value FROM kept ORDER BY 1",
    "SELECT stage || '/' || topic || '/' || partition || '/' || next, x'' FROM position ORDER BY 1",
    "SELECT name || '/' || value, x'' FROM setting WHERE name = 'partitions'",
];

fn connected<T>(file: &Path, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> T {
    let connection = Connection::open(file).expect("the file can be opened");
    let value = work(&connection).expect("the statement is right");
    connection.close().expect("it can be closed");
    value
}

/// Runs a statement on a file.
pub(super) fn sql(file: &Path, statement: &str) {
    connected(file, |connection| connection.execute_batch(statement));
}

pub(super) fn rows(file: &Path) -> Vec<(String, Vec<u8>)> {
    connected(file, |connection| {
        let mut all = Vec::new();
        for query in ROWS {
            let mut query = connection.prepare(query)?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            all.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        Ok(all)
    })
}

fn version(file: &Path) -> i64 {
    connected(file, |connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0)))
}

pub(super) fn old(scratch: &Scratch) -> std::path::PathBuf {
    let file = scratch.path("log/log.sqlite");
    fs::create_dir(scratch.path("log")).expect("the scratch can be written");
    fs::write(&file, zstd::decode_all(VERSION_1).expect("it is whole")).expect("the scratch can be written");
    file
}

#[test]
fn a_log_of_version_1_is_brought_to_this_one_and_kept() {
    let scratch = Scratch::new();
    let file = old(&scratch);
    let before = rows(&file);
    assert!(before.len() > 180 && version(&file) == 1, "{} rows", before.len());
    let log = embedded(&scratch.path("log"));
    // Who only looks leaves it as it is and says what to do; a backup is made of it as it is.
    let looked = finish(&["explain", "agent-0001"], &log);
    let said = String::from_utf8_lossy(&looked.stderr);
    assert!(!looked.status.success() && said.contains("have version 1") && said.contains("backup"), "{said}");
    done(&["backup", &scratch.text("before.sqlite")], &log);
    assert!(version(&scratch.path("before.sqlite")) == 1 && rows(&scratch.path("before.sqlite")) == before);
    // What an attempt left that was killed is no hindrance.
    fs::write(scratch.path("log/log.sqlite.version-1.part"), b"half").expect("the scratch can be written");

    let mut service = Service::start(&log);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    let said = service.said();
    assert!(said.contains("brought to the version of this program"), "{said}");
    assert!(service.process.terminate().success());
    assert_eq!(version(&file), 2);
    let after = rows(&file);
    // The service has closed days meanwhile; nothing that was there is gone or another.
    let stood = |row: &&(String, Vec<u8>)| row.0.starts_with("journal/") || row.0.starts_with("org/");
    assert!(before.iter().filter(stood).all(|row| after.contains(row)));
    let kept = scratch.path("log/log.sqlite.version-1");
    assert!(version(&kept) == 1 && rows(&kept) == before, "what it was is kept");
    done(&["backup", &scratch.text("after.sqlite")], &log);
}

#[test]
fn nothing_but_the_sums_is_new_in_version_2() {
    let scratch = Scratch::new();
    let file = old(&scratch);
    let before = rows(&file);
    drop(Embedded::open(&scratch.path("log"), 7).expect("it is brought on").close().expect("nobody else has it"));
    assert!(rows(&file) == before);
    // And every sum is right.
    sql(&file, "UPDATE setting SET value = value WHERE name = 'open'");
    done(&["backup", &scratch.text("copy.sqlite")], &embedded(&scratch.path("log")));
}

#[test]
fn a_log_of_a_later_version_is_refused() {
    let scratch = Scratch::new();
    drop(Embedded::open(&scratch.path("log"), 2).expect("it can be made").close().expect("nobody else has it"));
    sql(&scratch.path("log/log.sqlite"), "PRAGMA user_version = 3");
    for command in [&["run"][..], &["explain", "agent-1"]] {
        let output = finish(command, &embedded(&scratch.path("log")));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("have version 3, this program has 2") && said.contains("use the program"), "{said}");
    }
}

#[test]
fn the_page_names_the_sqlite_that_is_built_in() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/embedded.md"));
    let named = format!("SQLite {} is built into the program", rusqlite::version());
    assert!(page.expect("there is a page").contains(&named), "docs/embedded.md does not say: {named}");
}
