//! Webhooks by name: variables may set what they say, and what they do not say is the default of all of them.

use toml::{Table, Value};

use super::Error;
use super::merge;

/// The section whose entries are named by whoever configures, and the section that has their keys and defaults.
const NAMED: [([&str; 2], [&str; 2]); 1] = [(["deliver", "webhooks"], ["deliver", "webhook"])];

/// Sets one key of a named section by a variable; `false` when the path leads elsewhere.
pub(super) fn set(defaults: &mut Table, path: &[String], name: &str, text: &str) -> Result<bool, Error> {
    for (place, shape) in NAMED {
        let [first, second, entry_name, rest @ ..] = path else { continue };
        if [first.as_str(), second.as_str()] != place || rest.is_empty() {
            continue;
        }
        // A name has dashes, which variables cannot have.
        let known = |name: &str| defaults[place[0]][place[1]].get(name).is_some();
        let dashed = entry_name.replace('_', "-");
        let entry_name = if !known(entry_name) && known(&dashed) { dashed } else { entry_name.clone() };
        let mut whole = shape_of(defaults, shape);
        merge::set(&mut whole, rest, name, text)?;
        let said = whole.remove(&rest[0]).expect("it has just been set");
        entry(defaults, place, &entry_name).insert(rest[0].clone(), said);
        return Ok(true);
    }
    Ok(false)
}

/// Gives every named section the keys that it does not say.
pub(super) fn fill(table: &mut Table) -> Result<(), Error> {
    for (place, shape) in NAMED {
        let defaults = shape_of(table, shape);
        let Value::Table(named) = &mut table[place[0]][place[1]] else { continue };
        for (name, said) in named.iter_mut() {
            let Value::Table(said) = said else { continue };
            let mut whole = defaults.clone();
            merge::merge(&mut whole, std::mem::take(said), &format!("{}.{name}", place.join(".")), &Table::new())?;
            *said = whole;
        }
    }
    Ok(())
}

fn shape_of(defaults: &Table, shape: [&str; 2]) -> Table {
    defaults[shape[0]][shape[1]].as_table().cloned().expect("the defaults have this section")
}

fn entry<'a>(defaults: &'a mut Table, place: [&str; 2], name: &str) -> &'a mut Table {
    let named = defaults[place[0]][place[1]].as_table_mut().expect("the defaults have this section");
    let entry = named.entry(name).or_insert_with(|| Value::Table(Table::new()));
    entry.as_table_mut().expect("entries are sections")
}
