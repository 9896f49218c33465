//! What is refused is told: where, for which member and why; and the exit code says so.

use serde_json::{Value, json};

use super::told;
use attrition_test_support::centres::simulated;
use attrition_test_support::process::program::{Scratch, command, embedded, finish};
use attrition_test_support::stages::bad_records::good;

/// A good event with one member of `data` changed.
fn changed(id: &str, member: &str, value: Value) -> String {
    let mut event = good(id);
    event["data"][member] = value;
    event.to_string()
}

fn run(args: &[&str], scratch: &Scratch, log: &str) -> (Option<i32>, String, String) {
    let output = finish(args, &embedded(&scratch.path(log)));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn line_member_and_reason_of_what_is_refused_are_told() {
    let scratch = Scratch::new();
    let mut no_time = good("three");
    no_time.as_object_mut().expect("it is an object").remove("time");
    let lines = [
        good("one").to_string(),
        changed("two", "csat", json!(9)),
        no_time.to_string(),
        "not JSON".to_owned(),
        changed("five", "handle_s", json!("long")),
    ];
    let file = scratch.file("events.ndjson", lines.join("\n"));
    let (code, printed, said) = run(&["import", &file], &scratch, "text");
    assert_eq!(code, Some(3), "{said}");
    for expected in [
        "events.ndjson, line 2: out_of_range: `csat` is 9, it must be between 1 and 5, or null where the customer gave none",
        "events.ndjson, line 3: missing_time: `time`",
        "events.ndjson, line 4: not_json: it is not JSON from its byte 2 on",
        "events.ndjson, line 5: mistyped_member: `handle_s` is the text \"long\", where a number is wanted",
        "4 of 5 events were refused",
    ] {
        assert!(said.contains(expected), "no `{expected}`: {said}");
    }
    assert!(printed.contains("1 event taken in") && printed.contains("4 dead letters"), "{printed}");
    // An import of it all again goes on after every one of them.
    let (code, _, said) = run(&["import", &file], &scratch, "text");
    assert!(code == Some(0) && said.contains("going on after 5 events"), "{said}");
    assert!(said.contains("4 events refused the last time: `attrition-watch dead-letters list` says why"), "{said}");

    let (code, printed, _) = run(&["import", &file, "--json"], &scratch, "json");
    let taken = told(&printed);
    assert_eq!((code, &taken["events"]), (Some(3), &json!(1)));
    assert_eq!(
        taken["dead_letters"],
        json!({"mistyped_member": 1, "missing_time": 1, "not_json": 1, "out_of_range": 1})
    );
    assert_eq!(taken["refused"]["by_code"], taken["dead_letters"]);
    let first = taken["refused"]["first"].as_array().expect("it is a list");
    let of = |name: &str| first.iter().map(|text| text[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("line"), [2, 3, 4, 5].map(Value::from));
    assert_eq!(of("member"), [json!("csat"), json!("time"), Value::Null, json!("handle_s")]);
    assert!(of("file").iter().all(|name| name.as_str() == Some(&file)), "{taken}");
    // Importing it again takes nothing more, refuses nothing more, and is no error.
    let (code, printed, _) = run(&["import", &file, "--json"], &scratch, "json");
    assert_eq!((code, &told(&printed)["refused"]["total"]), (Some(0), &json!(0)));
}

#[test]
fn the_handbook_shows_what_is_printed() {
    let scratch = Scratch::new();
    let mut lines: Vec<String> = (1..12).map(|n| good(&format!("good-{n}")).to_string()).collect();
    lines.extend((0..26).map(|n| changed(&format!("bad-{n}"), "csat", json!(7))));
    scratch.file("events.ndjson", lines.join("\n"));
    let mut no_time = good("three");
    no_time.as_object_mut().expect("it is an object").remove("time");
    scratch.file("events.json", json!([good("one"), good("two"), no_time]).to_string());
    let mut import = command(&["import", "events.ndjson", "events.json"], &embedded(&scratch.path("log")));
    let output = import.current_dir(scratch.path("")).output().expect("the program can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/import.md")).expect("it is there");
    let sample: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert!(sample.len() > 5, "the page has a sample");
    let mut printed = said.lines();
    for line in sample.into_iter().filter(|line| line.trim() != "..") {
        assert!(printed.any(|said| said == line), "no `{line}`, or not in this order: {said}");
    }
}

#[test]
fn what_has_no_time_is_refused_once_also_where_the_file_grows() {
    let scratch = Scratch::new();
    let mut lines = vec![good("one").to_string(), "{\"b\":1}".to_owned(), "{\"b\":1}".to_owned(), "foo".to_owned()];
    let mut import = |more: &[&str]| {
        lines.splice(1..1, more.iter().map(|line| (*line).to_owned()));
        let file = scratch.file("events.ndjson", lines.join("\n"));
        let (_, printed, said) = run(&["import", &file, "--json", "--max-refused", "100%"], &scratch, "log");
        let refused = told(&printed)["refused"]["first"].clone();
        let details =
            refused.as_array().expect("it is a list").iter().map(|text| text["line"].clone()).collect::<Vec<_>>();
        let [_, _, letters] = super::written(&scratch, "log");
        (details, letters.len(), said)
    };
    assert_eq!(import(&[]).1, 3);
    // The new ones come before those that were there, in the file and by their bytes; one is there for the third time.
    let (lines, letters, said) = import(&["{\"a\":1}", "{\"b\":1}"]);
    assert_eq!((lines.len(), letters), (2, 5), "{said}");
    assert_eq!(lines[0], 2, "{said}");
    assert_eq!(import(&[]).1, 5);
    assert_eq!(import(&["bar"]).1, 6);
}

#[test]
fn the_first_twenty_are_told_and_then_how_many() {
    let scratch = Scratch::new();
    let bad = (0..30).map(|n| changed(&format!("bad-{n}"), "csat", json!(9)));
    let file = scratch.file("events.ndjson", bad.chain([good("one").to_string()]).collect::<Vec<_>>().join("\n"));
    let (code, _, said) = run(&["import", &file], &scratch, "log");
    assert_eq!((code, said.matches("events.ndjson, line ").count()), (Some(3), 20), "{said}");
    assert!(
        said.contains("line 20:") && said.contains("and 10 more") && said.contains("by code: 30 out_of_range"),
        "{said}"
    );
}

#[test]
fn how_much_may_be_refused_can_be_set_and_nothing_at_all_is_a_failure() {
    let scratch = Scratch::new();
    let lines: Vec<String> = (0..99).map(|n| good(&format!("good-{n}")).to_string()).collect();
    let file = scratch.file("events.ndjson", [lines.join("\n"), "{}".to_owned()].join("\n"));
    for (tolerance, expected) in [("0", 3), ("0.9%", 3), ("1%", 0), ("1 %", 0), ("1", 0), ("100%", 0)] {
        let args = ["import", &file, "--max-refused", tolerance];
        let (code, _, said) = run(&args, &scratch, &format!("log-{tolerance}"));
        assert_eq!(code, Some(expected), "{tolerance}: {said}");
        assert!(said.contains("line 100: not_cloudevents"), "it is told whatever is tolerated: {said}");
    }
    for wrong in ["-1", "a few", "101%", "1.5", "%"] {
        let (code, _, said) = run(&["import", &file, &format!("--max-refused={wrong}")], &scratch, "wrong");
        assert!(code == Some(2) && said.contains("a share of them, as 1%"), "{wrong}: {said}");
    }
    // Nothing is not little, whatever is tolerated.
    let nothing = scratch.file("nothing.ndjson", "{}\nfoo\n");
    for tolerance in ["0", "100%"] {
        let (code, printed, said) =
            run(&["import", &nothing, "--max-refused", tolerance, "--json"], &scratch, tolerance);
        assert_eq!((code, &told(&printed)["events"]), (Some(1), &json!(0)), "{said}");
        assert!(said.contains("nothing was taken in: all 2 events were refused"), "{said}");
    }
}

#[test]
fn whoever_reads_files_tells_the_same() {
    let scratch = Scratch::new();
    let mut lines = simulated::lines(&simulated::days(100, 210, 3).concat());
    lines.insert(1, changed("bad", "csat", json!(9)));
    let events = scratch.file("events.ndjson", lines.join("\n"));
    let (csv, out, report) = (scratch.text("signals.csv"), scratch.text("models"), scratch.text("report"));
    let commands = [
        &["signals", "compute", "--events", &events, "--as-of", "2025-03-03", "--out", &csv][..],
        &["train", "--from", &events, "--out", &out],
        &["backtest", "--from", &events, "--model", "prior", "--draws", "100", "--out", &report],
    ];
    for command in commands {
        let (code, _, said) = run(command, &scratch, "log");
        assert_eq!(code, Some(3), "{command:?}: {said}");
        assert!(said.contains("events.ndjson, line 2: out_of_range: `csat`"), "{command:?}: {said}");
        let (code, _, said) = run(&[command, &["--max-refused", "1"]].concat(), &scratch, "log");
        assert_eq!(code, Some(0), "{command:?}: {said}");
    }
    assert!(["signals.csv", "models", "report"].iter().all(|name| scratch.path(name).exists()), "the work was done");
}

#[test]
fn a_line_of_which_only_the_beginning_is_held_is_not_said_to_be_that_long() {
    let scratch = Scratch::new();
    let long = json!({"specversion": "1.0", "more": "x".repeat(9 << 20)}).to_string();
    let file = scratch.file("events.ndjson", [good("one").to_string(), long, "x".repeat(70_000)].join("\n"));
    let (code, _, said) = run(&["import", &file], &scratch, "log");
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("line 2: too_large: the record has 8 MiB or more, at most 65536 are read"), "{said}");
    assert!(said.contains("line 3: too_large: the record has 70000 bytes"), "{said}");
}
