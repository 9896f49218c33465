//! The clients of librdkafka: how they are set, what they call back, what their errors mean, how they close.

pub(in crate::backend::kafka) mod bounded;
pub(in crate::backend::kafka) mod callback;
pub(in crate::backend::kafka) mod client;
pub(in crate::backend::kafka) mod closing;
pub(in crate::backend::kafka) mod fault;
pub(in crate::backend::kafka) mod retry;
pub(in crate::backend::kafka) mod settings;
