//! The table of exit codes is one, in the help and in the docs.

use crate::support::program::done;

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
