//! Events out of files: their forms, their order, and how they are taken in.

pub mod event_files;
pub mod importer;
pub mod intake;
pub mod lines;
pub mod sorting;
