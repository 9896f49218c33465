//! Real Kafka brokers, clients of another make, and a proxy that loses answers.

pub mod broker;
pub mod broker_properties;
pub mod brokers;
pub mod ghosts;
pub mod java;
pub mod kcat;
pub mod produce;
pub mod topics;
