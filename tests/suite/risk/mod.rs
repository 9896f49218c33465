//! From events to signals and risks, held against implementations of another make.

mod closing;
mod level;
mod missing;
mod oracle;
mod properties;
pub(crate) mod registry;
mod trends;
