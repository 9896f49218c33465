//! Delivery to real receivers, and to such as misbehave.

mod alertmanager;
mod cluster;
mod mail;
mod outage;
mod process;
pub(crate) mod receiver;
mod script;
mod site;
mod webhooks;
