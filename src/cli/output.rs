//! What a person sees: tables, colours, progress bars; and JSON for machines.
#![expect(clippy::print_stderr, reason = "this is the module that prints")]

use std::io::{IsTerminal, Write};
use std::time::Duration;

use crate::words::escape::{escape, escape_json, escape_lines};
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

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
    let mark = if std::io::stderr().is_terminal() { "\x1b[31merror\x1b[0m" } else { "error" };
    eprintln!("{mark}: {}", escape_lines(&error.to_string()));
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some libraries say their cause in their own words too.
        if !said.contains(&cause) {
            eprintln!("  because: {}", escape_lines(&cause));
        }
        said = cause;
    }
}

/// A value as one line of JSON.
pub(super) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let _ = writeln!(std::io::stdout(), "{}", escape_json(&serde_json::to_string(value)?));
    Ok(())
}

/// A table that fits the terminal.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_header(header);
    if !std::io::stdout().is_terminal() {
        table.set_width(140);
    }
    table
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
