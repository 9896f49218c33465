//! Contracts: what crosses a topic, a file or a socket, typed both ways in one place.
//!
//! Bytes on one side, checked values on the other: nothing beyond this crate sees the JSON, headers or packed bytes of a record, and nothing
//! here decides anything or does I/O. What users rely on of it is in docs/contracts.md.
//!
//! ```
//! use attrition_contracts::cloudevent;
//! use attrition_contracts::refusal::Code;
//! use time::OffsetDateTime;
//!
//! let event = |score: &str| format!(r#"{{"specversion": "1.0", "id": "e-1", "source": "qa", "type": "qa.evaluation.v1",
//!     "time": "2025-11-24T10:00:00Z", "subject": "anna", "data": {{"evaluation_id": "ev-1", "date": "2025-11-24",
//!     "score": {score}, "critical_fail": false, "disputed": false}}}}"#);
//! let now = OffsetDateTime::from_unix_timestamp(1_764_000_000)?;
//!
//! let incoming = cloudevent::read(event("84").as_bytes(), &[], now).expect("it is as the contract says");
//! assert_eq!(incoming.agent.as_str(), "anna");
//! // What is wrong is refused with a code to count, and words to mend it by.
//! let refusal = cloudevent::read(event("184").as_bytes(), &[], now).expect_err("a score is 100 at most");
//! assert_eq!(refusal.code, Code::OutOfRange);
//! assert!(refusal.detail.contains("score"), "{}", refusal.detail);
//! # Ok::<(), time::error::ComponentRange>(())
//! ```

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
