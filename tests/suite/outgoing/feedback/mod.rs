//! What supervisors say back about alerts: by link, HTTP, command line and log; and what the record then tells.

mod at_once;
mod commands;
mod episodes;
mod http;
mod imported;
mod left_over;
pub(crate) mod links;
mod pages;
mod played;
mod recounted;
mod report;
