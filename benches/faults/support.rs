//! What the tests have for real brokers and real processes.

#[path = "../../tests/suite/support/broker.rs"]
pub(crate) mod broker;
#[path = "../../tests/suite/support/broker_properties.rs"]
mod broker_properties;
#[path = "../../tests/suite/support/brokers.rs"]
pub(crate) mod brokers;
#[path = "../../tests/suite/support/models.rs"]
pub(crate) mod models;
#[path = "../../tests/suite/support/program.rs"]
pub(crate) mod program;
#[path = "../../tests/suite/support/tools.rs"]
pub(crate) mod tools;
#[path = "../../tests/suite/support/topics.rs"]
pub(crate) mod topics;
