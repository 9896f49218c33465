//! Texts that are not what they look like: a blank seems to be set and is nothing; a name, an address or a path with a blank before
//! or after it, or with an invisible character in it, is another than was meant. No setting needs one.

use toml::{Table, Value};

use crate::error::{SettingError, holds};
use crate::reading::merge::OPEN;
use attrition_contracts::json::plain_text::{TextFault, fault};
use attrition_i18n::escape::escape;

/// Last parts of settings whose values are not shown. A bot's address has its key in it.
const SECRET: [&str; 5] = ["password", "token", "secret", "previous_secret", "url"];

const BLANK: &str = "is blank: set it, or leave it empty, as \"\"";

/// Looks at every text of a section, and of the sections in it. Properties of librdkafka are its own.
pub(crate) fn check_all(table: &Table, section: &str) -> Result<(), SettingError> {
    for (key, value) in table {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        match value {
            Value::Table(_) if path == OPEN => {}
            Value::Table(inner) => check_all(inner, &path)?,
            Value::String(text) => check(&path, text)?,
            Value::Array(items) => {
                items.iter().filter_map(Value::as_str).try_for_each(|item| check_item(&path, item))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The text of a setting, which may be empty.
pub(crate) fn check(key: &str, text: &str) -> Result<(), SettingError> {
    let name = key.rsplit('.').next().unwrap_or(key);
    let why = if name == "password" { wrong_with_password(text) } else { wrong_with(text) };
    holds(why.is_none(), key, || {
        let why = why.unwrap_or_default();
        if SECRET.contains(&name) { why } else { format!("is `{}`, which {why}", escape(text)) }
    })
}

fn check_item(key: &str, item: &str) -> Result<(), SettingError> {
    let why = wrong_with(item);
    holds(why.is_none(), key, || format!("has `{}`, which {}", escape(item), why.unwrap_or_default()))
}

/// What is wrong with a text, and what to do.
fn wrong_with(text: &str) -> Option<String> {
    match fault(text) {
        _ if text.is_empty() => None,
        Some(TextFault::Blank) => Some(BLANK.to_owned()),
        Some(fault) => Some(format!("{fault}: write it without")),
        None if text.trim() != text => Some("begins or ends with a blank: write it without".to_owned()),
        None => None,
    }
}

/// Whoever chose a password may have chosen one that ends with a blank.
fn wrong_with_password(text: &str) -> Option<String> {
    (!text.is_empty() && text.trim().is_empty()).then(|| BLANK.to_owned())
}
