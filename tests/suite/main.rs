//! The one integration-test binary.

mod kafka;
mod support;
