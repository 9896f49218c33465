//! Settings that are one of several names.

/// A name that a setting cannot have: the rest of a sentence that begins with the setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is `{name}`, and must be one of {}{}", allowed.join(", "), hint(*nearest))]
pub struct NotOneOf {
    /// The name that the setting has.
    pub name: String,
    /// The names that it can have.
    pub allowed: Vec<&'static str>,
    /// The one that a person may have meant.
    pub nearest: Option<&'static str>,
}

/// One of several named values; what else a person may have meant.
pub(crate) fn one_of<T: Copy>(name: &str, all: &[(&'static str, T)]) -> Result<T, NotOneOf> {
    if let Some((_, value)) = all.iter().find(|(known, _)| *known == name) {
        return Ok(*value);
    }
    let allowed: Vec<&'static str> = all.iter().map(|(known, _)| *known).collect();
    let likeness = |known: &str| strsim::jaro_winkler(known, &name.to_lowercase());
    let nearest = allowed.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let nearest = nearest.filter(|known| likeness(known) > 0.7);
    Err(NotOneOf { name: name.to_owned(), allowed, nearest })
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |known| format!(": did you mean `{known}`?"))
}
