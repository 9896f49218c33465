//! What works, and may work otherwise than was meant.

pub(crate) mod caution;
pub(crate) mod effect;
