//! The one integration-test binary.

mod backtest;
mod backup;
mod calendar;
mod claims;
mod cli;
mod closing;
mod cloudevents;
mod dead_letters;
mod deliver;
mod deploy;
mod desk;
mod embedded;
mod employment;
mod escaped;
mod faults;
mod feedback;
mod foreign;
mod golden;
mod growth;
#[path = "../../benches/support/heap.rs"]
#[expect(dead_code, reason = "the benches use the rest of it")]
mod heap;
mod http;
mod import;
mod kafka;
mod learner;
mod level;
mod logging;
mod logs;
mod metrics;
mod missing;
mod monitoring;
mod oracle;
mod order;
#[cfg(feature = "otlp")]
mod otlp;
mod properties;
mod queue;
mod reasons;
mod refusals;
mod registry;
mod rows;
mod sampling;
mod settings;
mod simulation;
mod sources;
mod status;
mod support;
mod terminal;
mod tidy;
mod training;
mod trends;
mod values;
mod words;

/// Notes how much each reader asks for; see `properties/bytes.rs`.
#[global_allocator]
static ALLOCATOR: heap::Counting = heap::Counting;
