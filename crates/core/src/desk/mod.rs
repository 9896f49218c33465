//! The desk: from daily risks to few alerts.
//!
//! It decides a day when every journal partition has closed it, so that the budget goes to the highest risk x value and
//! the order in which partitions report cannot matter.

mod baseline;
mod cases;
mod inbox;
mod records;
mod rules;
mod site;

pub use baseline::contributions::{Contributions, FEW};
pub use baseline::control_chart::Usual;
pub use baseline::shifts::{Shift, Shifts};
pub use baseline::site_baseline::Climate;
pub use baseline::source_stat::{Figure, SOURCES, Source};
pub use cases::case::{Case, State};
pub use cases::news::{Basis, NEWS_LOG_ODDS, NEWS_REASON_LOG_ODDS, PastAlert, REPEAT_DAYS};
pub use cases::open_alert::{Ending, OpenAlert};
pub use inbox::{Desk, Kind, Waiting};
pub use records::alert::{
    Alert, Announcement, Closing, Digest, Ledger, Notice, NoticeKind, StateChange, Status, Suppression, To, Why,
};
pub use records::feedback::{Action, Factor, Feedback, Via, What};
pub use records::noticed::{Noticed, Over, Standing};
pub use records::report::{Candidate, Leaving, QueueDay, Report, SiteDay, SiteSignal, SupervisorDay};
pub use rules::by_site::{Rules, RulesBySite};
pub use rules::calendar::Calendar;
pub use rules::language::Language;
pub use site::{FEEDBACK_DAYS, FeedbackEffect, SNOOZE_DAYS_MAX, WHOLE_MAX};
