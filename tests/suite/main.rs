//! The one integration-test binary.

mod golden;
mod kafka;
mod learner;
mod oracle;
mod properties;
mod rows;
mod support;
mod tidy;
mod training;
