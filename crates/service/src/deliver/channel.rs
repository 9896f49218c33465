//! A way by which people are told: what of the alerts topic goes there, how it looks, and how it is sent.

use crate::observability::summary::Passed;
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
