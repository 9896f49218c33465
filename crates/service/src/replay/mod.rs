//! A history shown once more: for one day, for a listener, or to prove that scores are the same.

pub mod history;
pub mod scoring;
pub mod verify_scores;
