//! The desk: from daily risks to few alerts.
//!
//! It decides a day when every journal partition has closed it, so that the budget goes to the highest risk x value and
//! the order in which partitions report cannot matter.

mod alert;
mod calendar;
mod case;
mod climate;
mod contributions;
mod feedback;
mod figure;
mod language;
mod news;
mod noticed;
mod open_alert;
mod report;
mod rules;
mod shifts;
mod site;
mod usual;
mod waiting;

pub use alert::{Alert, Announcement, Closing, Digest, Kept, Ledger, Notice, NoticeKind, Status, Suppression, To, Why};
pub use calendar::Calendar;
pub use case::{Case, State};
pub use climate::Climate;
pub use contributions::{Contributions, FEW};
pub use feedback::{Action, Factor, Feedback, Via, What};
pub use figure::{Figure, SOURCES, Source};
pub use language::Language;
pub use news::{Basis, NEWS_LOG_ODDS, NEWS_REASON_LOG_ODDS, PastAlert, REPEAT_DAYS};
pub use noticed::{Noticed, Over, Standing};
pub use open_alert::{Ending, OpenAlert};
pub use report::{Candidate, Leaving, QueueDay, Report, SiteDay, SiteSignal, SupervisorDay};
pub use rules::{Rules, RulesBySite};
pub use shifts::{Shift, Shifts};
pub use site::{Answer, FEEDBACK_DAYS, SNOOZE_DAYS_MAX, WHOLE_MAX};
pub use usual::Usual;
pub use waiting::{Desk, Kind, Waiting};
