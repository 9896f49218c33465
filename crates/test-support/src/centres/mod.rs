//! Contact centres told by hand or simulated, and what is on record of them.

pub mod centre;
pub mod chance;
pub mod conduct;
pub mod decided;
pub mod employment;
pub mod ibm;
pub mod past_answers;
pub mod planted;
pub mod simulated;
