//! What a reader of JSON says is wrong, in words for whoever wrote the JSON.

/// What is wrong with a member. `path` is where the reader was, `told` what it says.
pub(super) fn words(path: &str, told: &str) -> String {
    let twice = told.strip_prefix("duplicate field `").and_then(|rest| rest.split_once('`'));
    match (twice, path) {
        (Some((member, _)), _) => format!("`{member}` is there more than once"),
        // It was at no member: before the first, or at a name that cannot be read.
        (None, "." | "?") => told.to_owned(),
        (None, member) => format!("`{member}`: {told}"),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_member_is_named_where_there_is_one() {
        assert_eq!(words(".", "duplicate field `csat` at line 1 column 9"), "`csat` is there more than once");
        assert_eq!(words("csat", "invalid type: null, expected f64"), "`csat`: invalid type: null, expected f64");
        assert_eq!(words("?", "key must be a string"), "key must be a string");
    }
}
