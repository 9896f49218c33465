//! The one integration-test binary.

mod cli;
mod dead_letters;
mod golden;
mod http;
mod kafka;
mod oracle;
mod properties;
mod support;
mod tidy;
