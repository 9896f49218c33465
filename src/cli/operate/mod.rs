//! Commands of operators: the service, its settings, its log.

pub(in crate::cli) mod backup;
pub(in crate::cli) mod config;
pub(in crate::cli) mod grow;
pub(in crate::cli) mod health;
pub(in crate::cli) mod logging;
pub(in crate::cli) mod run;
pub(in crate::cli) mod serving;
pub(in crate::cli) mod status;
pub(in crate::cli) mod topics;
