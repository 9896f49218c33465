//! Sections with names of the operator's own: a site, a webhook. Each says what differs from the section that has their
//! keys and defaults.

use toml::{Table, Value};

use super::Error;
use super::merge;

/// The section that the named ones stand in, and the section with their keys and defaults.
const NAMED: [(&str, &str); 2] = [("sites", "desk"), ("deliver.webhooks", "deliver.webhook")];

/// The section with the keys of those that stand in a section, where they have names of their own.
pub(super) fn shape(section: &str) -> Option<&'static str> {
    NAMED.into_iter().find(|(place, _)| *place == section).map(|(_, shape)| shape)
}

/// What a named section of a file says, checked: keys of its shape, values of their kinds.
pub(super) fn said(value: Value, shape: &str, path: &str, all: &Table) -> Result<Value, Error> {
    let Value::Table(said) = value else {
        let example = format!("[{path}] with keys of [{shape}]");
        return Err(Error::Kind { key: path.to_owned(), expected: "a section", example });
    };
    let keys: Vec<String> = said.keys().cloned().collect();
    let mut whole = section(all, shape).clone();
    merge::merge(&mut whole, said, path, all)?;
    whole.retain(|key, _| keys.iter().any(|said| said == key));
    Ok(Value::Table(whole))
}

/// Sets one key of a named section by a variable; `false` when the path leads elsewhere.
pub(super) fn set(table: &mut Table, path: &[String], variable: &str, text: &str) -> Result<bool, Error> {
    for (place, shape) in NAMED {
        let depth = place.split('.').count();
        if path.len() != depth + 2 || !place.split('.').eq(&path[..depth]) {
            continue;
        }
        let (name, key) = (&path[depth], &path[depth + 1]);
        let mut whole = section(table, shape).clone();
        merge::set(&mut whole, std::slice::from_ref(key), variable, text)?;
        let value = whole.remove(key).expect("it has just been set");
        let named = section_mut(table, place);
        // A name may have dashes and capitals, which variables have not.
        let is_it = |known: &&String| known.replace('-', "_").eq_ignore_ascii_case(name);
        let name = named.keys().find(is_it).unwrap_or(name).clone();
        let said = named.entry(name).or_insert_with(|| Value::Table(Table::new()));
        said.as_table_mut().expect("named sections are sections").insert(key.clone(), value);
        return Ok(true);
    }
    Ok(false)
}

/// Gives every named section the keys that it does not say.
pub(super) fn fill(table: &mut Table) {
    for (place, shape) in NAMED {
        let defaults = section(table, shape).clone();
        for whole in section_mut(table, place).iter_mut().filter_map(|(_, said)| said.as_table_mut()) {
            let said = std::mem::replace(whole, defaults.clone());
            whole.extend(said);
        }
    }
}

fn section<'a>(table: &'a Table, path: &str) -> &'a Table {
    path.split('.').fold(table, |table, part| table[part].as_table().expect("the defaults have this section"))
}

fn section_mut<'a>(table: &'a mut Table, path: &str) -> &'a mut Table {
    path.split('.').fold(table, |table, part| table[part].as_table_mut().expect("the defaults have this section"))
}
