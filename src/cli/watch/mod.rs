//! Commands about people: alerts, reasons, risk over time.

pub(in crate::cli) mod alerts;
pub(in crate::cli) mod explain;
pub(in crate::cli) mod trends;
