//! The one integration test binary.

mod golden;
mod properties;
mod support;
