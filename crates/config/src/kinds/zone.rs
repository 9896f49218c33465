//! Time zones by their IANA names, of the list that the program brings along: the machine's own may lack some, or all.

use jiff::tz::{self, TimeZone};
use strsim::jaro_winkler;

/// A zone that is less like a name is not meant by it.
const ALIKE: f64 = 0.85;

/// A name that no zone has: the rest of a sentence that begins with the setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is `{name}`, which is no time zone of the IANA list: {}", hint(nearest.as_deref()))]
pub(crate) struct NoZone {
    /// The name that the setting has.
    name: String,
    /// The zone that a person may have meant.
    nearest: Option<String>,
}

/// Says what is wrong with the name of a zone, if there is none of it.
pub(crate) fn check(name: &str) -> Result<(), NoZone> {
    if TimeZone::get(name).is_ok() {
        return Ok(());
    }
    let near = tz::db().available().map(|zone| (jaro_winkler(name, zone.as_str()), zone.as_str().to_owned()));
    let near = near.filter(|(alike, _)| *alike >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    Err(NoZone { name: name.to_owned(), nearest: near.map(|(_, zone)| zone) })
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(|| "as Asia/Manila".to_owned(), |zone| format!("did you mean {zone}?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_list_are_known_and_others_are_told_with_the_nearest() {
        for name in ["UTC", "Asia/Manila", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "Etc/GMT-8"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        let told = |name| check(name).expect_err("there is no such zone").to_string();
        assert!(told("Asia/Manilla").ends_with("did you mean Asia/Manila?"), "{}", told("Asia/Manilla"));
        assert!(told("Mars").ends_with("as Asia/Manila"), "{}", told("Mars"));
        assert!(["", "+08:00", "CEST", "Europe"].iter().all(|name| check(name).is_err()));
    }
}
