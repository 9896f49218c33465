//! What several tests need: a real broker, contact centres told by hand or simulated, and a pipeline that plays them.

pub(crate) mod answered;
pub(crate) mod bad_records;
pub(crate) mod broker;
mod broker_properties;
pub(crate) mod brokers;
pub(crate) mod centre;
pub(crate) mod chance;
pub(crate) mod clock;
pub(crate) mod conduct;
pub(crate) mod employment;
pub(crate) mod history;
pub(crate) mod http;
pub(crate) mod ibm;
pub(crate) mod java;
pub(crate) mod kcat;
pub(crate) mod models;
pub(crate) mod planted;
pub(crate) mod play;
pub(crate) mod program;
pub(crate) mod python;
pub(crate) mod shaky;
pub(crate) mod simulated;
pub(crate) mod small_centre;
pub(crate) mod sorting;
pub(crate) mod tools;
pub(crate) mod topics;
