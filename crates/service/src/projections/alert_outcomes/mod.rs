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

pub use base::BaseRate;
pub use episode::{DAYS, Episode, episodes};
pub use groups::{Acknowledged, Fates, HoldOutComparison, ReasonUsefulness};
pub use record::EmploymentRecord;
pub use report::{ModelPrecision, OutcomesReport, ReportScope, report};
pub use scope::PrecisionScope;
pub use share::{PEOPLE_MIN, Share, ShareDifference};
