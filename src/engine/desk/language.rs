//! Languages in which people are told. The texts themselves are made at the boundary.

/// Language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Every language with its code, as BCP 47 has it.
    pub const ALL: [(Self, &str); 2] = [(Self::English, "en"), (Self::Chinese, "zh-CN")];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of a code.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(language, _)| *language)
    }
}
