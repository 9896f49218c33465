//! What stands on the alerts topic: four types of CloudEvents.

use crate::alerting::alert::{self, AlertData};
use crate::alerting::digest::{self, DigestData};
use crate::alerting::feedback::{self, FeedbackData};
use crate::alerting::notice::{self, NoticeData};
use crate::records::envelope::{self, EventType, Malformed};
use attrition_core::basics::ids::AgentId;
use attrition_core::basics::moment::Moment;

/// A record of the alerts topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Announced {
    /// Id of the event: a repeated one has the same.
    pub id: String,
    /// When it became so. Of events that were written without a time it is the close of their day.
    pub at: Moment,
    /// The alert, digest, notice or feedback that the record holds.
    pub what: AnnouncedData,
}

/// What a record of the alerts topic says.
#[derive(Clone, Debug, PartialEq)]
pub enum AnnouncedData {
    /// An alert, or what became of it.
    Alert {
        /// Whom it is about.
        agent: AgentId,
        /// The alert as of this record.
        data: Box<AlertData>,
    },
    /// A digest for one addressee.
    Digest(Box<DigestData>),
    /// A notice about a site.
    Notice(NoticeData),
    /// What was said about an alert.
    Feedback {
        /// Whom the alert is about.
        agent: AgentId,
        /// What was said, by which way and when.
        data: Box<FeedbackData>,
    },
}

impl AnnouncedData {
    /// Whether it is of a history that was taken in: nobody is told of it.
    pub fn is_history(&self) -> bool {
        match self {
            Self::Alert { data, .. } => data.history,
            Self::Notice(notice) => notice.history,
            Self::Digest(_) | Self::Feedback { .. } => false,
        }
    }

    /// The event type of the record.
    pub fn kind(&self) -> EventType {
        match self {
            Self::Alert { .. } => EventType::Alert,
            Self::Digest(_) => EventType::Digest,
            Self::Notice(_) => EventType::Notice,
            Self::Feedback { .. } => EventType::Feedback,
        }
    }
}

/// Reads a record; `None` where it is an event of another type, or of one that this version does not know.
pub fn read(bytes: &[u8]) -> Result<Option<Announced>, Malformed> {
    let Some(kind) = envelope::kind_of(bytes)? else { return Ok(None) };
    match kind {
        EventType::Score => Ok(None),
        EventType::Alert => read_typed(bytes, kind, alert::at, |agent, data| AnnouncedData::Alert {
            agent: agent.into(),
            data: Box::new(data),
        }),
        EventType::Digest => read_typed(bytes, kind, digest::at, |_, data| AnnouncedData::Digest(Box::new(data))),
        EventType::Notice => read_typed(bytes, kind, notice::at, |_, data| AnnouncedData::Notice(data)),
        EventType::Feedback => {
            let read = read_typed(bytes, kind, feedback::at, |agent, data| AnnouncedData::Feedback {
                agent: agent.into(),
                data: Box::new(data),
            })?;
            if let Some(Announced { what: AnnouncedData::Feedback { data, .. }, .. }) = &read {
                feedback::check(data)?;
            }
            Ok(read)
        }
    }
}

/// Reads an event of a type. `by_its_day` says when the event became so, where it does not say so itself.
fn read_typed<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    kind: EventType,
    by_its_day: fn(&T) -> Moment,
    what: fn(String, T) -> AnnouncedData,
) -> Result<Option<Announced>, Malformed> {
    let Some(event) = envelope::read::<T>(bytes, kind)? else { return Ok(None) };
    let (id, at) = (event.id.into_owned(), event.time.unwrap_or_else(|| by_its_day(&event.data)));
    Ok(Some(Announced { id, at, what: what(event.subject.into_owned(), event.data) }))
}
