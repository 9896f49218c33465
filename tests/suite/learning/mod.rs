//! Rows, training, back-tests, and sources to learn from.

mod backtest;
mod learner;
mod refusals;
pub(crate) mod rows;
mod sampling;
mod sources;
pub(crate) mod training;
