//! The running service and what feeds it.

pub mod admin;
pub mod deliver;
pub mod feedback;
pub mod http;
pub mod import;
pub mod observability;
pub mod projections;
pub mod rendering;
pub mod replay;
pub mod runtime;
pub mod storage;
