//! Delivery to real receivers, and to such as misbehave.

mod alertmanager;
mod cluster;
mod everyone;
mod mail;
mod outage;
mod past;
mod process;
pub(crate) mod receiver;
mod records;
mod script;
mod site;
mod webhooks;
