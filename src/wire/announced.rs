//! What stands on the alerts topic: four types of CloudEvents.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::alert::AlertData;
use super::digest::DigestData;
use super::feedback::FeedbackData;
use super::notice::NoticeData;
use crate::engine::redacted::redacted;

/// A record of the alerts topic.
#[derive(Clone, PartialEq)]
pub enum Announced {
    /// An alert, or what became of it.
    Alert {
        /// Whom it is about.
        agent: String,
        /// The alert.
        data: Box<AlertData>,
    },
    /// A letter.
    Digest(Box<DigestData>),
    /// A notice about a site.
    Notice(NoticeData),
    /// What was said about an alert.
    Feedback {
        /// Whom the alert is about.
        agent: String,
        /// The feedback.
        data: Box<FeedbackData>,
    },
}

redacted!(Announced);

impl Announced {
    /// Whether it is of a history that was taken in: nobody is told of it.
    pub fn is_history(&self) -> bool {
        match self {
            Self::Alert { data, .. } => data.history,
            Self::Notice(notice) => notice.history,
            Self::Digest(_) | Self::Feedback { .. } => false,
        }
    }
}

/// Reads a record; `None` when it is none of these, or of a type that this version does not know.
pub fn read(bytes: &[u8]) -> Option<Announced> {
    #[derive(Deserialize)]
    struct Event<'a> {
        #[serde(rename = "type")]
        kind: &'a str,
        subject: String,
        #[serde(borrow)]
        data: &'a RawValue,
    }
    let event: Event<'_> = serde_json::from_slice(bytes).ok()?;
    let (agent, data) = (event.subject, event.data.get());
    Some(match event.kind {
        "attrition.alert.v1" => Announced::Alert { agent, data: serde_json::from_str(data).ok()? },
        "attrition.digest.v1" => Announced::Digest(serde_json::from_str(data).ok()?),
        "attrition.notice.v1" => Announced::Notice(serde_json::from_str(data).ok()?),
        "attrition.feedback.v1" => Announced::Feedback { agent, data: serde_json::from_str(data).ok()? },
        _ => return None,
    })
}
