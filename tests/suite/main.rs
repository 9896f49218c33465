//! The one integration-test binary.

mod golden;
mod kafka;
mod learner;
mod oracle;
mod properties;
mod support;
mod tidy;
