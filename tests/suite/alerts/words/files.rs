//! The Fluent files: each can be read, and all languages say the same.

use std::collections::{BTreeMap, BTreeSet};

use attrition_core::desk::Language;
use attrition_i18n::{FILES, variables};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Every message and attribute of a language with what it takes.
pub(super) fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (_, file, text) in FILES.iter().filter(|(of, _, _)| *of == language) {
        add(text, &mut found).unwrap_or_else(|wrong| panic!("{}/{file}.ftl: {wrong}", language.code()));
    }
    found
}

fn add(text: &str, found: &mut BTreeMap<String, BTreeSet<String>>) -> Result<(), String> {
    let resource = parser::parse(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut add = |name: String, pattern: &Pattern<&str>| {
        let takes = variables(pattern).into_iter().map(str::to_owned).collect();
        found.insert(name.clone(), takes).map_or(Ok(()), |_| Err(format!("`{name}` is there twice")))
    };
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                if let Some(pattern) = &message.value {
                    add(message.id.name.to_owned(), pattern)?;
                }
                for attribute in &message.attributes {
                    add(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value)?;
                }
            }
            Entry::Term(term) => return Err(format!("terms are not used: `{}`", term.id.name)),
            Entry::Junk { content } => return Err(format!("cannot be read: {content}")),
            _ => {}
        }
    }
    Ok(())
}

/// The texts of a pattern between its variables, of every variant.
fn texts(pattern: &Pattern<&str>, found: &mut Vec<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => found.push((*value).to_owned()),
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter().for_each(|variant| texts(&variant.value, found));
            }
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                found.push((*value).to_owned());
            }
            PatternElement::Placeable { .. } => {}
        }
    }
}

#[test]
fn what_is_broken_is_found() {
    let mut found = BTreeMap::new();
    assert!(add("whole = A { $count } sentence\n", &mut found).is_ok());
    assert_eq!(found["whole"], BTreeSet::from(["count".to_owned()]));
    for broken in
        ["open = { $count\n", "nothing\n", "whole = again\n", "chosen = { $n ->\n [one] x\n }\n", "-term = x\n"]
    {
        assert!(add(broken, &mut found).is_err(), "{broken:?}");
    }
}

#[test]
fn every_language_has_every_message_with_the_same_arguments() {
    let english = messages(Language::English);
    assert!(english.len() > 200, "there is something to compare");
    for (language, code) in Language::ALL.map(|language| (language, language.code())) {
        let other = messages(language);
        let names = |messages: &BTreeMap<String, _>| messages.keys().cloned().collect::<BTreeSet<_>>();
        let odd: Vec<_> = names(&english).symmetric_difference(&names(&other)).cloned().collect();
        assert!(odd.is_empty(), "{code}: missing, or not in English: {odd:?}");
        for (name, takes) in &english {
            assert_eq!(takes, &other[name], "{code}: {name}");
        }
    }
}

#[test]
fn chinese_texts_are_chinese() {
    for (_, file, text) in FILES.iter().filter(|(of, _, _)| *of == Language::Chinese) {
        for entry in parser::parse(*text).expect("every file can be read").body {
            let Entry::Message(message) = entry else { continue };
            let patterns = message.value.iter().chain(message.attributes.iter().map(|attribute| &attribute.value));
            let mut found = Vec::new();
            patterns.for_each(|pattern| texts(pattern, &mut found));
            for text in found {
                let latin = text.chars().any(|letter| letter.is_ascii_alphabetic() || "{}$".contains(letter));
                assert!(!latin, "{file}.ftl: {}: {text}", message.id.name);
                assert!(!text.contains([',', ';', '?']), "{file}.ftl: {}: marks are wide: {text}", message.id.name);
            }
        }
    }
}
