//! Sentences in the width of the terminal: lines break between words, never inside one.

use std::io::IsTerminal;

use comfy_table::Table;

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum TerminalStream {
    /// Standard output of the process.
    Output,
    /// Standard error of the process.
    Error,
}

/// Columns that a stream has: `COLUMNS` where it is set, else those of the terminal; `None` where it is neither.
pub(in crate::cli) fn columns(stream: TerminalStream) -> Option<usize> {
    let wanted = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let of_terminal = || match stream {
        TerminalStream::Output => Table::new().width(),
        TerminalStream::Error => std::io::stderr().is_terminal().then(|| Table::new().use_stderr().width()).flatten(),
    };
    // A terminal that does not know its size says that it has none.
    wanted.or_else(|| of_terminal().map(usize::from).filter(|columns| *columns > 0))
}

/// The text with its long lines broken between words. Further parts of a line begin where it began, or below the text of a list's
/// item. What has no blanks stays whole: a path is to be copied.
pub(in crate::cli) fn wrap(text: &str, columns: usize) -> String {
    let wrapped =
        text.split('\n').map(|line| if width(line) > columns { broken(line, columns) } else { line.to_owned() });
    wrapped.collect::<Vec<_>>().join("\n")
}

fn broken(line: &str, columns: usize) -> String {
    let rest = line.trim_start_matches(' ');
    let mark = if rest.starts_with("- ") { 2 } else { 0 };
    let indent = " ".repeat(line.len() - rest.len() + mark);
    let mut text = line[..line.len() - rest.len()].to_owned();
    let mut used = text.len();
    for (place, word) in rest.split(' ').enumerate() {
        let wanted = usize::from(place > 0) + width(word);
        if place > 0 && used + wanted > columns && used > indent.len() {
            // Blanks at a break are not kept.
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
            text += &indent;
            used = indent.len() + width(word);
        } else {
            if place > 0 {
                text.push(' ');
            }
            used += wanted;
        }
        text += word;
    }
    text
}

/// Columns that a text takes: East Asian characters take two.
pub(in crate::cli) fn width(text: &str) -> usize {
    text.chars()
        .map(|character| if character >= '\u{1100}' && !('\u{2000}'..'\u{2e80}').contains(&character) { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_begin_where_they_began() {
        assert_eq!(wrap("  one two three", 9), "  one two\n  three");
        assert_eq!(wrap("- one two three\nfour", 9), "- one two\n  three\nfour");
        assert_eq!(wrap("/a/long/path/of/no/blanks", 9), "/a/long/path/of/no/blanks");
        assert_eq!(wrap("see /a/long/path", 9), "see\n/a/long/path");
        assert_eq!(wrap("short enough", 40), "short enough");
        assert_eq!((width("ab"), width("人力"), width("│")), (2, 4, 1));
    }
}
