//! What alerts were worth in the field: computed from the log whenever it is asked, and kept nowhere.
//!
//! No figure here is about fewer than [`PEOPLE_MIN`] people or leaves fewer of them over, and none names one.

mod apart;
mod base;
mod chain;
mod episode;
mod groups;
mod record;
mod report;
mod scope;
mod share;

pub use base::Base;
pub use episode::{DAYS, Episode, episodes};
pub use groups::{Acknowledged, Fates, HoldOutComparison, Reason};
pub use record::Record;
pub use report::{ModelPrecision, Report, Wanted, report};
pub use scope::PrecisionScope;
pub use share::{Difference, PEOPLE_MIN, Share};
