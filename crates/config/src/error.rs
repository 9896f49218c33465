//! Why a configuration cannot be used: which setting, what is wrong with it, and what to do.

use attrition_i18n::escape::escape;

/// Configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not TOML.
    #[error("it is not TOML: {0}")]
    Syntax(String),
    /// A key is not known, or a variable.
    #[error("no setting is called `{key}`{}", hint(meant))]
    UnknownKey {
        /// The key with its section, or the variable.
        key: String,
        /// What was most likely meant; several where one name stands in several sections.
        meant: Vec<String>,
    },
    /// A value has another kind than the default.
    #[error("`{key}` must be {expected}, as {example}{}", set_by(variable.as_deref()))]
    Kind {
        /// The key with its section.
        key: String,
        /// What it must be.
        expected: &'static str,
        /// The value that the setting has by default, as an example of its form.
        example: String,
        /// The variable that sets it, if one does.
        variable: Option<String>,
    },
    /// A value cannot be.
    #[error("{wrong}{}", set_by(variable.as_deref()))]
    Value {
        /// The setting that is wrong, and what is wrong with it.
        wrong: SettingError,
        /// The variable that sets it, if one does.
        variable: Option<String>,
    },
    /// A variable cannot be used.
    #[error("the variable `{name}` {told}")]
    Variable {
        /// Name of the environment variable.
        name: String,
        /// What is wrong, and what to do.
        told: String,
    },
}

/// A setting that cannot be as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` {told}")]
pub struct SettingError {
    /// The setting, with its section.
    pub key: String,
    /// What is wrong, and what to do: the rest of a sentence that begins with the setting.
    pub told: String,
}

impl SettingError {
    /// The error of a setting: its key with the section, and what is wrong with it.
    pub fn new(key: impl Into<String>, told: impl Into<String>) -> Self {
        Self { key: key.into(), told: told.into() }
    }
}

/// Nothing, if it holds; else what is wrong with the setting.
pub(super) fn holds(is_so: bool, key: &str, told: impl FnOnce() -> String) -> Result<(), SettingError> {
    if is_so { Ok(()) } else { Err(SettingError::new(key, told())) }
}

/// Nothing, if every item of a list stands there once: one that stands there twice is most likely another, misspelt.
pub(super) fn each_once<T: PartialEq + std::fmt::Display>(items: &[T], key: &str) -> Result<(), SettingError> {
    let mut places = items.iter().enumerate();
    let twice = places.find(|(place, item)| items[..*place].contains(*item)).map(|(_, item)| item);
    twice.map_or(Ok(()), |item| {
        Err(SettingError::new(key, format!("names `{}` more than once: leave one out", escape(&item.to_string()))))
    })
}

fn hint(meant: &[String]) -> String {
    match meant {
        [] => ": `attrition-watch config default` prints all".to_owned(),
        meant => {
            let names: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
            format!(": did you mean {}?", names.join(" or "))
        }
    }
}

fn set_by(variable: Option<&str>) -> String {
    variable.map_or(String::new(), |name| format!(" (the variable `{name}` sets it)"))
}
