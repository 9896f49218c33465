//! Records of the service's own topics.

pub mod envelope;
pub mod journal;
pub mod record;
pub mod score;
pub mod stage_name;
pub mod topic;
