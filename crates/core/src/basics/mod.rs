//! What everything else is said with: dates, moments, ids, closed sets.

pub mod closed_set;
pub mod date;
pub mod ids;
pub mod moment;
pub mod redacted;
pub mod wilson;
