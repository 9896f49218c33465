//! Which settings were said, and by what: the others have their defaults.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::reading::overrides;

/// Settings that a file or a variable has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, Origin>);

/// What has set a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Origin {
    /// A file, which may say the default.
    File { is_default: bool },
    /// A variable of this name.
    Variable(String),
}

impl Origins {
    /// Everything that a section of a file says; `like` has the defaults of it, and `all` every setting.
    pub(crate) fn by_file(&mut self, table: &Table, section: &str, like: &Table, all: &Table) {
        let empty = Table::new();
        for (key, value) in table {
            let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
            let default = like.get(key);
            let Value::Table(inner) = value else {
                self.0.insert(path, Origin::File { is_default: default == Some(value) });
                continue;
            };
            let like = match overrides::shape(section) {
                Some(shape) => overrides::section(all, shape),
                None => default.and_then(Value::as_table).unwrap_or(&empty),
            };
            self.by_file(inner, &path, like, all);
        }
    }

    /// A variable has set a key; another variable that has set it before.
    pub(crate) fn by_variable(&mut self, key: &str, name: &str) -> Option<String> {
        match self.0.insert(key.to_owned(), Origin::Variable(name.to_owned())) {
            Some(Origin::Variable(other)) => Some(other),
            _ => None,
        }
    }

    /// The variable that has set a key, or an item of its list.
    pub(crate) fn variable(&self, key: &str) -> Option<String> {
        let key = key.split_once('[').map_or(key, |(key, _)| key);
        match self.0.get(key) {
            Some(Origin::Variable(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// Whether a variable has set a key: its path is one of the process's, not of the file's folder.
    pub fn is_by_variable(&self, key: &str) -> bool {
        self.variable(key).is_some()
    }

    /// Every setting that was said to be other than its default, with its path.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        let changed = self.0.iter().filter(|(_, by)| !matches!(by, Origin::File { is_default: true }));
        changed.map(|(key, _)| key.as_str())
    }
}
