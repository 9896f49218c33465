//! The program as a process, and foreign programs beside it.

pub mod clock;
pub mod http;
pub mod program;
pub mod python;
pub mod tools;
