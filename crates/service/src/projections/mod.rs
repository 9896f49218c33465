//! What is read from the log and kept in memory: alerts, what they were worth, risk over time.

pub mod alert_outcomes;
pub mod alerts;
mod following;
pub mod trends;
