//! Opening and closing: one writer, a mark of a clean stop, a check after any other.

use attrition_stream::backend::embedded::Embedded;

use attrition_test_support::centres::simulated::{centre, lines};
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish};

const CHECKED: &str = "the log was not closed cleanly: it is checked before it is used";

#[test]
fn a_second_writer_is_refused_and_told_who_has_the_log() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let mut service = Service::start(&log);
    let events = scratch.file("events.ndjson", lines(&centre(2))[..5].join("\n"));
    for command in [&["import", events.as_str()][..], &["run"]] {
        let output = finish(command, &log);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let who = format!("is in use by another process (process {}): stop that one first", service.process.0.id());
        assert!(said.contains(&who) && said.contains(&scratch.text("log")), "{said}");
    }
    assert_eq!(get(&service, "/healthz").status, 200, "the first one goes on");
    service.process.kill();
    // The lock goes with the process, however it ends.
    done(&["import", &events], &log);
}

#[test]
fn only_an_unclean_stop_is_followed_by_a_check() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let events = scratch.file("events.ndjson", lines(&centre(2)).join("\n"));
    done(&["import", &events], &log);
    let wal = scratch.path("log/log.sqlite-wal");
    assert!(!wal.exists(), "an import closes the log");
    let mut service = Service::start(&log);
    eventually("it is ready", || get(&service, "/readyz").status == 200);
    assert!(!service.said().contains(CHECKED), "{}", service.said());
    assert!(service.process.terminate().success());
    assert!(!wal.exists(), "the service closes the log");

    let mut service = Service::start(&log);
    assert!(!service.said().contains(CHECKED), "{}", service.said());
    service.process.kill();
    let mut service = Service::start(&log);
    let said = service.said();
    assert!(said.contains(CHECKED) && said.contains("the log is whole"), "{said}");
    assert!(service.process.terminate().success());
}

#[test]
fn a_reader_does_not_keep_the_log_from_being_closed() {
    let scratch = Scratch::new();
    let dir = scratch.path("log");
    let mut writer = Embedded::open(&dir, 2).expect("it can be made");
    let reader = Embedded::read_only(&dir).expect("it can be read meanwhile");
    drop(writer.close().expect("it is closed"));
    drop(reader);
    let mut again = Embedded::open(&dir, 2).expect("nobody has it open");
    let error = Embedded::open(&dir, 2).err().expect("there is one writer");
    assert!(error.to_string().contains("in use"), "{error}");
    drop(again.close().expect("it is closed"));
}

#[test]
fn a_file_of_another_program_is_left_alone() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("log")).expect("the scratch can be written");
    super::versions::sql(&scratch.path("log/log.sqlite"), "CREATE TABLE theirs (a)");
    let output = finish(&["run"], &embedded(&scratch.path("log")));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && said.contains("is a database of another program"), "{said}");
}
