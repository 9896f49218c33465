//! The learner: from the journal of those who stayed and those who left to a model artifact.

pub mod backtest;
pub mod compare;
pub mod inputs;
pub mod metrics;
pub mod report;
pub mod rows;
pub mod solver;
pub mod train;
