//! How a channel of delivery is.

use std::collections::BTreeMap;

use time::OffsetDateTime;

/// What a channel has done since the process began, and what waits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelSummary {
    /// Records by what became of them: `delivered`, `failed` (a try), `dead_letter`, `too_old`.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Records that were passed over, by why.
    pub passed: BTreeMap<Passed, u64>,
    /// Records that wait to be sent.
    pub waiting: u64,
    /// How long the oldest of them waits, seconds.
    pub waiting_seconds: u64,
}

/// A receiver takes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standstill {
    /// When it first took nothing.
    pub since: OffsetDateTime,
    /// What it answered last, and what to do.
    pub why: String,
}

/// Why a channel passes a record over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passed {
    /// Of a type that the channel does not carry.
    OtherType,
    /// Withheld by the budget, or held out: nobody is told.
    NotForPeople,
    /// Of a history that was taken in: nobody is told.
    History,
    /// Of a site that the channel is not for.
    OtherSite,
    /// Of a kind or status that the channel is not told of.
    NotWanted,
    /// For a second address, where the site has none.
    Nowhere,
    /// Of a day too long ago for anybody to be told.
    TooOld,
}

impl Passed {
    /// What it means, where somebody may wonder: it is said once.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::OtherType => None,
            Self::NotForPeople => Some("alerts that the budget withheld, or that are held out, are told to nobody"),
            Self::History => Some("what is of imported days is history, and told to nobody"),
            Self::OtherSite => Some("records of sites that `sites` does not name are passed over"),
            Self::NotWanted => Some("this channel skips some records by its settings; docs/delivery.md says which"),
            Self::Nowhere => Some("the site has no `second_address`: what is for it is told to nobody"),
            Self::TooOld => Some("records that are older than `deliver.max_age_days` are passed over"),
        }
    }

    /// As metrics and the status write it.
    pub fn text(self) -> &'static str {
        match self {
            Self::OtherType => "other_type",
            Self::NotForPeople => "not_for_people",
            Self::History => "history",
            Self::OtherSite => "other_site",
            Self::NotWanted => "not_wanted",
            Self::Nowhere => "nowhere",
            Self::TooOld => "too_old",
        }
    }
}
