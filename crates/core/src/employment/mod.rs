//! Employments of people: how they begin, move and end, and what became of them.

pub mod arrival;
pub mod outcome;
pub mod profile;
pub mod spell;
