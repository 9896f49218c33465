//! What supervisors say back, in words.

use super::bundle::text;
use attrition_core::desk::{Action, Factor, Language};

/// What a stay interview found.
pub fn factor(factor: Factor, language: Language) -> String {
    text(language, &format!("factor-{}", factor.code()))
}

/// What was tried to keep an agent.
pub fn action(action: Action, language: Language) -> String {
    text(language, &format!("action-{}", action.code()))
}
