//! Members of records that are business dates, `YYYY-MM-DD`: `#[serde(with = "serde_date")]`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::Serializer;

use attrition_core::basics::date::Date;

/// Writes a date as a text, `YYYY-MM-DD`.
pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// Reads a date.
///
/// # Errors
/// Fails where the text is no date of the calendar.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    deserializer.deserialize_str(DateVisitor)
}

struct DateVisitor;

impl Visitor<'_> for DateVisitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date, YYYY-MM-DD")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
        Date::parse(text).ok_or_else(|| E::custom("must be a date, YYYY-MM-DD"))
    }
}

/// A date that may be absent: `#[serde(default, with = "serde_date::option")]`.
pub mod option {
    use super::{Date, Deserialize, Deserializer, Serializer};

    struct Dated(Date);

    impl<'de> Deserialize<'de> for Dated {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            super::deserialize(deserializer).map(Self)
        }
    }

    /// Writes a date, or null.
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => serializer.collect_str(date),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a date, or none.
    ///
    /// # Errors
    /// Fails where the text is no date of the calendar.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        Ok(Option::<Dated>::deserialize(deserializer)?.map(|dated| dated.0))
    }
}
