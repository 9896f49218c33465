//! Who has which address: a file that may change while the service runs, then a pattern.

mod error;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use lettre::Address;

use self::error::{AddressesError, LineFault};

/// Where the supervisor's id goes in a pattern.
const PLACE: &str = "{supervisor}";

/// Mail addresses of supervisors: from a file, or else made by a pattern.
pub(super) struct Addresses {
    pattern: String,
    file: Option<PathBuf>,
    changed: Option<SystemTime>,
    known: BTreeMap<String, Address>,
}

impl Addresses {
    /// Reads the file, where there is one; what is wrong with it, and in which line.
    pub(super) fn read(pattern: &str, file: &str) -> Result<Self, AddressesError> {
        let file = (!file.is_empty()).then(|| PathBuf::from(file));
        let mut addresses = Self { pattern: pattern.to_owned(), file, changed: None, known: BTreeMap::new() };
        addresses.reload()?;
        Ok(addresses)
    }

    /// The address of a supervisor.
    pub(super) fn address_of(&mut self, supervisor: &str) -> Option<Address> {
        if let Err(error) = self.reload() {
            tracing::warn!(told = error.to_string(), "the addresses of before go on to count");
        }
        if let Some(address) = self.known.get(supervisor) {
            return Some(address.clone());
        }
        // An id that would lead elsewhere makes no address.
        let is_plain = !supervisor.is_empty() && !supervisor.contains(['@', ',', '<', '>', ' ']);
        (is_plain && !self.pattern.is_empty()).then(|| self.pattern.replace(PLACE, supervisor).parse().ok()).flatten()
    }

    /// Reads the file again when it has changed.
    fn reload(&mut self) -> Result<(), AddressesError> {
        let Some(path) = &self.file else { return Ok(()) };
        let changed = std::fs::metadata(path).and_then(|data| data.modified());
        let changed = changed.map_err(|error| AddressesError::new(path, error.into()))?;
        if self.changed == Some(changed) {
            return Ok(());
        }
        // Also when it is broken: that is said once.
        self.changed = Some(changed);
        self.known = read(path)?;
        Ok(())
    }
}

fn read(path: &Path) -> Result<BTreeMap<String, Address>, AddressesError> {
    let unreadable = |error| AddressesError::new(path, error);
    let mut known = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(unreadable)?;
    let header = reader.headers().map_err(unreadable)?;
    if header.iter().collect::<Vec<_>>() != ["supervisor", "address"] {
        return Err(AddressesError::Header { path: path.to_owned() });
    }
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let line = row.position().map_or(0, csv::Position::line);
        let address = row.get(1).unwrap_or_default().parse();
        let fault = LineFault::NoAddress;
        let address = address.map_err(|_| AddressesError::Line { path: path.to_owned(), line, fault })?;
        known.insert(row.get(0).unwrap_or_default().to_owned(), address);
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_makes_addresses_of_plain_ids_only() {
        let mut addresses = Addresses::read("{supervisor}@example.com", "").expect("there is no file");
        assert_eq!(addresses.address_of("sup-1").expect("an address").to_string(), "sup-1@example.com");
        assert!(["", "a@b", "a,b", "a b"].into_iter().all(|id| addresses.address_of(id).is_none()));
        assert!(Addresses::read("", "").expect("there is no file").address_of("sup-1").is_none());
    }
}
