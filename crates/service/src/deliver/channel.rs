//! A way by which people are told: what of the alerts topic goes there, how it looks, and how it is sent.

use time::OffsetDateTime;

use super::in_flight::Parcel;
use super::response_class::ResponseClass;
use super::texts::midnight;
use super::throttle::Limit;
use attrition_contracts::records::record::Record;
use attrition_core::basics::date::Date;
use attrition_stream::Error;

/// What a record is to a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Not to be sent.
    Pass(Passed),
    /// To be sent to the channel's receiver.
    Send,
    /// To be sent, and it cannot be: why.
    Impossible(String),
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

/// Reads a partition as it is now, until the function has seen enough.
pub type Scan<'a> = dyn FnMut(u32, &mut dyn FnMut(Record) -> bool) -> Result<(), Error> + 'a;

/// A channel. It keeps nothing that a restart could not lose.
pub trait Channel: Send {
    /// What its receiver takes.
    fn limits(&self) -> Vec<Limit> {
        Vec::new()
    }

    /// How many records one message may have.
    fn at_most(&self) -> usize {
        1
    }

    /// What a record is to it.
    fn classify(&mut self, parcel: &Parcel, now: OffsetDateTime) -> Look;

    /// When a record may be sent, not before `now`.
    fn earliest(&self, _parcel: &Parcel, now: OffsetDateTime) -> OffsetDateTime {
        now
    }

    /// How many of these records, from the first on, go into one message.
    fn fit(&self, parcels: &[&Parcel]) -> usize {
        parcels.len()
    }

    /// Sends one message of these records. It waits for the answer, within the time of a request.
    fn send(&mut self, parcels: &[&Parcel], now: OffsetDateTime) -> ResponseClass;

    /// A partition is this process's.
    fn assigned(&mut self, _partition: u32, _scan: &mut Scan<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// It no longer is.
    fn revoked(&mut self, _partition: u32) {}

    /// What is to be done whatever arrives; the answer where the receiver was asked.
    fn tick(&mut self, _now: OffsetDateTime) -> Option<ResponseClass> {
        None
    }

    /// Alerts that its receiver shows as open, where it has that.
    fn open(&self) -> Option<usize> {
        None
    }
}

/// Whether a record is of a day too long ago for anybody to be told: after an import, or a long outage.
pub fn is_too_old(date: Date, max_age_days: u32, now: OffsetDateTime) -> bool {
    now - midnight(date) > time::Duration::days(i64::from(max_age_days) + 1)
}
