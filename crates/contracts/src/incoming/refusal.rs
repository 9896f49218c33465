//! Why an event was refused.

/// A refused event: a closed set of codes, and what was wrong in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.text())]
pub struct Refusal {
    /// The reason, for counting.
    pub code: Code,
    /// What was wrong, where.
    pub detail: String,
}

/// Reasons to refuse an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The record has no value.
    NullValue,
    /// The bytes are not JSON.
    NotJson,
    /// The event, or its `data`, is in a format that is not JSON.
    UnsupportedContentType,
    /// The JSON is no CloudEvent 1.0.
    NotCloudEvents,
    /// No event of this type is known.
    UnknownType,
    /// A member of `data` is not there.
    MissingMember,
    /// A member of `data` has another type.
    MistypedMember,
    /// A member of `data` has a value that cannot be.
    OutOfRange,
    /// `subject`, the agent id, is not there.
    MissingAgent,
    /// `time` is not there.
    MissingTime,
    /// `subject` is longer than 64 bytes.
    AgentTooLong,
    /// The business date is more than a day after `time`.
    DateAfterTime,
    /// `time` is more than a day ahead of the clock.
    TimeAhead,
    /// The record is over 64 KiB.
    TooLarge,
    /// Out: its receiver will never take it, or nobody knows where it should go.
    Undeliverable,
    /// Out: its receiver did not take it for as long as was tried.
    GivenUp,
    /// A record of one of the service's own topics that its reader cannot read.
    Unreadable,
}

impl Refusal {
    /// The member or attribute that is wrong: the first name in backquotes of the detail, where the code is about one.
    pub fn member(&self) -> Option<&str> {
        match self.code {
            Code::NotCloudEvents
            | Code::MissingMember
            | Code::MistypedMember
            | Code::OutOfRange
            | Code::MissingAgent
            | Code::MissingTime
            | Code::AgentTooLong
            | Code::DateAfterTime
            | Code::TimeAhead => self.detail.split('`').nth(1).filter(|name| !name.is_empty()),
            Code::NullValue
            | Code::NotJson
            | Code::UnsupportedContentType
            | Code::UnknownType
            | Code::TooLarge
            | Code::Undeliverable
            | Code::GivenUp
            | Code::Unreadable => None,
        }
    }
}

impl Code {
    /// Every code by which what comes in is refused.
    pub const ALL: [Self; 14] = [
        Self::NullValue,
        Self::NotJson,
        Self::UnsupportedContentType,
        Self::NotCloudEvents,
        Self::UnknownType,
        Self::MissingMember,
        Self::MistypedMember,
        Self::OutOfRange,
        Self::MissingAgent,
        Self::MissingTime,
        Self::AgentTooLong,
        Self::DateAfterTime,
        Self::TimeAhead,
        Self::TooLarge,
    ];

    /// Every code of a record that the service wrote, or that lies where it writes.
    pub const OWN: [Self; 3] = [Self::Undeliverable, Self::GivenUp, Self::Unreadable];

    /// As dead letters, answers and metrics write it.
    pub fn text(self) -> &'static str {
        match self {
            Self::NullValue => "null_value",
            Self::NotJson => "not_json",
            Self::UnsupportedContentType => "unsupported_content_type",
            Self::NotCloudEvents => "not_cloudevents",
            Self::UnknownType => "unknown_type",
            Self::MissingMember => "missing_member",
            Self::MistypedMember => "mistyped_member",
            Self::OutOfRange => "out_of_range",
            Self::MissingAgent => "missing_agent",
            Self::MissingTime => "missing_time",
            Self::AgentTooLong => "agent_too_long",
            Self::DateAfterTime => "date_after_time",
            Self::TimeAhead => "time_ahead",
            Self::TooLarge => "too_large",
            Self::Undeliverable => "undeliverable",
            Self::GivenUp => "given_up",
            Self::Unreadable => "unreadable",
        }
    }

    /// A refusal for this reason.
    pub fn because(self, detail: impl Into<String>) -> Refusal {
        Refusal { code: self, detail: detail.into() }
    }
}
