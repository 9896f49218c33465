//! Delivery: what stands on the alerts topic goes to where people are.

pub mod answer;
pub mod channel;
pub mod courier;
pub mod gate;
pub mod window;
