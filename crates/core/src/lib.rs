//! The core: from events to windows to risk to alert.
//!
//! It takes values and returns values. It names only `std` and itself; it has no I/O, no clock, no async, no logging and
//! no `Result`: a late, doubled or odd event is an outcome that it returns.
//!
//! ```
//! use attrition_core::model::{log_odds, probability};
//! use attrition_core::signals::{SIGNALS, position};
//!
//! // A signal is an entry of the catalogue, and has its place there.
//! let place = position("late_rate").expect("it is in the catalogue");
//! assert_eq!(SIGNALS[place].name, "late_rate");
//! // What signals say is added up in log-odds: 0.7 doubles the odds of leaving.
//! let risk = probability(log_odds(0.08) + 0.7);
//! assert!((risk - 0.149).abs() < 0.001);
//! ```

pub mod basics;
pub mod desk;
pub mod employment;
pub mod event;
pub mod explain;
pub mod model;
pub mod org;
pub mod partition;
pub mod signals;
pub mod windows;
