//! Sections with names of the operator's own: a site, a webhook. Each says what differs from the section that has their
//! keys and defaults.

use toml::{Table, Value};

use crate::error::Error;
use crate::reading::merge;
use crate::reading::suggestion;
use crate::reading::variables;

/// The section that the named ones stand in, and the section with their keys and defaults.
pub(crate) const NAMED: [(&str, &str); 2] = [("sites", "desk"), ("deliver.webhooks", "deliver.webhook")];

/// The section with the keys of those that stand in a section, where they have names of their own.
pub(crate) fn shape(section: &str) -> Option<&'static str> {
    NAMED.into_iter().find(|(place, _)| *place == section).map(|(_, shape)| shape)
}

/// What a named section of a file says, checked: keys of its shape, values of their kinds.
pub(crate) fn checked_section(value: Value, shape: &str, path: &str, all: &Table) -> Result<Value, Error> {
    let Value::Table(said) = value else {
        let example = format!("[{path}] with keys of [{shape}]");
        return Err(Error::Kind { key: path.to_owned(), expected: "a section", example, variable: None });
    };
    let keys: Vec<String> = said.keys().cloned().collect();
    let mut whole = section(all, shape).clone();
    merge::merge(&mut whole, said, path, all)?;
    whole.retain(|key, _| keys.iter().any(|said| said == key));
    Ok(Value::Table(whole))
}

/// Sets one key of a named section by a variable; the key with its section, or `None` when the path leads elsewhere.
pub(crate) fn set(settings: &mut Table, path: &[&str], variable: &str, text: &str) -> Result<Option<String>, Error> {
    for (place, shape) in NAMED {
        let depth = place.split('.').count();
        if path.len() != depth + 2 || !leads_to(path, place) {
            continue;
        }
        let (name, key) = (path[depth], path[depth + 1].to_lowercase());
        let name = name_of(section(settings, place), place, name, variable)?;
        let whole = section(settings, shape);
        let Some(default) = whole.get(&key) else {
            let meant = suggestion::of_key(whole, &key, whole).into_iter();
            let meant = meant.map(|key| variables::variable(&format!("{place}.{name}.{key}"))).collect();
            return Err(Error::UnknownKey { key: variable.to_owned(), meant });
        };
        let path = format!("{place}.{name}.{key}");
        let value = variables::value(default, &path, variable, text)?;
        let said = section_mut(settings, place).entry(name).or_insert_with(|| Value::Table(Table::new()));
        said.as_table_mut().expect("named sections are sections").insert(key, value);
        return Ok(Some(path));
    }
    Ok(None)
}

fn leads_to(path: &[&str], place: &str) -> bool {
    place.split('.').zip(path).all(|(part, given)| part.eq_ignore_ascii_case(given))
}

/// The name that a variable means: as it stands in the file, for a name there may have dashes and capitals, which variables
/// often cannot have. A webhook may be made by variables alone, since its name is only its operator's; the name of a site is a
/// code of the roster, in the letters that it has there, which a variable does not show.
fn name_of(named: &Table, place: &str, given: &str, variable: &str) -> Result<String, Error> {
    let alike = |known: &&String| suggestion::plain(known) == suggestion::plain(given);
    let wrong = |told: String| Err(Error::Variable { name: variable.to_owned(), told });
    let known: Vec<&String> = named.keys().filter(alike).collect();
    match known[..] {
        _ if named.contains_key(given) => Ok(given.to_owned()),
        [known] => Ok(known.clone()),
        [] if place == "sites" => wrong(format!(
            "is about a site that the configuration file does not name: a variable can change one that it names, so put \
             `[sites.{given}]` there, with the site's code as the roster writes it"
        )),
        [] => Ok(given.to_lowercase()),
        _ => {
            let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
            wrong(format!("may mean {}: set it in the file", known.join(" or ")))
        }
    }
}

/// Gives every named section the keys that it does not say.
pub(crate) fn fill(table: &mut Table) {
    for (place, shape) in NAMED {
        let defaults = section(table, shape).clone();
        for whole in section_mut(table, place).iter_mut().filter_map(|(_, said)| said.as_table_mut()) {
            let said = std::mem::replace(whole, defaults.clone());
            whole.extend(said);
        }
    }
}

pub(crate) fn section<'a>(table: &'a Table, path: &str) -> &'a Table {
    path.split('.').fold(table, |table, part| table[part].as_table().expect("the defaults have this section"))
}

pub(crate) fn section_mut<'a>(table: &'a mut Table, path: &str) -> &'a mut Table {
    path.split('.').fold(table, |table, part| table[part].as_table_mut().expect("the defaults have this section"))
}
