//! Delivery to receivers, and what people say back.

pub(crate) mod deliver;
pub(crate) mod feedback;
