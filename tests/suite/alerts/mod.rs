//! From risks to alerts and letters: what people read, and that it is true.

mod claims;
mod desk;
mod employment;
mod golden;
mod queue;
mod reasons;
mod words;
