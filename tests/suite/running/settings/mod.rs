//! Settings: each changed, and its effect seen at the far end.

mod desk;
mod effects;
mod kafka;
mod paths;
mod readers;
mod refused;
mod relay;
pub(crate) mod site;
mod table;
