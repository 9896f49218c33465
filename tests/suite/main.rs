//! The one integration-test binary.

mod cli;
mod dead_letters;
mod foreign;
mod golden;
mod http;
mod import;
mod kafka;
mod logs;
mod oracle;
mod properties;
mod support;
mod tidy;
