//! From a file and variables to settings: what was said, over the defaults, and what cannot be.

pub(crate) mod blanks;
pub(crate) mod merge;
pub(crate) mod origins;
pub(crate) mod overrides;
pub(crate) mod paths;
pub(crate) mod raw;
pub(crate) mod suggestion;
pub(crate) mod variables;
