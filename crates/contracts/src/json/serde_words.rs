//! What the readers of JSON and TOML say is wrong with a value, in words for whoever wrote it: the one place that knows their
//! phrases.

/// Types of whole numbers, as they are named there, and the most that each can hold. TOML has no larger numbers than `i64`.
const WHOLE: [(&str, u64); 5] = [
    ("u8", u8::MAX as u64),
    ("u16", u16::MAX as u64),
    ("u32", u32::MAX as u64),
    ("u64", i64::MAX as u64),
    ("usize", i64::MAX as u64),
];

/// What is wrong with a member, or with the whole. `told` is what the reader says.
pub(crate) fn words(member: Option<&str>, told: &str) -> String {
    let named = |begin: &str| told.strip_prefix(begin)?.split_once('`').map(|(name, _)| name);
    if let Some(name) = named("missing field `") {
        return format!("`{name}` is missing");
    }
    if let Some(name) = named("duplicate field `") {
        return format!("`{name}` is there more than once");
    }
    if let Some(name) = named("unknown field `") {
        return format!("`{name}` is not known");
    }
    match (rest(told), member) {
        (Some(rest), Some(member)) => format!("`{member}` {rest}"),
        (Some(rest), None) => format!("it {rest}"),
        (None, Some(member)) => format!("`{member}`: {told}"),
        (None, None) => told.to_owned(),
    }
}

/// What is wrong with a value, as the rest of a sentence that begins with its name; `None` for what is no phrase of a reader.
pub fn rest(told: &str) -> Option<String> {
    let (wrong, wanted) = told.rsplit_once(", expected ")?;
    if let Some(name) = wrong.strip_prefix("unknown variant ") {
        return Some(format!("is {name}, it can be {}", wanted.trim_start_matches("one of ")));
    }
    let value = wrong.strip_prefix("invalid value: ");
    if let Some(number) = value.and_then(|value| value.strip_prefix("integer ")).filter(|_| is_whole(wanted)) {
        return Some(beyond(number.trim_matches('`'), wanted));
    }
    let given = value.or_else(|| wrong.strip_prefix("invalid type: "))?;
    Some(format!("is {}, where {} is wanted", what_is(given), what_may_be(wanted)))
}

/// A number that its type cannot hold.
fn beyond(number: &str, kind: &str) -> String {
    match WHOLE.iter().find(|(known, _)| *known == kind) {
        Some((_, most)) => format!("is {number}, and must be a whole number between 0 and {most}"),
        None => format!("is {number}, and cannot be so large or so small"),
    }
}

/// Whether a type is one of whole numbers.
fn is_whole(kind: &str) -> bool {
    let size = kind.strip_prefix(['u', 'i']);
    size.is_some_and(|size| ["8", "16", "32", "64", "128", "size"].contains(&size))
}

/// A value that is there: "string \"12\"" is the text "12".
fn what_is(given: &str) -> String {
    let of = |kind: &str| given.strip_prefix(kind);
    let number = of("integer `").or_else(|| of("floating point `"));
    match (given, of("string "), number, of("boolean `")) {
        ("null" | "unit value", ..) => "null".to_owned(),
        ("map", ..) => "an object".to_owned(),
        ("sequence", ..) => "an array".to_owned(),
        (_, Some(text), ..) => format!("the text {text}"),
        (_, _, Some(number), _) => format!("the number {}", number.trim_end_matches('`')),
        (.., Some(flag)) => flag.trim_end_matches('`').to_owned(),
        _ => given.to_owned(),
    }
}

/// What was to be there.
fn what_may_be(wanted: &str) -> &str {
    match wanted {
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "string" | "a string" | "a borrowed string" => "a text",
        "a sequence" => "an array",
        "a map" => "an object",
        kind if is_whole(kind) => "a whole number",
        kind if kind.starts_with("struct ") => "an object",
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn what_a_reader_says_is_told_in_plain_words() {
        let said = |told: &str| words(Some("m"), told);
        assert_eq!(
            said("invalid type: string \"12\", expected f64"),
            "`m` is the text \"12\", where a number is wanted"
        );
        assert_eq!(said("invalid type: null, expected f64"), "`m` is null, where a number is wanted");
        assert_eq!(said("invalid type: integer `7`, expected a string"), "`m` is the number 7, where a text is wanted");
        assert_eq!(said("invalid type: boolean `true`, expected u32"), "`m` is true, where a whole number is wanted");
        assert_eq!(said("invalid type: map, expected a sequence"), "`m` is an object, where an array is wanted");
        assert_eq!(
            said("invalid type: sequence, expected a boolean"),
            "`m` is an array, where true or false is wanted"
        );
        assert_eq!(said("invalid type: null, expected struct Ticket"), "`m` is null, where an object is wanted");
        assert_eq!(
            said("invalid value: floating point `4.5`, expected a whole number"),
            "`m` is the number 4.5, where a whole number is wanted"
        );
        assert_eq!(
            said("invalid value: integer `300`, expected u8"),
            "`m` is 300, and must be a whole number between 0 and 255"
        );
        assert_eq!(
            said("unknown variant `a, expected b`, expected `c` or `d`"),
            "`m` is `a, expected b`, it can be `c` or `d`"
        );
        assert_eq!(said("unknown variant `x`, expected one of `a`, `b`, `c`"), "`m` is `x`, it can be `a`, `b`, `c`");
    }

    #[test]
    fn members_that_the_reader_names_are_named() {
        for member in [None, Some("m")] {
            assert_eq!(words(member, "missing field `csat`"), "`csat` is missing");
            assert_eq!(words(member, "duplicate field `csat`"), "`csat` is there more than once");
            assert_eq!(words(member, "unknown field `note`, expected `kind`"), "`note` is not known");
        }
        assert_eq!(words(None, "key must be a string"), "key must be a string");
        assert_eq!(words(Some("m"), "is no date"), "`m`: is no date");
    }
}
