//! What the desk says, and what people say back.

pub mod alert;
pub mod alert_status;
pub mod announced;
pub mod digest;
pub mod feedback;
pub mod inbox;
pub mod notice;
