//! A table of settings over a table of defaults: only known keys, only values of the same kind.

use toml::{Table, Value};

use super::by_name;

/// Configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not TOML.
    #[error("it is not TOML: {0}")]
    Syntax(String),
    /// A key is not known.
    #[error("no setting is called `{key}`{}", suggestion(nearest.as_deref()))]
    UnknownKey {
        /// The key with its section.
        key: String,
        /// The known key that looks most like it.
        nearest: Option<String>,
    },
    /// A value has another kind than the default.
    #[error("`{key}` must be {expected}, as {example}")]
    Kind {
        /// The key with its section, or the variable.
        key: String,
        /// What it must be.
        expected: &'static str,
        /// The default.
        example: String,
    },
    /// A value cannot be.
    #[error("{0}")]
    Value(String),
}

/// Prefix of environment variables.
const PREFIX: &str = "ATTRITION_WATCH__";

/// The table whose keys are not ours.
const OPEN: &str = "log.properties";

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| format!(": did you mean `{nearest}`?"))
}

/// Puts a file's settings over the defaults.
pub(super) fn file(defaults: &mut Table, text: &str) -> Result<(), Error> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        Error::Syntax(format!("line {line}: {}", error.message()))
    })?;
    let like = defaults.clone();
    merge(defaults, table, "", &like)
}

/// Puts environment variables over both.
pub(super) fn variables(defaults: &mut Table, variables: impl Iterator<Item = (String, String)>) -> Result<(), Error> {
    for (name, text) in variables {
        let Some(path) = name.strip_prefix(PREFIX) else { continue };
        let path: Vec<String> = path.split("__").map(str::to_lowercase).collect();
        if let [log, properties, property] = &path[..]
            && format!("{log}.{properties}") == OPEN
        {
            // librdkafka's names have dots, which variables cannot have; so a password need not be in a file.
            let properties = defaults["log"]["properties"].as_table_mut().expect("the defaults have this section");
            properties.insert(property.replace('_', "."), Value::String(text));
            continue;
        }
        if !by_name::set(defaults, &path, &name, &text)? {
            set(defaults, &path, &name, &text)?;
        }
    }
    by_name::fill(defaults);
    Ok(())
}

/// `all` is every setting: named sections have their shapes there.
pub(super) fn merge(defaults: &mut Table, table: Table, section: &str, all: &Table) -> Result<(), Error> {
    for (key, value) in table {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        if section == OPEN {
            flatten(defaults, key, value);
            continue;
        }
        if let Some(shape) = by_name::shape(section) {
            defaults.insert(key, by_name::said(value, shape, &path, all)?);
            continue;
        }
        let nearest = nearest(defaults, &key);
        let Some(default) = defaults.get_mut(&key) else { return Err(Error::UnknownKey { key: path, nearest }) };
        match (default, value) {
            (Value::Table(default), Value::Table(value)) => merge(default, value, &path, all)?,
            (Value::Float(default), Value::Integer(value)) => *default = value as f64,
            (default, value) if same_kind(default, &value) => *default = value,
            (default, _) => return Err(wrong_kind(path, default)),
        }
    }
    Ok(())
}

/// A key with dots may be written with or without quotes: without, TOML makes tables of it.
fn flatten(properties: &mut Table, key: String, value: Value) {
    match value {
        Value::Table(inner) => inner.into_iter().for_each(|(k, v)| flatten(properties, format!("{key}.{k}"), v)),
        value => {
            properties.insert(key, value);
        }
    }
}

/// The known key that a person most likely meant.
fn nearest(known: &Table, key: &str) -> Option<String> {
    let likeness = |candidate: &&String| strsim::jaro_winkler(candidate, key);
    let best = known.keys().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    // Below this, the likeness is one of chance.
    (likeness(&best) > 0.7).then(|| best.clone())
}

pub(super) fn set(table: &mut Table, path: &[String], name: &str, text: &str) -> Result<(), Error> {
    let Some((key, rest)) = path.split_first() else { return Ok(()) };
    // A topic role has dashes, which variables cannot have.
    let key = if table.contains_key(key) { key.clone() } else { key.replace('_', "-") };
    let nearest = nearest(table, &key);
    match table.get_mut(&key) {
        Some(Value::Table(inner)) if !rest.is_empty() => set(inner, rest, name, text),
        Some(default) if rest.is_empty() => {
            *default = parsed(default, text).ok_or_else(|| wrong_kind(name.to_owned(), default))?;
            Ok(())
        }
        _ => Err(Error::UnknownKey { key: name.to_owned(), nearest: nearest.map(|key| key.to_uppercase()) }),
    }
}

fn parsed(default: &Value, text: &str) -> Option<Value> {
    match default {
        Value::String(_) => Some(Value::String(text.to_owned())),
        Value::Integer(_) => text.parse().ok().map(Value::Integer),
        Value::Float(_) => text.parse().ok().map(Value::Float),
        Value::Boolean(_) => text.parse().ok().map(Value::Boolean),
        Value::Array(_) => {
            Some(Value::Array(text.split(',').map(|item| Value::String(item.trim().to_owned())).collect()))
        }
        Value::Table(_) | Value::Datetime(_) => None,
    }
}

fn same_kind(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(_), Value::Array(items)) => items.iter().all(Value::is_str),
        _ => a.same_type(b),
    }
}

fn wrong_kind(key: String, default: &Value) -> Error {
    let expected = match default {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list of texts",
        Value::Table(_) => "a section",
        Value::Datetime(_) => "a date",
    };
    Error::Kind { key, expected, example: default.to_string() }
}
