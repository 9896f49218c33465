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

pub use crate::windows::figure::Figure;
pub use crate::windows::supervisor_day::SupervisorDay;
pub use baseline::contributions::{Contributions, FEW};
pub use baseline::control_chart::Usual;
pub use baseline::shifts::{Shifts, SignalShift};
pub use baseline::site_baseline::SiteBaseline;
pub use baseline::source_stat::{SOURCES, Source};
pub use cases::case::{Case, CaseState};
pub use cases::endings::EndedAlert;
pub use cases::news::{Basis, NEWS_LOG_ODDS, NEWS_REASON_LOG_ODDS, PastAlert, REPEAT_DAYS};
pub use cases::open_alert::OpenAlert;
pub use inbox::{Desk, ReportKind, Waiting};
pub use records::alert::{
    Alert, Announcement, Closing, Digest, Ledger, NoticeKind, Recipient, SiteNotice, StateChange, Status, Suppression,
    Why,
};
pub use records::feedback::{Action, Factor, Feedback, FeedbackContent, Via};
pub use records::noticed::{ConditionEnd, Noticed, SiteCondition};
pub use records::report::{Candidate, Leaving, QueueDay, ScoreReport, SiteDay, SiteSignal};
pub use rules::by_site::{Rules, RulesBySite};
pub use rules::calendar::Calendar;
pub use rules::language::Language;
pub use site::{FEEDBACK_DAYS, FeedbackEffect, SNOOZE_DAYS_MAX, WHOLE_MAX};
