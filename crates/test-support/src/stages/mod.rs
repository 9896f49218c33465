//! Lines of events played through the stages, and what comes out.

pub mod bad_records;
pub mod history;
pub mod models;
pub mod play;
pub mod scored;
pub mod shaky;
pub mod small_centre;
pub mod sorting;
pub mod what_if;
