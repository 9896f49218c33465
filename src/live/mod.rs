//! The running service and what feeds it.

pub mod alerts;
pub mod catalogue;
pub mod closer;
mod copying;
pub mod deliver;
pub mod growth;
pub mod history;
pub mod http;
pub mod importer;
pub mod lines;
pub mod links;
pub mod logs;
pub mod metrics;
pub mod model;
pub mod models;
pub mod pipeline;
pub mod posted;
pub mod readiness;
pub mod recomputed;
pub mod registry;
pub mod replay;
mod restoring;
pub mod service;
mod streams;
