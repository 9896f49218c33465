//! Settings that are one of several names.

/// One of several named values; what else a person may have meant.
pub(in crate::wire::config) fn one_of<T: Copy>(name: &str, all: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = all.iter().find(|(known, _)| *known == name) {
        return Ok(*value);
    }
    let known: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
    let likeness = |known: &str| strsim::jaro_winkler(known, &name.to_lowercase());
    let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = nearest.filter(|known| likeness(known) > 0.7);
    let hint = hint.map_or(String::new(), |known| format!(": did you mean `{known}`?"));
    Err(format!("is `{name}`, and must be one of {}{hint}", known.join(", ")))
}
