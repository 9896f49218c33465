//! What is fuzzed: each reader takes any bytes, says whether they were anything, and panics when what it took in does not
//! hold. The fuzzer calls them, and the test suite with the corpus.

pub(crate) mod artifact;
pub(crate) mod cloudevents;
pub(crate) mod config;
pub(crate) mod journal;
pub(crate) mod state;
