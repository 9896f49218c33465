//! What is asked of the registry, and what became of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use attrition_contracts::models::registry::DecisionKind;

/// A decision that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistryCommand {
    /// What is to be decided.
    pub kind: DecisionKind,
    /// The model; `None` ends a shadow.
    pub model: Option<String>,
    /// Its artifact, where the registry may not have it yet.
    pub artifact: Option<String>,
    /// The business date from which it is wanted, YYYY-MM-DD; `None` is as soon as can be.
    pub from: Option<String>,
    /// The person or program that asks for the decision.
    pub by: String,
    /// Why it is forced against the comparison.
    pub forced: Option<String>,
    /// Figures of the comparison.
    pub comparison: Option<Value>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// A decision that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Number of the decision in the registry.
    pub number: u64,
    /// The kind of decision.
    pub kind: DecisionKind,
    /// The model; `None` when a shadow ends.
    pub model: Option<String>,
    /// The first business date whose daily scores it makes, YYYY-MM-DD.
    pub daily: String,
    /// The first whose scores between closes it makes.
    pub interim: String,
}
