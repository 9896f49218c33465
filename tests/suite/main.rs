//! The one integration-test binary.

mod dead_letters;
mod golden;
mod kafka;
mod oracle;
mod properties;
mod support;
mod tidy;
