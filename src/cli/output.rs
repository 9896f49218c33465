//! What a person sees: tables, colours, progress bars; and JSON for machines.
#![expect(clippy::print_stderr, reason = "this is the module that prints")]

use std::io::{IsTerminal, Write};
use std::time::Duration;

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::words::escape::{escape, escape_json, escape_lines};

/// A line, or several, for the reader of standard output. Whatever it is made of, nothing in it rules the terminal.
pub(super) fn line(text: &str) {
    // A reader that has gone away, as `head` does, is no error.
    let _ = writeln!(std::io::stdout(), "{}", escape_lines(text));
}

/// A line for the person at the terminal, apart from the output.
pub(super) fn note(text: &str) {
    eprintln!("{}", escape_lines(text));
}

/// A text of others as a cell of a table, or as part of a line: it makes no lines of its own.
pub(super) fn cell(text: &str) -> String {
    escape(text).into_owned()
}

/// The one error that ended the command, with its causes.
pub(super) fn error(error: &anyhow::Error) {
    let mark = if is_coloured() { "\x1b[31merror\x1b[0m" } else { "error" };
    eprintln!("{mark}: {}", escape_lines(&without_number(error.to_string())));
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some libraries say their cause in their own words too.
        if !said.contains(&cause) {
            eprintln!("  because: {}", escape_lines(&without_number(cause.clone())));
        }
        said = cause;
    }
}

/// What the operating system says, without the number that Rust adds to its words.
fn without_number(text: String) -> String {
    match text.split_once(" (os error ").and_then(|(words, rest)| Some((words, rest.split_once(')')?.1))) {
        Some((words, rest)) => format!("{words}{rest}"),
        None => text,
    }
}

/// Whether standard error takes colours: a terminal does, unless `NO_COLOR` is set (no-color.org).
pub(super) fn is_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !refused
}

/// Bytes for the reader of standard output.
pub(super) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    Ok(std::io::stdout().write_all(bytes)?)
}

/// A value as one line of JSON.
pub(super) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let _ = writeln!(std::io::stdout(), "{}", escape_json(&serde_json::to_string(value)?));
    Ok(())
}

/// A value as JSON over many lines, as people read it.
pub(super) fn pretty_json(json: &str) {
    let _ = writeln!(std::io::stdout(), "{}", escape_json(json));
}

/// Columns where standard output is no terminal and `COLUMNS` is not set.
const COLUMNS: u16 = 140;
/// Below so many columns a wide table breaks its words apart: cards are easier to read.
const NARROW: u16 = 100;

/// Columns that there are: `COLUMNS` where it is set, else those of the terminal.
fn columns() -> u16 {
    let wanted = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    wanted.or_else(|| Table::new().width()).unwrap_or(COLUMNS)
}

/// Whether a table of many columns would not fit.
pub(super) fn is_narrow() -> bool {
    columns() < NARROW
}

/// A table that fits the terminal.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
    table.set_width(columns());
    table
}

/// What a wide table would have in one row, under a heading: for narrow terminals. What is empty is left out.
pub(super) fn card<'a>(heading: &str, rows: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(columns());
    for (name, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        table.add_row([format!("  {name}"), value]);
    }
    format!("{heading}\n{}\n", table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

/// A progress bar on a terminal; nothing elsewhere.
pub(super) fn progress(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
    let style = "{msg:>12} [{bar:30.cyan}] {human_pos}/{human_len} ({eta})";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is valid").progress_chars("=> "));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A progress bar over bytes; a counter where the total is not known.
pub(super) fn progress_bytes(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target((total > 0).then_some(total), ProgressDrawTarget::stderr_with_hz(10));
    let style = "{msg:>12} [{bar:30.cyan}] {bytes}/{total_bytes} ({eta})";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is valid").progress_chars("=> "));
    bar.set_message("events");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A sign of life on a terminal for work whose length is not known.
pub(super) fn spinner(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    spinner.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("the template is valid"));
    spinner.set_message(what);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}
