//! Artifacts as analysts may edit them.

use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::models::registry;

/// Reads an artifact and makes a model of it; what is one can be written and read again, and is finite.
pub fn read(bytes: &[u8]) -> bool {
    let Ok(artifact) = Artifact::read(bytes) else { return false };
    let Ok(model) = artifact.model() else { return false };
    assert!(model.intercept.is_finite() && model.amber < model.red, "only what can score is a model");
    let written = serde_json::to_vec(&artifact).expect("an artifact can be written");
    assert_eq!(Artifact::read(&written).ok(), Some(artifact), "it reads back");
    registry::model(&model.id, bytes).expect("the registry takes what is a model");
    true
}
