//! The desk: from daily risks to few alerts.
//!
//! It decides a day when every journal partition has closed it, so that the budget goes to the highest risk x value and
//! the order in which partitions report cannot matter.

mod alert;
mod case;
mod climate;
mod feedback;
mod figure;
mod language;
mod report;
mod rules;
mod site;
mod usual;
mod waiting;

pub use alert::{Alert, Announcement, Closing, Digest, Kept, Ledger, Notice, NoticeKind, Status, To, Why};
pub use case::{Case, OpenAlert, State};
pub use climate::Climate;
pub use feedback::{Action, Factor, Feedback, Via, What};
pub use figure::{Figure, SOURCES, Source};
pub use language::Language;
pub use report::{Candidate, Leaving, Report, SiteDay, SiteSignal};
pub use rules::{Rules, RulesBySite};
pub use site::{Answer, FEEDBACK_DAYS, SNOOZE_DAYS_MAX};
pub use usual::Usual;
pub use waiting::{Desk, Kind, Waiting};
