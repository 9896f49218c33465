//! Ids and codes are texts that anybody can see: no control characters, no invisible ones, none that change direction.
//!
//! They go to terminals, mails, tables and logs, and two that look the same must be the same.

use std::fmt;

/// The longest id or code, bytes.
pub const LENGTH_MAX: usize = 256;

/// Why a text can be no id and no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// It has this character, which is not shown or rules how others are shown.
    Character(char),
    /// There is nothing to be seen of it.
    Blank,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => {
                let kind = if c.is_control() { "a control character" } else { "an invisible character" };
                write!(f, "has {kind}, U+{:04X}", u32::from(*c))
            }
            Self::Blank => f.write_str("is blank"),
        }
    }
}

/// What is wrong with a text, if anything is. Most are ASCII and are looked at byte by byte.
pub fn fault(text: &str) -> Option<TextFault> {
    let is_shown = |byte: u8| (0x21..0x7f).contains(&byte);
    if !text.is_empty() && text.bytes().all(is_shown) {
        return None;
    }
    match text.chars().find(|c| is_hidden(*c)) {
        Some(c) => Some(TextFault::Character(c)),
        None => text.chars().all(is_blank).then_some(TextFault::Blank),
    }
}

/// White space, and the one sign of Braille that has no dots.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// Control and format characters, line and paragraph separators, characters that Unicode lets a renderer leave out
/// (`Default_Ignorable_Code_Point`, zero-width joiners and variation selectors among them), and code points that are none.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_scripts_are_plain_and_what_nobody_sees_is_not() {
        for text in
            ["anna", "S-17/b", "Team 4", "客服一组", "équipe", "فريق", "отдел", "日本\u{3000}東", "😀", "a\u{301}"]
        {
            assert_eq!(fault(text), None, "{text}");
        }
        let hidden = "\0\u{1b}\n\u{7f}\u{85}\u{9b}\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{200f}\u{2028}\u{202a}\u{202e}\u{2060}\u{2066}\
                      \u{2069}\u{fe0f}\u{feff}\u{fff9}\u{ffff}\u{fdd0}\u{1fffe}\u{e0041}\u{e0101}";
        for c in hidden.chars() {
            assert_eq!(fault(&format!("a{c}b")), Some(TextFault::Character(c)), "{:x}", u32::from(c));
        }
        assert_eq!(["", " ", "\u{a0}", "\u{3000} ", "\u{2800}\u{2800} "].map(fault), [Some(TextFault::Blank); 5]);
        let told = fault("a\u{1b}b").map(|fault| fault.to_string());
        assert_eq!(told.as_deref(), Some("has a control character, U+001B"));
        assert_eq!(TextFault::Character('\u{202e}').to_string(), "has an invisible character, U+202E");
    }
}
