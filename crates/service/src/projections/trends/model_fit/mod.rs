//! Whether the model still fits the people who are there.

pub(in crate::projections::trends) mod calibration;
pub(in crate::projections::trends) mod drift;
pub(in crate::projections::trends) mod performance;
