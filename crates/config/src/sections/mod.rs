//! Sections of the file.

pub(crate) mod deliver;
pub(crate) mod desk;
pub(crate) mod links;
pub(crate) mod trends;
