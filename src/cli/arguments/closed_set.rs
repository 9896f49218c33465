//! Arguments whose values are those of a closed set.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use attrition_core::basics::closed_set::ClosedSet;

/// Reads the code of a value; help and errors list all codes.
pub(in crate::cli) fn coded<T: ClosedSet + Send + Sync>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::codes()).map(|code| T::from_code(&code).expect("it is one of the possible values"))
}
