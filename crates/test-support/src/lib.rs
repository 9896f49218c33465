//! What the tests and the benches share: real brokers and processes, contact centres, and a pipeline that plays them.

pub mod centres;
pub mod faults;
pub mod kafka;
pub mod measure;
pub mod paths;

pub mod process;
pub mod stages;
