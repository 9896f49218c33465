//! Commands of analysts: signals, training, judging, publishing.

pub(in crate::cli) mod backtest;
pub(in crate::cli) mod models;
pub(in crate::cli) mod signals;
pub(in crate::cli) mod train;
