//! Feedback about alerts: what people say, checked against the alert, on its way to the desk inbox.

pub mod links;

mod check;
mod inbox;
mod said;

pub use check::{Refused, check, check_repeated, used_before};
pub use inbox::{Inbox, commit, output};
pub use said::{Mistake, Said, key_id, new_id};
