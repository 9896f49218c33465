//! Files as exporters write them: whatever their name, they are known by their first bytes.

use std::io::Write;
use std::process::Stdio;

use attrition_contracts::records::topic::Topic;
use serde_json::{Value, json};

use super::told;
use attrition_test_support::process::program::{Scratch, command, done, embedded, finish};
use attrition_test_support::stages::bad_records::good;
use attrition_test_support::stages::history;

const EVENTS: usize = 3;

fn events() -> Vec<Value> {
    (0..EVENTS).map(|n| good(&format!("event-{n}"))).collect()
}

fn lines() -> Vec<u8> {
    events().iter().flat_map(|event| format!("{event}\n").into_bytes()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory does not fail");
    packed.finish().expect("memory does not fail")
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory does not fail")
}

/// As PowerShell's `ConvertTo-Json` writes: two blanks after a colon, four before a member.
fn pretty(event: &Value) -> String {
    serde_json::to_string_pretty(event).expect("it is JSON").replace("\": ", "\":  ").replace("  \"", "    \"")
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
}

/// The same events in many forms.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let text = String::from_utf8(lines()).expect("JSON is text");
    let array = serde_json::to_string(&events()).expect("it is JSON");
    let pretty_array = serde_json::to_string_pretty(&events()).expect("it is JSON");
    let marked = format!("\u{feff}{text}");
    let one_by_one: Vec<u8> = events().iter().flat_map(|event| gzip(format!("{event}\n").as_bytes())).collect();
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4][..], &zstandard(&lines())].concat();
    let each = |before: &str, after: &str| -> Vec<u8> {
        events().iter().flat_map(|event| format!("{before}{event}{after}").into_bytes()).collect()
    };
    vec![
        ("plain.ndjson", lines()),
        ("no-end-of-line.ndjson", lines()[..lines().len() - 1].to_vec()),
        ("EXPORT.NDJSON.GZ", gzip(&lines())),
        ("export.ndjson.gzip", gzip(&lines())),
        ("gzip-by-no-name.ndjson", gzip(&lines())),
        ("members.gz", one_by_one),
        ("filled-up-with-zeros.gz", [&gzip(&lines())[..], &[0; 70_000]].concat()),
        ("export.ndjson.zstd", zstandard(&lines())),
        ("export.ZST", zstandard(&lines())),
        ("after-a-frame-to-skip.zst", skippable),
        ("twice.gz", gzip(&zstandard(&lines()))),
        ("plain-by-name.gz", lines()),
        ("marked.ndjson", marked.clone().into_bytes()),
        ("marked.ndjson.gz", gzip(marked.as_bytes())),
        ("put-together.ndjson", each("\u{feff}", "\r\n")),
        ("windows.ndjson", text.replace('\n', "\r\n").into_bytes()),
        ("a-cr-alone.ndjson", text.trim_end().replacen('\n', "\r\n", 1).replace("}\n{", "}\r{").into_bytes()),
        ("blank-lines.ndjson", format!("\n\r\n{}\n\n", text.replace('\n', "\n\n")).into_bytes()),
        ("powershell.json", utf16(&text.replace('\n', "\r\n"), u16::to_le_bytes)),
        ("big-endian.json", utf16(&array, u16::to_be_bytes)),
        ("unmarked-utf-16.json", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("array.json", array.clone().into_bytes()),
        ("marked-array.json", format!("\u{feff}{array}\r\n").into_bytes()),
        ("pretty-array.json", pretty_array.into_bytes()),
        ("line-by-line-array.json", [&b"[\n"[..], &each("", ",\n")[..lines().len() + 1], b"\n]"].concat()),
        ("arrays.ndjson", each("[", "]\n")),
        ("jq.json", events().iter().map(pretty).collect::<Vec<_>>().join("\n").into_bytes()),
        ("powershell-pretty.json", events().iter().map(pretty).collect::<Vec<_>>().join("\r\n").into_bytes()),
        ("one-after-the-other.json", each("", "")),
        ("text-sequence.json-seq", each("\u{1e}", "\n")),
    ]
}

#[test]
fn every_form_is_taken_by_its_bytes_and_gives_the_same_journal() {
    let scratch = Scratch::new();
    let mut expected = None;
    for (name, bytes) in forms() {
        let log = history::embedded(&scratch.path(&format!("{name}.log")));
        let taken = told(&done(&["import", &scratch.file(name, &bytes), "--json"], &log));
        assert_eq!((&taken["events"], &taken["refused"]["total"]), (&EVENTS.into(), &0.into()), "{name}");
        let [journal, org, _] = super::written(&scratch, &format!("{name}.log"));
        assert!(expected.get_or_insert((journal.clone(), org.clone())) == &(journal, org), "{name}");
    }
}

#[test]
fn standard_input_has_every_form_too() {
    let scratch = Scratch::new();
    for (name, bytes) in forms() {
        let log = embedded(&scratch.path(&format!("{name}.log")));
        let mut import = command(&["import", "-", "--json"], &log);
        let mut import =
            import.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program can be started");
        import.stdin.take().expect("it is piped").write_all(&bytes).expect("it reads all");
        let output = import.wait_with_output().expect("it is a child");
        let taken = told(&String::from_utf8_lossy(&output.stdout));
        assert_eq!((output.status.code(), &taken["events"]), (Some(0), &EVENTS.into()), "{name}");
    }
}

#[test]
fn dead_letters_have_the_bytes_and_the_place_of_one_event() {
    let scratch = Scratch::new();
    let mut bad = good("bad");
    bad["data"]["csat"] = json!(9);
    let pretty = |event: &Value| serde_json::to_string_pretty(event).expect("it is JSON");
    // The second event of each file, at lines 2, 23 and 1, and behind a CR alone.
    let compact = format!("{}\n{bad}\n{}\n", good("one"), good("two"));
    let objects = [&good("one"), &bad, &good("two")].map(&pretty).join("\n");
    let second = objects.lines().take_while(|line| *line != "}").count() + 2;
    let array = format!("[{},{bad},{}]", good("one"), good("two"));
    let behind_a_return = format!("{}\n{}\r{bad}\r{}\n", good("zero"), good("one"), good("two"));
    for (name, bytes, line, event) in [
        ("lines.ndjson", &compact, 2, Value::Null),
        ("objects.json", &objects, second, json!(2)),
        ("array.json", &array, 1, json!(2)),
        ("a-cr-alone.ndjson", &behind_a_return, 2, json!(3)),
    ] {
        let log = history::embedded(&scratch.path(&format!("{name}.log")));
        let file = scratch.file(name, bytes);
        let output = finish(&["import", &file, "--json"], &log);
        assert_eq!(output.status.code(), Some(3), "{name}");
        let taken = told(&String::from_utf8_lossy(&output.stdout));
        let first = &taken["refused"]["first"][0];
        assert_eq!((&first["line"], &first["event"]), (&line.into(), &event), "{taken}");
        let letters =
            history::contents(&history::in_directory(&scratch.path(&format!("{name}.log"))), Topic::DeadLetters);
        let [letter] = &letters[..] else { panic!("{name}: {} dead letters", letters.len()) };
        let sent: Value = serde_json::from_slice(&letter.value).expect("it is JSON");
        assert_eq!(sent, bad);
        let header = |name: &str| letter.headers.iter().find(|(of, _)| of == name).map(|(_, value)| value.clone());
        assert_eq!(header("dead-letter-topic"), Some(file.into_bytes()));
        assert_eq!(header("dead-letter-offset"), Some(line.to_string().into_bytes()));
    }
}

#[test]
fn a_broken_event_takes_none_with_it() {
    let scratch = Scratch::new();
    let whole = |id: &str| serde_json::to_string_pretty(&good(id)).expect("it is JSON");
    let cut = &whole("cut")[..300];
    for (name, text) in [
        ("objects.json", [whole("one"), cut.to_owned(), whole("two"), whole("three")].join("\n")),
        ("lines.ndjson", format!("{}\n{}\n{}\n", good("one"), &good("cut").to_string()[..90], good("two"))),
        (
            "a-cr-alone.ndjson",
            format!("{}\n{}\r{}\r{}", good("one"), good("two"), &good("cut").to_string()[..90], good("three")),
        ),
        ("first-is-cut.ndjson", format!("{}\n{}\n{}\n", &good("cut").to_string()[..90], good("one"), good("two"))),
    ] {
        let log = embedded(&scratch.path(&format!("{name}.log")));
        let output = finish(&["import", &scratch.file(name, &text), "--json"], &log);
        let taken = told(&String::from_utf8_lossy(&output.stdout));
        // The beginning of an event, which is all there is of the broken one, does not name its source.
        let whole = text.matches("\"/test\"").count();
        assert_eq!((&taken["events"], &taken["refused"]["total"]), (&whole.into(), &1.into()), "{name}: {taken}");
    }
}
