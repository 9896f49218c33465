//! Records of the models topic: artifacts by their id, and decisions by their number.
//!
//! Each key is written once, so that compaction keeps all of them for good: what was decided, by whom and why can be
//! read as long as the topic is there.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use crate::json::serde_date;
use crate::models::artifact::{self, Artifact};
use crate::records::record::Output;
use crate::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::Model;

/// The longest id of a model, bytes: it stands in every score.
pub const ID_MAX: usize = 100;

const ARTIFACT: &str = "artifact/";
const DECISION: &str = "decision/";

/// What a record of the models topic is.
#[derive(Clone, Debug, PartialEq)]
pub enum RegistryEntry<'a> {
    /// The artifact of a model, by its id; whether it can score shows when it is read.
    Artifact(&'a str),
    /// A decision about the model that scores, by its number.
    Decision(Box<Decision>),
}

/// Which model is to score, from when on, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Its place among all decisions, from 1.
    pub number: u64,
    /// The kind of decision.
    pub kind: DecisionKind,
    /// The model; `null` when a shadow ends.
    pub model: Option<String>,
    /// Fingerprint of the artifact that was decided on.
    pub artifact: Option<String>,
    /// The business date from which it is wanted.
    #[serde(with = "serde_date")]
    pub from: Date,
    /// When it was decided, RFC 3339.
    pub at: String,
    /// The person or program that decided.
    pub by: String,
    /// Why it was forced against the comparison; `null` when it was not.
    pub forced: Option<String>,
    /// Figures of the comparison with the champion; `null` when there was none.
    pub comparison: Option<Value>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// The kind of a decision of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// A model becomes the champion.
    Publish,
    /// An earlier champion does so again.
    Rollback,
    /// A model scores beside the champion.
    Shadow,
    /// None does any more.
    Unshadow,
}

/// A record of the models topic cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its key says neither artifact nor decision.
    #[error("it is no record of the registry")]
    Key,
    /// It is no decision.
    #[error("it is not a decision")]
    Decision(#[source] serde_json::Error),
    /// A decision names another number than its key.
    #[error("its number is not that of its key")]
    Value,
    /// The artifact is refused.
    #[error(transparent)]
    Artifact(#[from] artifact::Error),
    /// The artifact is that of another model.
    #[error("it is the artifact of `{0}`")]
    OtherModel(String),
}

impl DecisionKind {
    /// As records and tables write it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Rollback => "rollback",
            Self::Shadow => "shadow",
            Self::Unshadow => "unshadow",
        }
    }

    /// Whether it is about the champion, and not about the shadow.
    pub fn is_of_champion(self) -> bool {
        matches!(self, Self::Publish | Self::Rollback)
    }
}

impl Decision {
    /// The decision as a record.
    pub fn output(&self) -> Output {
        let key = format!("{DECISION}{:08}", self.number);
        let value = serde_json::to_vec(self).expect("texts and numbers are always JSON");
        Output::new(Topic::Models, 0, key.into_bytes(), value)
    }
}

/// An artifact as a record.
pub fn artifact_output(id: &str, json: &[u8]) -> Output {
    Output::new(Topic::Models, 0, format!("{ARTIFACT}{id}").into_bytes(), json)
}

/// Reads a record of the models topic.
pub fn read<'a>(key: &'a [u8], value: &[u8]) -> Result<RegistryEntry<'a>, Error> {
    let key = std::str::from_utf8(key).map_err(|_| Error::Key)?;
    if let Some(id) = key.strip_prefix(ARTIFACT) {
        return Ok(RegistryEntry::Artifact(id));
    }
    let number = key.strip_prefix(DECISION).and_then(|number| number.parse::<u64>().ok()).ok_or(Error::Key)?;
    let decision: Decision = serde_json::from_slice(value).map_err(Error::Decision)?;
    if decision.number != number {
        return Err(Error::Value);
    }
    Ok(RegistryEntry::Decision(Box::new(decision)))
}

/// The model of an artifact that is kept under an id.
pub fn model(id: &str, json: &[u8]) -> Result<Model, Error> {
    let model = Artifact::read(json)?.model()?;
    if *model.id != *id {
        return Err(Error::OtherModel(model.id.into()));
    }
    Ok(model)
}

/// Names an artifact's content, so that a decision is about these bytes and no others.
pub fn fingerprint(json: &[u8]) -> String {
    format!("{:032x}", xxh3_128(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision() -> Decision {
        Decision {
            number: 7,
            kind: DecisionKind::Publish,
            model: Some("b".to_owned()),
            artifact: Some(fingerprint(b"{}")),
            from: Date::parse("2026-11-26").expect("it is a date"),
            at: "2026-11-24T10:00:00Z".to_owned(),
            by: "anna".to_owned(),
            forced: None,
            comparison: None,
            note: None,
        }
    }

    #[test]
    fn a_decision_reads_back() {
        let output = decision().output();
        assert_eq!(&*output.key, b"decision/00000007");
        let value = output.value.expect("it has one");
        assert_eq!(
            read(&output.key, &value).expect("it was just written"),
            RegistryEntry::Decision(Box::new(decision()))
        );
    }

    #[test]
    fn what_is_no_record_of_the_registry_is_told_apart() {
        let output = decision().output();
        let value = output.value.expect("it has one");
        assert!(matches!(read(b"decision/00000008", &value), Err(Error::Value)));
        assert!(matches!(read(b"decision/x", &value), Err(Error::Key)));
        assert!(matches!(read(b"decision/00000007", b"{"), Err(Error::Decision(_))));
        assert!(matches!(read(b"\xff", b""), Err(Error::Key)));
        assert!(matches!(model("a", b"no"), Err(Error::Artifact(_))));
    }
}
