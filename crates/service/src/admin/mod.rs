//! What people decide and mend: models, dead letters, partitions.

pub mod catalogue;
pub mod control_socket;
pub mod dead_letters;
pub mod growth;
pub mod registry;
pub mod unknown_sites;
