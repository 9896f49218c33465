//! The model in force: an artifact from a file, or the built-in prior.

use std::path::PathBuf;
use std::sync::Arc;

use attrition_contracts::models::artifact::{self, Artifact};
use attrition_core::model::Model;

/// The prior model that comes with the program.
pub const PRIOR: &str = include_str!("../../../../models/prior.json");

/// A model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("failed to read the model `{}`", path.display())]
    Unreadable {
        /// Path of the file of the artifact.
        path: PathBuf,
        /// The error that reading it gave.
        source: std::io::Error,
    },
    /// The artifact is refused.
    #[error("the model `{}` is refused", path.display())]
    Refused {
        /// Path of the file of the artifact, or `prior`.
        path: PathBuf,
        /// The error that reading it gave.
        source: artifact::Error,
    },
}

/// The model before the first decision of the registry, and its artifact.
#[derive(Clone, Debug)]
pub struct BaseModel {
    /// The model of that artifact, ready to score.
    pub model: Arc<Model>,
    /// The artifact as it was read.
    pub json: Vec<u8>,
}

/// Loads the artifact of a path; the prior for an empty one.
pub fn load(path: &str) -> Result<Arc<Model>, Error> {
    base(path).map(|base| base.model)
}

/// The same with its artifact.
pub fn base(path: &str) -> Result<BaseModel, Error> {
    let file = PathBuf::from(if path.is_empty() { "prior" } else { path });
    let bytes = if path.is_empty() {
        PRIOR.as_bytes().to_vec()
    } else {
        std::fs::read(path).map_err(|source| Error::Unreadable { path: file.clone(), source })?
    };
    let model = Artifact::read(&bytes).and_then(|artifact| artifact.model());
    let model = model.map(Arc::new).map_err(|source| Error::Refused { path: file, source })?;
    Ok(BaseModel { model, json: bytes })
}
