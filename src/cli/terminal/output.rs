//! What a person sees: sentences, colours, progress bars; and JSON for machines. Tables are in `table.rs`.
//!
//! A reader that has gone away is no error, neither of output nor of errors. `println!` and `eprintln!` would end the process
//! by a panic then, so nothing uses them.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::terminal::wrap::{TerminalStream, columns, wrap};
use attrition_i18n::escape::{escape, escape_json, escape_lines};

/// A sentence, or several, for the reader of standard output, in the width of a terminal. Whatever it is made of, nothing in it
/// controls the terminal.
pub(in crate::cli) fn line(text: &str) {
    verbatim(&in_width(text, TerminalStream::Output));
}

/// Lines for the reader of standard output that are to be copied, or kept, as they are.
pub(in crate::cli) fn verbatim(text: &str) {
    // A reader that has gone away, as `head` does, is no error.
    let _ = writeln!(std::io::stdout(), "{}", escape_lines(text));
}

/// A sentence for the person at the terminal, apart from the output.
pub(in crate::cli) fn note(text: &str) {
    error_line(&escape_lines(&in_width(text, TerminalStream::Error)));
}

/// A line in one piece, so that those of other threads come before it or after it.
fn error_line(line: &str) {
    let _ = Errors.write_all(format!("{line}\n").as_bytes());
}

/// Standard error, which takes everything: a line that nobody can read any more is not written.
pub(in crate::cli) struct Errors;

impl Write for Errors {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let _ = std::io::stderr().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn in_width(text: &str, stream: TerminalStream) -> String {
    columns(stream).map_or_else(|| text.to_owned(), |columns| wrap(text, columns))
}

/// A text of others as a cell of a table, or as part of a line: it makes no lines of its own.
pub(in crate::cli) fn cell(text: &str) -> String {
    escape(text).into_owned()
}

/// The one error that ended the command, with its causes.
pub(in crate::cli) fn error(error: &anyhow::Error) {
    let mark = if is_coloured() { "\x1b[31merror\x1b[0m" } else { "error" };
    let said = escape_lines(&without_number(error.to_string())).into_owned();
    error_line(&in_width(&format!("{mark}: {said}"), TerminalStream::Error));
    let mut said = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        // Some libraries say their cause in their own words too.
        if !said.contains(&cause) {
            note(&format!("  because: {}", without_number(cause.clone())));
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
pub(in crate::cli) fn is_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    std::io::stderr().is_terminal() && !refused
}

/// Bytes for the reader of standard output.
pub(in crate::cli) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    Ok(std::io::stdout().write_all(bytes)?)
}

/// A value as one line of JSON.
pub(in crate::cli) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let _ = writeln!(std::io::stdout(), "{}", escape_json(&serde_json::to_string(value)?));
    Ok(())
}

/// A value as JSON over many lines, as people read it.
pub(in crate::cli) fn pretty_json(json: &str) {
    let _ = writeln!(std::io::stdout(), "{}", escape_json(json));
}

/// A progress bar on a terminal; nothing elsewhere.
pub(in crate::cli) fn progress(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
    let style = "{msg:>12} [{bar:30.cyan}] {human_pos}/{human_len} ({eta})";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is valid").progress_chars("=> "));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A progress bar over bytes; a counter where the total is not known.
pub(in crate::cli) fn progress_bytes(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target((total > 0).then_some(total), ProgressDrawTarget::stderr_with_hz(10));
    let style = "{msg:>12} [{bar:30.cyan}] {bytes}/{total_bytes} ({eta})";
    bar.set_style(ProgressStyle::with_template(style).expect("the template is valid").progress_chars("=> "));
    bar.set_message("events");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A sign of life on a terminal for work whose length is not known.
pub(in crate::cli) fn spinner(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    spinner.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("the template is valid"));
    spinner.set_message(what);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}
