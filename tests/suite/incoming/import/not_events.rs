//! What is no file of events is told in one line, with what to do, before anything is made.

use attrition_test_support::process::program::{Scratch, Service, embedded, finish};
use attrition_test_support::stages::bad_records::good;

/// Files that hold no events, and what must be said of each.
fn files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let workbook =
        [&b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0"[..], &[0; 12], b"\x13\0\x08\x02[Content_Types].xml"].concat();
    let event = good("one").to_string();
    let utf32: Vec<u8> = format!("\u{feff}{event}").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, b"agent,date\nanna,2026-01-05\n").expect("memory does not fail");
    let mut tar = vec![0; 1_024];
    tar[..11].copy_from_slice(b"events.json");
    tar[257..262].copy_from_slice(b"ustar");
    vec![
        (
            "shifts.csv",
            b"agent;date;status\nanna;2026-01-05;worked\n".to_vec(),
            "is a CSV file with the columns `agent`, `date`, `status`",
        ),
        ("excel.txt", b"\xef\xbb\xbfsep=,\r\nagent,date\r\nanna,2026-01-05\r\n".to_vec(), "is a CSV file"),
        ("tabs", b"agent\tdate\nanna\t2026-01-05\n".to_vec(), "is a CSV file"),
        ("one-column.csv", b"agent\nanna\n".to_vec(), "is a CSV file"),
        ("packed.gz", gz.finish().expect("memory does not fail"), "is a CSV file"),
        ("photo.ndjson", png, "is a PNG image"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), "is a PDF document"),
        ("book.xlsx", workbook, "Excel workbook"),
        ("archive.zip", b"PK\x03\x04\x14\0\0\0\x08\0events.ndjson".to_vec(), "is a ZIP archive: unpack it"),
        ("archive.tar", tar, "is a tar archive: unpack it"),
        ("events.parquet", b"PAR1\x15\x04\x15\0".to_vec(), "is a Parquet file"),
        ("events.avro", b"Obj\x01\x04\x14avro.codec".to_vec(), "is an Avro file"),
        ("events.ndjson.xz", b"\xfd7zXZ\0\0\x04".to_vec(), "is packed by xz"),
        ("events.ndjson.bz2", b"BZh91AY&SY".to_vec(), "is packed by bzip2"),
        (
            "utf-32.json",
            utf32,
            "is a text in UTF-32, which is not read here: convert it on the way: `iconv -f UTF-32 -t UTF-8 ",
        ),
        ("login.ndjson", b"<!DOCTYPE html>\n<html><body>Sign in</body></html>".to_vec(), "a page of HTML"),
        ("feed.json", b"<?xml version=\"1.0\"?>\n<events/>".to_vec(), "is XML or HTML"),
        ("noise", vec![7, 0, 1, 0, 9, 200, 0], "is no text"),
        ("empty.ndjson", Vec::new(), "is empty"),
        ("blank.ndjson", b"\xef\xbb\xbf\r\n \n".to_vec(), "is empty"),
        ("empty.zst", zstd::encode_all(&b""[..], 1).expect("memory does not fail"), "is empty"),
    ]
}

#[test]
fn what_holds_no_events_is_told_in_one_line() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    for (name, bytes, expected) in files() {
        let file = scratch.file(name, bytes);
        for command in [&["import", &file][..], &["train", "--from", &file, "--out", &scratch.text("out")]] {
            let output = finish(command, &log);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{name}: {said}");
            assert!(said.contains(name) && said.contains(expected), "{name}: {said}");
        }
        assert!(!scratch.path("log").exists(), "{name}: nothing is made of it");
    }
    // An array of none is read, and is nothing all the same.
    let none = finish(&["import", &scratch.file("none.json", "[]\n")], &log);
    let said = String::from_utf8_lossy(&none.stderr);
    assert!(none.status.code() == Some(1) && said.contains("there are no events in"), "{said}");
    std::fs::remove_dir_all(scratch.path("log")).expect("it was made");
    let folder = finish(&["import", &scratch.text("")], &log);
    let said = String::from_utf8_lossy(&folder.stderr);
    assert!(folder.status.code() == Some(1) && said.contains("is a folder: give the files in it"), "{said}");
    // Beside others, what is empty is told and is no error; what holds something else is one.
    let events = scratch.file("events.ndjson", good("one").to_string());
    let output = finish(&["import", &events, &scratch.text("shifts.csv")], &log);
    assert!(output.status.code() == Some(1) && !scratch.path("log").exists());
    let output = finish(&["import", &events, &scratch.text("empty.ndjson")], &log);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("empty.ndjson` is empty"), "{said}");
}

#[test]
fn what_another_program_unpacks_is_told_with_the_whole_command() {
    let scratch = Scratch::new();
    let (file, config) = (scratch.file("s.xz", b"\xfd7zXZ\0\0\x04"), scratch.file("c.toml", ""));
    for (args, expected) in [
        (
            vec!["import", &file, "--config", &config],
            format!("`xz -dc {file} | attrition-watch import - --config {config}`"),
        ),
        (vec!["import", &file], format!("`xz -dc {file} | attrition-watch import -`")),
        (vec!["train", "--from", &file, "--out", "out"], format!("`xz -dc {file} | attrition-watch .. --from -`")),
    ] {
        let output = finish(&args, &embedded(&scratch.path("log")));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains(&expected), "{args:?}: {said}");
    }
}

#[test]
fn what_was_cut_off_on_its_way_is_told() {
    let scratch = Scratch::new();
    let lines: String = (0..2_000).map(|n| format!("{}\n", good(&format!("event-{n}")))).collect();
    let array = format!("[{}", lines.trim_end().replace('\n', ","));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, lines.as_bytes()).expect("memory does not fail");
    let gz = gz.finish().expect("memory does not fail");
    let zst = zstd::encode_all(lines.as_bytes(), 1).expect("memory does not fail");
    for (name, bytes) in
        [("events.json", array.as_bytes()), ("events.gz", &gz[..gz.len() / 2]), ("events.zst", &zst[..zst.len() / 2])]
    {
        let log = embedded(&scratch.path(&format!("{name}.log")));
        let output = finish(&["import", &scratch.file(name, bytes)], &log);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains(&format!("{name}` ends too early: it was cut off")), "{name}: {said}");
        // The log was closed all the same.
        let mut service = Service::start(&log);
        assert!(!service.said().contains("the log was not closed cleanly"), "{name}: {}", service.said());
        assert!(service.process.terminate().success());
    }
}

#[test]
fn what_follows_a_packed_file_is_told_as_such() {
    let scratch = Scratch::new();
    let line = format!("{}\n", good("one"));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, line.as_bytes()).expect("memory does not fail");
    let gz = gz.finish().expect("memory does not fail");
    for (name, rest) in [("two.gz", line.as_bytes()), ("garbage.gz", b"garbage")] {
        let file = scratch.file(name, [&gz[..], rest].concat());
        let output = finish(&["import", &file], &embedded(&scratch.path("log")));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), said.lines().count()), (Some(1), 2), "{said}");
        assert!(said.contains(name) && said.contains("other bytes follow what gzip has packed"), "{said}");
    }
}
