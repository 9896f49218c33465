//! State of the stages, as their changelogs keep it.

pub mod desk_state;
pub mod score_state;
