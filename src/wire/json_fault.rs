//! What is wrong with a text that should be JSON, in words. Places are counted in the text itself: where the text stands in a
//! file, only its reader knows.

use serde_json::error::Category;

/// What the parser says, with where it says it. A member that is wrong is named, so its place is left out.
pub fn words(error: &serde_json::Error) -> String {
    let (line, byte) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&format!(" at line {line} column {byte}")).unwrap_or(&said);
    match (error.classify(), line) {
        (Category::Data, _) | (_, 0) => said.to_owned(),
        (Category::Eof, _) => "it ends too early: was it cut off?".to_owned(),
        (_, 1) => format!("{said}, at its byte {byte}"),
        _ => format!("{said}, in its line {line} at byte {byte}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_text_and_the_end_is_an_end() {
        let said = |text: &str| words(&serde_json::from_str::<serde_json::Value>(text).expect_err("it is broken"));
        assert_eq!(said("not JSON"), "expected ident, at its byte 2");
        assert_eq!(said("{\n\"a\": x}"), "expected value, in its line 2 at byte 6");
        assert_eq!(said("{\"a\": "), "it ends too early: was it cut off?");
        let data = serde_json::from_str::<Vec<u8>>("[1, \"two\"]").expect_err("it is of another type");
        assert!(words(&data).ends_with("expected u8"), "{}", words(&data));
    }
}
