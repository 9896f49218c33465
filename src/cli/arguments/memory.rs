//! Amounts of memory on the command line.

use crate::cli::arguments::invalid_value::InvalidValue;

/// Names of the units, with the bytes in one of each.
const UNITS: [(&str, u64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

/// Reads an amount such as 512MiB or 1.5GiB.
pub(in crate::cli) fn bytes(text: &str) -> Result<u64, InvalidValue> {
    let wrong = || InvalidValue(format!("`{text}` is not an amount of memory such as 512MiB or 8GiB"));
    let (number, unit) =
        UNITS.iter().find_map(|(name, unit)| Some((text.strip_suffix(name)?.trim(), unit))).ok_or_else(wrong)?;
    let number = number.parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0).ok_or_else(wrong)?;
    Ok((number * *unit as f64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_their_unit() {
        assert_eq!(bytes("2GiB"), Ok(2 << 30));
        assert_eq!(bytes("1.5 MiB"), Ok(3 << 19));
        assert_eq!(bytes("1GB"), Ok(1_000_000_000));
        for wrong in ["", "2", "GiB", "-1GiB", "2 gb", "NaNGiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
