//! Figures of the report as text, rounded, with their units.

use crate::metrics::Estimate;

/// A share as percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// The interval of a share.
pub(super) fn share(figure: Estimate) -> String {
    format!("{:.1} to {:.1}", 100.0 * figure.low, 100.0 * figure.high)
}

/// A number with one decimal.
pub(super) fn one(number: f64) -> String {
    format!("{number:.1}")
}

/// A number of days in words.
pub(super) fn days(days: f64) -> String {
    if days.fract() == 0.0 { format!("{days:.0} days") } else { format!("{days:.1} days") }
}

/// A count, its thousands apart.
pub(super) fn count(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits are text")).collect();
    groups.join(",")
}

/// What is told of a figure, or that there is none.
pub(super) fn or_dash<T>(figure: Option<T>, text: impl Fn(T) -> String) -> String {
    figure.map_or("-".to_owned(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((days(17.0), days(17.5)), ("17 days".to_owned(), "17.5 days".to_owned()));
    }
}
