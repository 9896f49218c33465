//! Whole numbers of JSON, however they are spelled: 5, 5.0 and 5e0 are one number, and tables write one for the other.

use std::fmt;

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A whole number; JSON may write it with a zero fraction or an exponent, as 5.0 or 5e0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E>(self, number: i64) -> Result<Whole, E> {
        Ok(Whole(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Whole, E> {
        Ok(Whole(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Whole, E> {
        // What is beyond the numbers that can be told apart is far out of every range.
        if number.fract() == 0.0 {
            Ok(Whole(number as i64))
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_in_any_spelling() {
        let whole =
            |text: &str| serde_json::from_str::<Whole>(text).map(|whole| whole.0).map_err(|error| error.to_string());
        for (text, number) in [("5", 5), ("5.0", 5), ("5e0", 5), ("50e-1", 5), ("-0.0", 0), ("1e300", i64::MAX)] {
            assert_eq!(whole(text), Ok(number), "{text}");
        }
        assert!(
            whole("4.5")
                .expect_err("it is none")
                .contains("invalid value: floating point `4.5`, expected a whole number")
        );
        assert!(whole("\"5\"").is_err() && whole("true").is_err());
    }
}
