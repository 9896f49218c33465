//! The boundary: bytes on one side, checked values on the other. Records are in `attrition-contracts`, settings here.

pub mod config;

pub use attrition_contracts::*;
