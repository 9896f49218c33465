//! Feedback about alerts: what people say, checked against the alert, on its way to the desk inbox.

pub mod links;

mod check;
mod feedback_request;
mod inbox;

pub use check::{FeedbackRefusal, check, check_repeated, used_before};
pub use feedback_request::{FeedbackRequest, Mistake, key_id, new_id};
pub use inbox::{Inbox, commit, output};
