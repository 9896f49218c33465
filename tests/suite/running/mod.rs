//! A running service as operators see it.

pub(crate) mod http;
mod logging;
mod metrics;
mod monitoring;
#[cfg(feature = "otlp")]
mod otlp;
pub(crate) mod settings;
mod status;
