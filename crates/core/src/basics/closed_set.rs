//! Closed sets: enums whose values have a code in records, metrics and settings.

/// An enum of which every value has a code.
pub trait ClosedSet: Copy + PartialEq + 'static {
    /// The value that has a code.
    fn from_code(code: &str) -> Option<Self>;

    /// The code of a value.
    fn code(self) -> &'static str;

    /// The codes of all values.
    fn codes() -> Vec<&'static str>;
}

/// Gives each value of an enum its code: a list of all values, both directions, and `ClosedSet`. A value without a code does not
/// compile.
#[macro_export]
macro_rules! closed_set {
    ($set:ident { $($value:ident => $code:literal),+ $(,)? }) => {
        impl $set {
            /// All values of the enum, in the order in which their codes are listed.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$value),+];

            /// The code of a value, as records, metrics and settings write it.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$value => $code),+
                }
            }

            /// The value that has a code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.code() == code)
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl $crate::basics::closed_set::ClosedSet for $set {
            fn from_code(code: &str) -> Option<Self> {
                Self::from_code(code)
            }

            fn code(self) -> &'static str {
                Self::code(self)
            }

            fn codes() -> Vec<&'static str> {
                Self::ALL.map(Self::code).into()
            }
        }
    };
}

pub use crate::closed_set;
