//! A file's settings over the defaults: only known keys, only values of the same kind.

use toml::{Table, Value};

use crate::error::Error;
use crate::reading::overrides;
use crate::reading::suggestion;

/// The table whose keys are not ours.
pub(crate) const OPEN: &str = "log.properties";

/// The settings of a file.
pub(crate) fn parse(text: &str) -> Result<Table, Error> {
    text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        Error::Syntax(format!("line {line}: {}", error.message()))
    })
}

/// Puts settings over the defaults. `all` is every setting: named sections have their shapes there.
pub(crate) fn merge(defaults: &mut Table, table: Table, section: &str, all: &Table) -> Result<(), Error> {
    for (key, value) in table {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        if section == OPEN {
            flatten(defaults, key, value)?;
            continue;
        }
        if let Some(shape) = overrides::shape(section) {
            defaults.insert(key, overrides::checked_section(value, shape, &path, all)?);
            continue;
        }
        if !defaults.contains_key(&key) {
            return Err(Error::UnknownKey { meant: suggestion::of_key(defaults, &key, all), key: path });
        }
        match (defaults.get_mut(&key).expect("it has just been seen"), value) {
            (Value::Table(default), Value::Table(value)) => merge(default, value, &path, all)?,
            (Value::Float(default), Value::Integer(value)) => *default = value as f64,
            (default, value) if same_kind(default, &value) => *default = value,
            (default, _) => return Err(wrong_kind(&path, default, None)),
        }
    }
    Ok(())
}

/// The table `log.properties` of the settings, whose keys go to librdkafka as they are.
pub(crate) fn properties(settings: &mut Table) -> &mut Table {
    settings["log"]["properties"].as_table_mut().expect("the defaults have this section")
}

/// A key with dots may be written with or without quotes: without, TOML makes tables of it.
fn flatten(properties: &mut Table, key: String, value: Value) -> Result<(), Error> {
    match value {
        Value::Table(inner) => inner.into_iter().try_for_each(|(k, v)| flatten(properties, format!("{key}.{k}"), v)),
        Value::Array(_) | Value::Datetime(_) => Err(Error::Kind {
            key: format!("{OPEN}.{key}"),
            expected: "a text, a number, or true or false",
            example: "\"ssl\"".to_owned(),
            variable: None,
        }),
        value => {
            properties.insert(key, value);
            Ok(())
        }
    }
}

fn same_kind(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(_), Value::Array(items)) => items.iter().all(Value::is_str),
        _ => a.same_type(b),
    }
}

/// A value is of another kind than the default.
pub(crate) fn wrong_kind(key: &str, default: &Value, variable: Option<&str>) -> Error {
    let expected = match default {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list of texts",
        Value::Table(_) => "a section",
        Value::Datetime(_) => "a date",
    };
    let example = match default {
        Value::Table(_) if overrides::shape(key).is_some() => format!("[{key}.NAME]"),
        Value::Table(_) => format!("[{key}]"),
        Value::Array(items) if items.is_empty() => "[\"north\", \"south\"]".to_owned(),
        default => default.to_string(),
    };
    Error::Kind { key: key.to_owned(), expected, example, variable: variable.map(str::to_owned) }
}
