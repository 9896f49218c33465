//! The one integration-test binary.

mod backtest;
mod backup;
mod cli;
mod dead_letters;
mod deploy;
mod faults;
mod foreign;
mod golden;
mod http;
mod import;
mod kafka;
mod learner;
mod logs;
mod oracle;
mod properties;
mod refusals;
mod registry;
mod rows;
mod sampling;
mod simulation;
mod sources;
mod support;
mod tidy;
mod training;
