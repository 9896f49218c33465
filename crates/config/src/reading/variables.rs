//! Settings by environment variables: `ATTRITION_WATCH__SECTION__KEY`.

use std::ffi::OsString;

use toml::{Table, Value};

use crate::error::Error;
use crate::reading::blanks;
use crate::reading::merge;
use crate::reading::origins::Origins;
use crate::reading::overrides;
use crate::reading::suggestion;

/// Prefix of environment variables.
const PREFIX: &str = "ATTRITION_WATCH__";
/// The words of the program's name: what begins with the first may be meant as a setting.
const NAME: (&str, &str) = ("attrition", "watch");

/// The variables of the process that are settings, or look like it.
pub fn variables() -> Result<Vec<(String, String)>, Error> {
    let may_be_ours = |name: &String| suggestion::plain(name).starts_with(NAME.0);
    let read = |(name, text): (OsString, OsString)| {
        let name = name.into_string().ok().filter(may_be_ours)?;
        Some(match text.into_string() {
            Ok(text) => Ok((name, text)),
            Err(_) if name.starts_with(PREFIX) => {
                Err(Error::Variable { name, told: "is no text in UTF-8: set it again".to_owned() })
            }
            Err(_) => return None,
        })
    };
    std::env::vars_os().filter_map(read).collect()
}

/// Puts environment variables over the settings of a file. `origins` learns which.
pub(crate) fn put(
    settings: &mut Table,
    variables: impl Iterator<Item = (String, String)>,
    origins: &mut Origins,
) -> Result<(), Error> {
    for (name, text) in variables {
        let Some(rest) = name.strip_prefix(PREFIX) else {
            looks_like_one(&name, settings)?;
            continue;
        };
        let path: Vec<&str> = rest.split("__").collect();
        let key = match &path[..] {
            // librdkafka's names have dots, which variables cannot have; so a password need not be in a file.
            [log, properties, property]
                if log.eq_ignore_ascii_case("log")
                    && properties.eq_ignore_ascii_case("properties")
                    && !property.is_empty() =>
            {
                let property = property.to_lowercase().replace('_', ".");
                merge::properties(settings).insert(property.clone(), Value::String(text));
                format!("{}.{property}", merge::OPEN)
            }
            path => match overrides::set(settings, path, &name, &text)? {
                Some(key) => key,
                None => set(settings, path, &name, &text)?,
            },
        };
        if let Some(other) = origins.by_variable(&key, &name) {
            let told = format!("and `{other}` both set `{key}`: leave one out");
            return Err(Error::Variable { name, told });
        }
    }
    Ok(())
}

/// A name that differs from a setting's in its letters or underscores alone was meant to be one, and so was one with the program's
/// whole name and two underscores together. Others are somebody else's, as those that Kubernetes makes for a service of this
/// name, or those of a program with a name like it.
fn looks_like_one(name: &str, settings: &Table) -> Result<(), Error> {
    let plain = suggestion::plain(name);
    let rest = plain.strip_prefix(NAME.0).unwrap_or(&plain).trim_start_matches('_');
    let after = rest.strip_prefix(NAME.1);
    let has_form = name.contains("__");
    let has_name = after.is_some_and(|after| after.is_empty() || after.starts_with('_'));
    let named = match after {
        Some(after) => suggestion::named_by(after, settings),
        None if has_form => {
            [rest, after_misspelt(rest)].into_iter().find_map(|rest| suggestion::named_by(rest, settings))
        }
        None => None,
    };
    if named.is_none() && !(has_name && has_form) {
        return Ok(());
    }
    let meant = named.or_else(|| suggestion::of_variable(after?, settings));
    Err(Error::UnknownKey { key: name.to_owned(), meant: meant.as_deref().map(variable).into_iter().collect() })
}

/// What comes after the second word of the program's name where one letter of it is wrong, or two are exchanged.
fn after_misspelt(rest: &str) -> &str {
    match rest.split_once('_') {
        Some((word, after)) if strsim::osa_distance(word, NAME.1) == 1 => after,
        _ => rest,
    }
}

/// Sets one key, by its path; the key with its section.
fn set(settings: &mut Table, path: &[&str], name: &str, text: &str) -> Result<String, Error> {
    let unknown = |settings: &Table| {
        let meant = suggestion::of_variable(&path.join("_"), settings).as_deref().map(variable);
        Error::UnknownKey { key: name.to_owned(), meant: meant.into_iter().collect() }
    };
    let Some(key) = find(settings, path) else { return Err(unknown(settings)) };
    let parts: Vec<&str> = key.split('.').collect();
    let (last, sections) = parts.split_last().expect("a path has a part");
    let section = sections.iter().try_fold(&mut *settings, |table, part| table.get_mut(*part)?.as_table_mut());
    let default = section.and_then(|section| section.get_mut(*last)).expect("it has just been found");
    *default = value(default, &key, name, text)?;
    Ok(key)
}

/// The path of a setting that a variable names.
fn find(settings: &Table, path: &[&str]) -> Option<String> {
    let (first, rest) = path.split_first()?;
    // A topic role has dashes, which variables cannot have.
    let first = first.to_lowercase();
    let dashed = first.replace('_', "-");
    let (key, found) = [first, dashed].into_iter().find_map(|key| settings.get(&key).map(|found| (key, found)))?;
    match found {
        Value::Table(inner) if !rest.is_empty() => Some(format!("{key}.{}", find(inner, rest)?)),
        _ if rest.is_empty() => Some(key),
        _ => None,
    }
}

/// The value that a text stands for, where the default shows the kind.
pub(crate) fn value(default: &Value, key: &str, name: &str, text: &str) -> Result<Value, Error> {
    let parsed = match default {
        Value::String(_) => {
            let wrong = |wrong| Error::Value { wrong, variable: Some(name.to_owned()) };
            blanks::check(key, text).map_err(wrong)?;
            Some(Value::String(text.to_owned()))
        }
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        Value::Array(_) => {
            // Nothing between two commas is no item, so that an empty text is an empty list.
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Some(Value::Array(items.map(|item| Value::String(item.to_owned())).collect()))
        }
        Value::Table(_) | Value::Datetime(_) => None,
    };
    parsed.ok_or_else(|| merge::wrong_kind(key, default, Some(name)))
}

/// The variable that sets a key.
pub(crate) fn variable(key: &str) -> String {
    let part = |part: &str| part.to_uppercase().replace('-', "_");
    format!("{PREFIX}{}", key.split('.').map(part).collect::<Vec<_>>().join("__"))
}
