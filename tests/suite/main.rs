//! The one integration-test binary.

mod golden;
mod kafka;
mod properties;
mod support;
