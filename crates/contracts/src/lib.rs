//! Contracts: what crosses a topic, a file or a socket, typed both ways in one place.
//!
//! Bytes on one side, checked values on the other: nothing beyond this crate sees the JSON, headers or packed bytes of a record, and nothing
//! here decides anything or does I/O. What users rely on of it is in docs/contracts.md.

pub mod alert;
pub mod alert_status;
pub mod announced;
pub mod artifact;
pub mod cloudevent;
mod data;
pub mod dead_letter;
pub mod desk_state;
pub mod digest;
pub mod envelope;
pub mod feedback;
pub mod inbox;
pub mod journal;
pub mod json_fault;
pub mod notice;
pub mod plain_text;
pub mod protected;
pub mod record;
pub mod refusal;
pub mod registry;
pub mod score;
pub mod score_state;
pub mod serde_code;
pub mod serde_date;
pub mod serde_words;
pub mod source_event;
pub mod stage_name;
pub mod surrogate;
pub mod topic;
pub mod whole;
