//! Events as they come in, and what becomes of those that are refused.

pub mod cloudevent;
pub(crate) mod data;
pub mod dead_letter;
pub mod protected;
pub mod refusal;
pub mod source_event;
