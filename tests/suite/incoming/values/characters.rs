//! Ids and codes have no characters that nobody sees.

use serde_json::json;

use super::{events, is_refused, is_taken};

#[test]
fn hidden_characters_are_refused_in_every_id_and_code() {
    for (event, members) in events() {
        for (c, told) in [
            ('\u{0}', "U+0000"),
            ('\u{1b}', "U+001B"),
            ('\n', "U+000A"),
            ('\t', "U+0009"),
            ('\u{7f}', "U+007F"),
            ('\u{9b}', "U+009B"),
            ('\u{ad}', "U+00AD"),
            ('\u{61c}', "U+061C"),
            ('\u{200b}', "U+200B"),
            ('\u{200e}', "U+200E"),
            ('\u{200f}', "U+200F"),
            ('\u{2028}', "U+2028"),
            ('\u{202a}', "U+202A"),
            ('\u{202e}', "U+202E"),
            ('\u{2066}', "U+2066"),
            ('\u{2069}', "U+2069"),
            ('\u{feff}', "U+FEFF"),
            ('\u{fffe}', "U+FFFE"),
            ('\u{e0041}', "U+E0041"),
        ] {
            let text = json!(format!("a{c}b"));
            for attribute in ["subject", "id", "source"] {
                let mut event = event.clone();
                event[attribute] = text.clone();
                is_refused(&event, "out_of_range", &[&format!("`{attribute}`"), told]);
            }
            for member in members {
                let mut event = event.clone();
                event["data"][member] = text.clone();
                is_refused(&event, "out_of_range", &[&format!("`{member}`"), told]);
            }
        }
        for member in members {
            for blank in ["\u{3000} ", "\u{a0}", "\u{2800}"] {
                let mut event = event.clone();
                event["data"][member] = json!(blank);
                is_refused(&event, "out_of_range", &[&format!("`{member}` is blank")]);
            }
        }
        let mut event = event.clone();
        event["subject"] = json!("\u{2800}\u{2800}");
        is_refused(&event, "out_of_range", &["`subject` is blank"]);
    }
}

#[test]
fn names_in_any_script_are_taken() {
    for (mut event, members) in events() {
        for text in ["Équipe 4", "客服一组", "فريق", "отдел №3", "日本 東京", "O'Neill & Söhne / \"A\"", "a=b;c,d"]
        {
            event["subject"] = json!(text);
            for member in members {
                event["data"][member] = json!(text);
            }
            is_taken(&event);
        }
    }
}
