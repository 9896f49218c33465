//! A record of the alerts topic on its way to a receiver, read once.

use attrition_contracts::alerting::announced::Announced;
use attrition_contracts::records::record::Record;

/// A record with what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// The record of the alerts topic.
    pub record: Record,
    /// The same record, decoded.
    pub announced: Announced,
}
