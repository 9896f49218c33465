//! Members and brokers that are killed under load, and what came out all the same.

pub mod fault;
pub mod feed;
pub mod fleet;
pub mod load;
pub mod outcome;
pub mod places;
pub mod trial;
