//! One agent at the desk: states, the open alert, and what is news.

pub(in crate::desk) mod case;
pub(in crate::desk) mod endings;
pub(in crate::desk) mod news;
pub(in crate::desk) mod open_alert;
