//! The file: opened, checked, brought to this version, copied and replaced.

pub(in crate::backend::embedded) mod check;
pub(in crate::backend::embedded) mod copy;
pub(in crate::backend::embedded) mod grown;
pub(in crate::backend::embedded) mod lock;
pub(in crate::backend::embedded) mod migrate;
pub(in crate::backend::embedded) mod opening;
pub(in crate::backend::embedded) mod pragmas;
pub(in crate::backend::embedded) mod schema;
