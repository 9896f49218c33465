//! Members of records that have a code of a closed set: `#[serde(with = "serde_code")]`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::Serializer;

use attrition_core::basics::closed_set::ClosedSet;

/// Writes the code of a value.
pub fn serialize<T: ClosedSet, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.code())
}

/// Reads the value of a code.
///
/// # Errors
/// Fails where no value has the code.
pub fn deserialize<'de, T: ClosedSet, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Coded::deserialize(deserializer)?.0)
}

/// A value that is read by its code, without a copy of the text.
struct Coded<T>(T);

struct CodeVisitor<T>(PhantomData<T>);

impl<'de, T: ClosedSet> Deserialize<'de> for Coded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(CodeVisitor(PhantomData))
    }
}

impl<T: ClosedSet> Visitor<'_> for CodeVisitor<T> {
    type Value = Coded<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of {}", T::codes().join(", "))
    }

    fn visit_str<E: Error>(self, code: &str) -> Result<Coded<T>, E> {
        T::from_code(code).map(Coded).ok_or_else(|| E::custom(format!("must be one of {}", T::codes().join(", "))))
    }
}

/// A member that may be absent: `#[serde(default, with = "serde_code::option")]`.
pub mod option {
    use super::{ClosedSet, Coded, Deserialize, Deserializer, Serializer};

    /// Writes the code of a value, or null.
    pub fn serialize<T: ClosedSet, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_str(value.code()),
            None => serializer.serialize_none(),
        }
    }

    /// Reads the value of a code, or none.
    ///
    /// # Errors
    /// Fails where no value has the code.
    pub fn deserialize<'de, T: ClosedSet, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        Ok(Option::<Coded<T>>::deserialize(deserializer)?.map(|coded| coded.0))
    }
}

/// A member that is a list: `#[serde(default, with = "serde_code::list")]`.
pub mod list {
    use super::{ClosedSet, Coded, Deserialize, Deserializer, Serializer};

    /// Writes the codes of the values.
    pub fn serialize<T: ClosedSet, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| value.code()))
    }

    /// Reads the values of the codes.
    ///
    /// # Errors
    /// Fails where no value has one of the codes.
    pub fn deserialize<'de, T: ClosedSet, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        Ok(Vec::<Coded<T>>::deserialize(deserializer)?.into_iter().map(|coded| coded.0).collect())
    }
}
