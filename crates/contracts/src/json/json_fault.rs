//! What is wrong with a text that should be JSON, in words. Places are counted in the text itself: where the text stands in a
//! file, only its reader knows.

use serde_json::error::Category;

use crate::json::serde_words;

/// What is wrong with the whole.
pub fn words(error: &serde_json::Error) -> String {
    of_member(".", error)
}

/// What is wrong with a member. `path` is where the reader was.
pub fn of_member(path: &str, error: &serde_json::Error) -> String {
    let (line, byte) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.strip_suffix(&format!(" at line {line} column {byte}")).unwrap_or(&said);
    // It was at no member: before the first, or at a name that cannot be read.
    let member = Some(path).filter(|path| ![".", "?"].contains(path));
    if error.is_data() || line == 0 {
        return serde_words::words(member, said);
    }
    let told = not_json(error.classify(), said, line, byte);
    match member {
        // Where a text ends is no fault of the member that it ends in.
        Some(member) if !error.is_eof() => format!("`{member}`: {told}"),
        _ => told,
    }
}

/// That half a character of UTF-16 stands at a place of a text, counted from 0.
pub fn half_a_character(text: &[u8], at: usize) -> String {
    let before = &text[..at.min(text.len())];
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let byte = 1 + before.iter().rev().take_while(|byte| **byte != b'\n').count();
    format!("a text has an unpaired surrogate, at {}", place(line, byte))
}

/// What is not JSON, with where it begins not to be.
fn not_json(category: Category, said: &str, line: usize, byte: usize) -> String {
    if category == Category::Eof {
        return "it ends too early: was it cut off?".to_owned();
    }
    let place = place(line, byte);
    let what = match said {
        "number out of range" => "a number is too large",
        "recursion limit exceeded" => "it is nested too deeply",
        "trailing characters" => "more follows after its end",
        "trailing comma" => "there is a comma too many",
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => "a text has an unpaired surrogate",
        said if said.starts_with("control character") => "a text has a control character that is not escaped",
        _ => return format!("it is not JSON from {place} on"),
    };
    format!("{what}, at {place}")
}

fn place(line: usize, byte: usize) -> String {
    if line == 1 { format!("its byte {byte}") } else { format!("byte {byte} of its line {line}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<T: serde::de::DeserializeOwned>(text: &str) -> serde_json::Error {
        let Err(error) = serde_json::from_str::<T>(text) else { panic!("it is not broken: {text}") };
        error
    }

    #[test]
    fn places_are_those_of_the_text_and_the_end_is_an_end() {
        let said = |text: &str| words(&of::<serde_json::Value>(text));
        assert_eq!(said("not JSON"), "it is not JSON from its byte 2 on");
        assert_eq!(said("?"), "it is not JSON from its byte 1 on");
        assert_eq!(said("{\n\"a\": x}"), "it is not JSON from byte 6 of its line 2 on");
        assert_eq!(said("{\"a\": "), "it ends too early: was it cut off?");
        assert!(said("1e999").starts_with("a number is too large, at its byte"));
        assert!(said("{} and more").starts_with("more follows after its end, at its byte"));
        assert!(said("\"a\tb\"").starts_with("a text has a control character that is not escaped"));
    }

    #[test]
    fn a_member_is_named_where_there_is_one() {
        let wrong = of::<Vec<u8>>("[1, \"two\"]");
        assert_eq!(of_member("csat", &wrong), "`csat` is the text \"two\", where a whole number is wanted");
        assert_eq!(words(&wrong), "it is the text \"two\", where a whole number is wanted");
        assert!(of_member("?", &of::<Vec<u8>>("{1: 2}")).starts_with("it is "));
        let broken = of::<serde_json::Value>("?");
        assert_eq!(of_member("category", &broken), "`category`: it is not JSON from its byte 1 on");
    }
}
