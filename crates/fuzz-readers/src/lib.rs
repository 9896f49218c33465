//! What is fuzzed: each reader takes any bytes, says whether they were anything, and panics when what it took in does not
//! hold. The fuzzer calls them, and the test suite with the corpus.

pub mod artifact;
pub mod cloudevents;
pub mod config;
pub mod journal;
pub mod state;
