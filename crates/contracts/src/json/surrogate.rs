//! Unpaired surrogates: halves of a character of UTF-16, which no text has, and which JSON can write all the same.
//!
//! The reader of JSON finds them in the members that it reads, and passes over the others.

/// Where in a JSON text the escape of an unpaired surrogate begins. Only texts with escapes are looked through.
pub fn unpaired(json: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(escape) = json[from..].iter().position(|byte| *byte == b'\\') {
        let at = from + escape;
        from = match unit(json, at) {
            Some(0xd800..=0xdbff) if matches!(unit(json, at + 6), Some(0xdc00..=0xdfff)) => at + 12,
            Some(0xd800..=0xdfff) => return Some(at),
            Some(_) => at + 6,
            // Of another escape the second byte may be a backslash, too.
            None => (at + 2).min(json.len()),
        };
    }
    None
}

/// The unit of UTF-16 that an escape at a place stands for, as `\ud83d`.
fn unit(json: &[u8], at: usize) -> Option<u32> {
    let digits = json.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::unpaired;

    #[test]
    fn halves_are_found_and_pairs_are_not() {
        for text in [
            r#""""#,
            r#""\ud83d\ude00""#,
            r#""\\ud800""#,
            r#""\n\u00e9\"\\""#,
            r#""ud800""#,
            "\"\u{1f600}\"",
            "\\",
            "\\u12",
        ] {
            assert_eq!(unpaired(text.as_bytes()), None, "{text}");
        }
        for (text, at) in [
            (r#""\ud800""#, 1),
            (r#"{"a":"x\uDC00"}"#, 7),
            (r#""\ud83d\ud83d\ude00""#, 1),
            (r#""\ud83d\n""#, 1),
            (r#""\ud83d\\ude00""#, 1),
            (r#""\\\ud83d""#, 3),
            (r#""\ud83d\ude00\ude00""#, 13),
        ] {
            assert_eq!(unpaired(text.as_bytes()), Some(at), "{text}");
        }
    }
}
