//! `Debug` for what names people: it says what a value is, and not whom it is about.

/// Writes `Debug` for types that hold ids of people, so that no id reaches a log or a panic by way of them.
#[macro_export]
macro_rules! redacted {
    ($($name:ident $(<$lifetime:lifetime>)?),* $(,)?) => {
        $(impl std::fmt::Debug for $name $(<$lifetime>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })*
    };
}

pub use crate::redacted;
