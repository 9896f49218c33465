//! Who has which address: a file that may change while the service runs, then a pattern.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lettre::Address;

/// Where the supervisor's id goes in a pattern.
const PLACE: &str = "{supervisor}";

/// Addresses of supervisors.
pub(super) struct Addresses {
    pattern: String,
    file: Option<PathBuf>,
    changed: Option<SystemTime>,
    known: BTreeMap<String, Address>,
}

impl Addresses {
    /// Reads the file, where there is one; what is wrong with it, and in which line.
    pub(super) fn read(pattern: &str, file: &str) -> Result<Self, String> {
        let file = (!file.is_empty()).then(|| PathBuf::from(file));
        let mut addresses = Self { pattern: pattern.to_owned(), file, changed: None, known: BTreeMap::new() };
        addresses.look()?;
        Ok(addresses)
    }

    /// The address of a supervisor.
    pub(super) fn of(&mut self, supervisor: &str) -> Option<Address> {
        if let Err(told) = self.look() {
            tracing::warn!(told, "the addresses of before go on to count");
        }
        if let Some(address) = self.known.get(supervisor) {
            return Some(address.clone());
        }
        // An id that would lead elsewhere makes no address.
        let is_plain = !supervisor.is_empty() && !supervisor.contains(['@', ',', '<', '>', ' ']);
        (is_plain && !self.pattern.is_empty()).then(|| self.pattern.replace(PLACE, supervisor).parse().ok()).flatten()
    }

    /// Reads the file again when it has changed.
    fn look(&mut self) -> Result<(), String> {
        let Some(path) = &self.file else { return Ok(()) };
        let told = |error: &dyn std::fmt::Display| format!("failed to read `{}`: {error}", path.display());
        let changed = std::fs::metadata(path).and_then(|data| data.modified()).map_err(|error| told(&error))?;
        if self.changed == Some(changed) {
            return Ok(());
        }
        // Also when it is broken: that is said once.
        self.changed = Some(changed);
        self.known = read(path)?;
        Ok(())
    }
}

fn read(path: &Path) -> Result<BTreeMap<String, Address>, String> {
    let shown = path.display();
    let mut known = BTreeMap::new();
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|error| unreadable(path, &error))?;
    let header = reader.headers().map_err(|error| unreadable(path, &error))?;
    if header.iter().collect::<Vec<_>>() != ["supervisor", "address"] {
        return Err(format!("`{shown}` must begin with the line supervisor,address"));
    }
    for row in reader.records() {
        let row = row.map_err(|error| unreadable(path, &error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let address = row.get(1).unwrap_or_default().parse();
        // Without the address: it is a person's.
        let address = address.map_err(|_| format!("`{shown}`, line {line}: the second column is no address"))?;
        known.insert(row.get(0).unwrap_or_default().to_owned(), address);
    }
    Ok(known)
}

/// What is wrong with a file, and in which line.
fn unreadable(path: &Path, error: &csv::Error) -> String {
    let (shown, line) = (path.display(), error.position().map_or(0, csv::Position::line));
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("`{shown}`, line {line}: it is no text in UTF-8"),
        csv::ErrorKind::UnequalLengths { len, .. } => {
            format!("`{shown}`, line {line}: {len} columns, where supervisor,address are two")
        }
        _ => format!("failed to read `{shown}`: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_makes_addresses_of_plain_ids_only() {
        let mut addresses = Addresses::read("{supervisor}@example.com", "").expect("there is no file");
        assert_eq!(addresses.of("sup-1").expect("an address").to_string(), "sup-1@example.com");
        assert!(["", "a@b", "a,b", "a b"].into_iter().all(|id| addresses.of(id).is_none()));
        assert!(Addresses::read("", "").expect("there is no file").of("sup-1").is_none());
    }
}
