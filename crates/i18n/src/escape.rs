//! Texts of others as a terminal, a log or a table may show them: control characters and direction marks are escaped.
//!
//! What comes in from now on has no such characters in its ids; logs, files and other programs' answers may have them.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character rules what is shown instead of being shown: control characters, marks of direction, line separators,
/// and what has no width at all.
fn is_ruling(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text in one line, in which nothing rules the terminal: such characters are written as in Rust, `\u{1b}` or `\n`.
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_but(text, |_| false)
}

/// The same of a text that has lines of its own.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape_but(text, |c| c == '\n')
}

/// JSON, in which everything that rules a terminal stands in strings and can be written as `\u001b`.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    if !has_ruling(json, |c| c.is_ascii_whitespace()) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_ruling(c) && !c.is_ascii_whitespace() {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| push(&mut escaped, format_args!("\\u{unit:04x}")));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// A cell of a CSV file, as it stands there, that a spreadsheet takes for a text and not for a formula: one that begins as a
/// formula does gets an apostrophe before it, as spreadsheets write it themselves. One that begins with apostrophes and then so
/// gets one more, so that no two texts have the same cell. In quotes is what has a separator in it, be it another one than this
/// file's: some spreadsheets separate by semicolons.
pub fn escape_cell(text: &str) -> Cow<'_, str> {
    let mut cell = escape(text);
    let begin = cell.trim_start_matches('\'').trim_start();
    if begin.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        cell = Cow::Owned(format!("'{cell}"));
    }
    if cell.contains([',', ';', '"']) { Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\""))) } else { cell }
}

fn has_ruling(text: &str, is_kept: impl Fn(char) -> bool) -> bool {
    let is_plain = |byte: u8| (0x20..0x7f).contains(&byte);
    !text.bytes().all(is_plain) && text.chars().any(|c| is_ruling(c) && !is_kept(c))
}

fn escape_but(text: &str, is_kept: impl Fn(char) -> bool + Copy) -> Cow<'_, str> {
    if !has_ruling(text, is_kept) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_ruling(c) && !is_kept(c) {
            push(&mut escaped, format_args!("{}", c.escape_default()));
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a text can be written to");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rules_a_terminal_is_written_out_and_all_else_stays() {
        for text in ["anna", "客服一组", "équipe \\u{1b}", "😀", "a'b\"c"] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text), "{text}");
        }
        assert_eq!(escape("sup\u{1b}[31m\r\nBcc: x"), "sup\\u{1b}[31m\\r\\nBcc: x");
        assert_eq!(escape("a\u{9b}b\u{202e}c\u{7f}"), "a\\u{9b}b\\u{202e}c\\u{7f}");
        assert_eq!(escape_lines("a\nb\rc\td"), "a\nb\\rc\\td");
    }

    #[test]
    fn json_stays_json() {
        let json = "{\"a\": \"\u{9b}\u{202e}\u{7f}\u{e0041}\",\n \"b\": 1}";
        let escaped = escape_json(json);
        assert_eq!(escaped, "{\"a\": \"\\u009b\\u202e\\u007f\\udb40\\udc41\",\n \"b\": 1}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
        assert_eq!(read(&escaped), read(json));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            (" +1", "' +1"),
            ("' +1", "'' +1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\t=1", "\\t=1"),
            ("a=1", "a=1"),
            ("'s-1", "'s-1"),
            ("a;=1", "\"a;=1\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ] {
            assert_eq!(escape_cell(text), cell);
        }
    }
}
