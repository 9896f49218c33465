//! Whatever stands in a log, a file name or an id: nothing of it rules a terminal, makes lines of its own or becomes a formula.

use serde_json::{Value, json};

use attrition_test_support::centres::planted::{name, plant_alerts, version};
use attrition_test_support::process::program::{Scratch, done, embedded, finish};
use attrition_test_support::stages::bad_records::good;

/// What colours a terminal, sets its title, makes lines of its own and turns the direction of a text.
const HOSTILE: &str = "sup\u{1b}[31m\u{1b}]0;title\u{7}\r\nBcc: x\u{202e}\u{9b}2J";

/// Nothing in a text rules a terminal.
fn assert_plain(what: &str, text: &str) {
    let ruling = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.chars().any(ruling), "{what}: {}", text.escape_debug());
}

#[test]
fn alerts_of_an_older_log_rule_no_terminal() {
    let scratch = Scratch::new();
    // As logs have them in which such ids were taken in.
    let more = json!({"supervisor": HOSTILE, "site": HOSTILE, "team": HOSTILE});
    plant_alerts(&scratch.path("log"), &[(1, version(1, 1, "raised", &more))]);
    let log = embedded(&scratch.path("log"));
    let (list, show) = (done(&["alerts", "list"], &log), done(&["alerts", "show", &name(1)], &log));
    assert_plain("list", &list);
    assert_plain("show", &show);
    assert!(!list.lines().chain(show.lines()).any(|line| line.trim_start().starts_with("Bcc")), "{list}{show}");
    for args in [&["alerts", "list", "--json"][..], &["alerts", "show", &name(1), "--json"]] {
        let told = done(args, &log);
        assert_plain("JSON", &told);
        let told: Value = serde_json::from_str(&told).expect("it is JSON all the same");
        let alert = told.get("alert").unwrap_or(&told[0]["alert"]);
        assert_eq!(alert["supervisor"], HOSTILE, "and says what it said");
    }
    let output = finish(&["alerts", "ack", HOSTILE], &log);
    assert_plain("an error", &String::from_utf8_lossy(&output.stderr));
}

#[test]
fn file_names_and_refused_bytes_rule_no_terminal() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let mut event = good("one");
    event["data"]["channel"] = json!({"\u{1b}[31m": 1});
    event["type"] = json!("no\u{1b}[31m\ntype");
    let file = scratch.file("events\u{1b}[31m\nof.ndjson", format!("{event}\n{}", good("two")));
    let imported = finish(&["import", &file], &log);
    let missing = finish(&["import", "no\u{1b}]0;such\u{7}file"], &log);
    let listed = finish(&["dead-letters", "list"], &log);
    for output in [&imported, &missing, &listed] {
        assert_plain("output", &String::from_utf8_lossy(&output.stdout));
        assert_plain("errors", &String::from_utf8_lossy(&output.stderr));
    }
    let said = String::from_utf8_lossy(&imported.stderr);
    assert!(said.contains(r"events\u{1b}[31m\nof.ndjson, line 1: unknown_type"), "{said}");
}

#[test]
fn no_id_is_a_formula_in_a_csv_file() {
    let scratch = Scratch::new();
    let roster = |agent: &str| {
        json!({
            "specversion": "1.0", "id": agent, "source": "/test", "type": "roster.agent.v1",
            "time": "2026-01-05T08:00:00Z", "subject": agent, "data": {
                "effective": "2026-01-05", "hire_date": "2025-03-01", "site": "north", "team": "blue", "supervisor": "boss",
                "queue": "billing", "level": "1", "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
            },
        })
    };
    let ids = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "'-1", "anna", "ben;=1+1"];
    let lines: String = ids.iter().map(|id| format!("{}\n", roster(id))).collect();
    let events = scratch.file("events.ndjson", lines);
    let csv = done(&["signals", "compute", "--events", &events, "--as-of", "2026-01-06", "--out", "-"], &[]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let cells: Vec<String> = rows.records().map(|row| row.expect("it is CSV")[0].to_owned()).collect();
    let mut expected = ["'=HYPERLINK(\"http://x\")", "'+1", "'-1", "'@SUM(A1)", "''-1", "anna", "ben;=1+1"];
    expected.sort_unstable();
    assert_eq!(
        {
            let mut cells = cells;
            cells.sort_unstable();
            cells
        },
        expected,
        "{csv}"
    );
    // Also where a spreadsheet separates by semicolons.
    assert!(csv.contains("\n\"ben;=1+1\","), "{csv}");
}
