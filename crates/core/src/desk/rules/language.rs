//! Languages in which people are told. The texts themselves are made at the boundary.

use crate::basics::closed_set::closed_set;

/// Language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English, by its code `en`.
    English,
    /// Simplified Chinese, by its code `zh-CN`.
    Chinese,
}

closed_set!(Language { English => "en", Chinese => "zh-CN" });
