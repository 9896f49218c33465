//! Contracts: what crosses a topic, a file or a socket, typed both ways in one place.
//!
//! Bytes on one side, checked values on the other: nothing beyond this crate sees the JSON, headers or packed bytes of a record, and nothing
//! here decides anything or does I/O. What users rely on of it is in docs/contracts.md.
//!
//! ```
//! use attrition_contracts::incoming::cloudevent;
//! use attrition_contracts::incoming::refusal::Code;
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

pub mod alerting;
pub mod incoming;
pub mod json;
pub mod models;
pub mod records;
pub mod state;
