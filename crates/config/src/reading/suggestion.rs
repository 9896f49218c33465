//! Which setting a person most likely meant.

use toml::{Table, Value};

use crate::reading::overrides;

/// Below this, the likeness of two names is one of chance.
const LIKE: f64 = 0.7;
/// The same between names of all sections, of which there are many more.
const LIKE_ANYWHERE: f64 = 0.85;

/// The known keys that a person most likely meant by a key of a section: one of the section as it stands there, or those of
/// other sections with their path. `all` is every setting.
pub(crate) fn of_key(section: &Table, key: &str, all: &Table) -> Vec<String> {
    let plain = plain(key);
    if let Some(known) = section.keys().find(|known| self::plain(known) == plain) {
        return vec![known.clone()];
    }
    let known = known(all);
    let same: Vec<String> =
        known.iter().filter(|known| self::plain(&known.key) == plain).map(KnownSetting::path).collect();
    if !same.is_empty() {
        return same;
    }
    if let Some(near) = nearest(section.keys().map(String::as_str), &plain, LIKE) {
        return vec![near.to_owned()];
    }
    let near = nearest(known.iter().map(|known| &*known.key), &plain, LIKE_ANYWHERE);
    near.and_then(|near| known.iter().find(|known| known.key == near)).map(KnownSetting::path).into_iter().collect()
}

/// The setting that a variable names but for case, and for the number of underscores.
pub(crate) fn named_by(rest: &str, all: &Table) -> Option<String> {
    let plain = plain(rest);
    let settings = settings(all);
    if let Some(path) = settings.iter().find(|path| self::plain(path) == plain) {
        return Some(path.clone());
    }
    // A name of the operator's own stands between the section and the key.
    overrides::NAMED.into_iter().find_map(|(place, shape)| {
        let named = plain.strip_prefix(&self::plain(place))?.strip_prefix('_')?;
        let key = settings.iter().filter_map(|path| path.strip_prefix(shape)?.strip_prefix('.'));
        let key = key.filter(|key| named.ends_with(&format!("_{}", self::plain(key)))).max_by_key(|key| key.len())?;
        let name = named.strip_suffix(&format!("_{}", self::plain(key)))?;
        (!name.is_empty()).then(|| format!("{place}.{name}.{key}"))
    })
}

/// The setting that a variable most likely means.
pub(crate) fn of_variable(rest: &str, all: &Table) -> Option<String> {
    let plain = plain(rest);
    let settings = settings(all);
    let names: Vec<String> = settings.iter().map(|path| self::plain(path)).collect();
    let by_end = || names.iter().position(|name| name.ends_with(&format!("_{plain}")));
    let by_likeness = || {
        let near = nearest(names.iter().map(String::as_str), &plain, LIKE_ANYWHERE)?;
        names.iter().position(|name| name == near)
    };
    named_by(rest, all).or_else(|| by_end().or_else(by_likeness).map(|place| settings[place].clone()))
}

/// Every setting that is no section, with its path.
pub(crate) fn settings(all: &Table) -> Vec<String> {
    known(all).iter().filter(|known| !known.is_section).map(KnownSetting::path).collect()
}

/// A setting or a section that is there.
struct KnownSetting {
    section: String,
    key: String,
    is_section: bool,
}

impl KnownSetting {
    fn path(&self) -> String {
        let Self { section, key, .. } = self;
        if section.is_empty() { key.clone() } else { format!("{section}.{key}") }
    }
}

/// Every setting and section, in the order of their paths.
fn known(all: &Table) -> Vec<KnownSetting> {
    let mut found = Vec::new();
    let mut sections = vec![(String::new(), all)];
    while let Some((section, table)) = sections.pop() {
        for (key, value) in table {
            let known = KnownSetting { section: section.clone(), key: key.clone(), is_section: value.is_table() };
            if let Value::Table(inner) = value {
                sections.push((known.path(), inner));
            }
            found.push(known);
        }
    }
    found.sort_by_key(KnownSetting::path);
    found
}

/// A name in small letters, with one underscore where others have dots, dashes, or several.
pub(crate) fn plain(name: &str) -> String {
    let parts = name.split(['.', '-', '_', ' ']).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}

fn nearest<'a>(known: impl Iterator<Item = &'a str>, name: &str, least: f64) -> Option<&'a str> {
    let likeness = |known: &str| strsim::jaro_winkler(&plain(known), name);
    let best = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > least).then_some(best)
}
