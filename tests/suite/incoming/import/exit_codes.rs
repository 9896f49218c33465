//! How commands end: one table in the help and in the docs, and 1 and 2 as it says.

use attrition_test_support::process::program::{Scratch, done, embedded, finish};

#[test]
fn help_and_docs_have_the_same_table_of_exit_codes() {
    let help = done(&["--help"], &[]);
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/exit-codes.md")).expect("it is there");
    let (_, table) = help.split_once("Exit codes:").expect("the help has the table");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let rows: Vec<(String, String)> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(code, _)| code.parse::<u8>().is_ok())
        .map(|(code, meaning)| (code.to_owned(), words(meaning)))
        .collect();
    assert_eq!(rows.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["0", "1", "2", "3"]);
    for (code, meaning) in rows {
        assert!(words(table).contains(&format!("{code} {meaning}")), "{code} {meaning}: {table}");
    }
}

/// Runs a command that does not end well: with this code, and these words.
fn ends(args: &[&str], variables: &[(String, String)], code: i32, why: &str) {
    let output = finish(args, variables);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(code) && said.contains(why), "{args:?}: {:?}: {said}", output.status.code());
}

#[test]
fn what_is_asked_for_and_is_not_there_is_two_and_what_was_tried_in_vain_is_one() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let (events, csv) = (scratch.text("events.ndjson"), scratch.text("signals.csv"));
    done(&["simulate", "--agents", "20", "--days", "40", "--first-day", "2025-01-06", "--out", &events], &[]);
    ends(&["trends"], &log, 1, "there is no log in");
    done(&["import", &events], &log);
    // Nothing has been scored yet.
    let run = "`attrition-watch run`";
    ends(&["trends"], &log, 1, "run the service, and wait until it has closed a day");
    ends(&["trends", "export", "--out", "-"], &log, 1, "run the service, and wait");
    ends(
        &["replay", "--from", "2025-01-10", "--to", "2025-01-12"],
        &log,
        2,
        &format!("nothing has been scored in this log yet: {run}"),
    );
    let listed = done(&["alerts", "list"], &log);
    assert!(
        listed.contains("No alert matches: nothing has been scored in this log yet") && listed.contains(run),
        "{listed}"
    );
    ends(&["explain", "nobody"], &log, 2, "counts from the next close on");
    // Days that a history has, and others.
    let compute = |day: &str| {
        let output = finish(&["signals", "compute", "--events", &events, "--as-of", day, "--out", &csv], &[]);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = compute("2020-10-01");
    assert!(
        code == Some(2) && said.contains("nobody is active on 2020-10-01") && said.contains("begin on 2025-01-0"),
        "{said}"
    );
    let (code, said) = compute("2025-01-20");
    assert!(code == Some(0) && !said.contains("the last event"), "{said}");
    let (code, said) = compute("2030-10-01");
    assert!(code == Some(0) && said.contains("the last event was recorded on 2025-02-1"), "{said}");
    let backtest = ["backtest", "--from", &events, "--model", "prior"];
    ends(&backtest, &[], 1, "");
    ends(&[&backtest[..], &["--test-from", "2030-01-01"]].concat(), &[], 2, "nothing can be tested from 2030-01-01");
    ends(
        &["backup", "/no/such/folder/b.sqlite"],
        &log,
        2,
        "`/no/such/folder/b.sqlite` cannot be written: there is no folder",
    );
    ends(
        &["run", "--config", "no-such.toml"],
        &log,
        2,
        "the configuration `--config no-such.toml` cannot be read: there is no such file",
    );
}
