//! Tables for a terminal of any width: a grid where every column can be read, else a card for each row.

use std::fmt;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Width};

use crate::cli::terminal::output;
use crate::cli::terminal::wrap::{TerminalStream, columns, width, wrap};

/// Columns where standard output is no terminal and `COLUMNS` is not set.
const COLUMNS: usize = 140;
/// A line of a cell is not broken below so many columns.
const TEXT_MIN: usize = 20;
/// Nor into more than so many lines.
const LINES_MAX: usize = 4;
/// What a column has beside its text: a line and two blanks.
const FRAME: usize = 3;

/// A table; the first column names the row.
pub(in crate::cli) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub(in crate::cli) fn new<S: AsRef<str>>(header: &[S]) -> Self {
        Self { header: header.iter().map(|name| name.as_ref().to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row, of as many cells as there are columns, or fewer.
    pub(in crate::cli) fn add_row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.header.len(), String::new());
        self.rows.push(row);
    }

    /// Adds several rows, as `add_row` adds one.
    pub(in crate::cli) fn add_rows<S: Into<String>>(
        &mut self,
        rows: impl IntoIterator<Item = impl IntoIterator<Item = S>>,
    ) {
        rows.into_iter().for_each(|row| self.add_row(row));
    }

    /// Leaves out the columns in which no row says anything.
    pub(in crate::cli) fn drop_empty_columns(&mut self) {
        for column in (0..self.header.len()).rev() {
            if self.rows.iter().all(|row| says_nothing(&row[column])) {
                self.header.remove(column);
                self.rows.iter_mut().for_each(|row| drop(row.remove(column)));
            }
        }
    }

    /// Whether it has no rows.
    pub(in crate::cli) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Shows it on standard output; a table without rows is not shown.
    pub(in crate::cli) fn show(&self) {
        if !self.is_empty() {
            output::verbatim(&self.to_string());
        }
    }

    fn text(&self, columns: usize) -> String {
        self.widths(columns).map_or_else(|| self.cards(columns), |widths| self.grid(&widths))
    }

    /// The width of each column's text; `None` where a column could not be read in what there is.
    fn widths(&self, columns: usize) -> Option<Vec<usize>> {
        let cells = |column: usize| self.rows.iter().map(move |row| row[column].as_str());
        let least = |column: usize| {
            let of_cells = cells(column).flat_map(str::lines).map(|line| {
                let whole = width(line);
                longest_word(line).max(whole.min(TEXT_MIN)).max(whole.div_ceil(LINES_MAX))
            });
            of_cells.chain([longest_word(&self.header[column])]).max().unwrap_or(0)
        };
        let whole = |column: usize| {
            let cells = cells(column).flat_map(str::lines);
            cells.chain([self.header[column].as_str()]).map(width).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.header.len()).map(least).collect();
        let frame = FRAME * widths.len() + 1;
        let mut left = columns.checked_sub(frame + widths.iter().sum::<usize>())?;
        // What is left goes to the narrowest column that wants more.
        while left > 0 {
            let wanting = (0..widths.len()).filter(|column| widths[*column] < whole(*column));
            let Some(narrowest) = wanting.min_by_key(|column| widths[*column]) else { break };
            widths[narrowest] += 1;
            left -= 1;
        }
        Some(widths)
    }

    fn grid(&self, widths: &[usize]) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(&self.header).add_rows(&self.rows);
        // A grid is as wide as it was measured to be, whatever the terminal is.
        table.set_width(u16::MAX);
        table.set_constraints(widths.iter().map(|width| {
            let padded = u16::try_from(width + FRAME - 1).unwrap_or(u16::MAX);
            ColumnConstraint::Absolute(Width::Fixed(padded))
        }));
        table.to_string()
    }

    /// A card for each row, under its first cell. What is empty is left out.
    fn cards(&self, columns: usize) -> String {
        let [first, names @ ..] = self.header.as_slice() else { return String::new() };
        let indent = 4 + names.iter().map(|name| width(name)).max().unwrap_or(0);
        let card = |row: &Vec<String>| {
            let mut text = wrap(format!("{first} {}", row[0].replace('\n', " ")).trim(), columns);
            for (name, value) in names.iter().zip(&row[1..]).filter(|(_, value)| !says_nothing(value)) {
                let wrapped = wrap(value, columns.saturating_sub(indent).max(TEXT_MIN));
                let margin = " ".repeat(indent);
                let padding = " ".repeat(indent - 2 - width(name));
                text += &format!("\n  {name}{padding}{}", wrapped.replace('\n', &format!("\n{margin}")));
            }
            text
        };
        self.rows.iter().map(card).collect::<Vec<_>>().join("\n\n")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(columns(TerminalStream::Output).unwrap_or(COLUMNS)))
    }
}

/// Whether a cell says nothing.
fn says_nothing(cell: &str) -> bool {
    matches!(cell, "" | "-")
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(width).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["signal", "expected to leave", "why"]);
        table.add_row(["absence_rate", "2.5 %", "more days away than in their own normal, for three weeks by now"]);
        table.add_row(["rests", "-", ""]);
        table
    }

    #[test]
    fn a_grid_is_as_wide_as_the_terminal_and_breaks_no_word() {
        let text = table().text(60);
        assert!(text.lines().all(|line| width(line) <= 60), "{text}");
        for whole in ["absence_rate", "expected", "to leave", "2.5 %", "in their own"] {
            assert!(text.contains(whole), "{text}");
        }
        let wide = table().text(500);
        assert!(wide.contains("expected to leave ┆ why ") && width(&wide) < 500 * wide.lines().count(), "{wide}");
    }

    #[test]
    fn what_does_not_fit_becomes_cards() {
        let cards = table().text(49);
        let expected = "signal absence_rate\n  expected to leave  2.5 %\n  why                more days away than in their\n                     own normal, for three weeks\n                     by now\n\nsignal rests";
        assert_eq!(cards, expected);
    }

    #[test]
    fn columns_that_say_nothing_can_be_left_out() {
        let mut table = Table::new(&["stage", "behind", "records"]);
        table.add_row(["score", "-", "0"]);
        table.drop_empty_columns();
        assert_eq!(table.header, ["stage", "records"]);
    }
}
