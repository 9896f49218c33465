//! What supervisors say back about alerts: by link, HTTP, command line and log; and what the record then tells.

mod commands;
mod episodes;
mod http;
pub(crate) mod links;
mod pages;
mod report;
