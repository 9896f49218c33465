//! Numbers as people read them.

/// A number with its thousands apart.
pub(in crate::cli) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// A number of things, as "1 day" or "2 days"; `one` is a noun whose plural ends in s.
pub(in crate::cli) fn counted(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart_and_one_is_no_plural() {
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1 000", "1 234 567"]);
        assert_eq!([counted(0, "day"), counted(1, "day"), counted(1_200, "day")], ["0 days", "1 day", "1200 days"]);
    }
}
