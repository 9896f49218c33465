//! The types of event that come in by the source topics.

use crate::records::topic::Topic;

/// A type of event that the service takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceEventType {
    /// A shift that was worked, or not.
    Shift,
    /// A request for leave, a swap of shifts or overtime, and its decision.
    Request,
    /// A quality evaluation of an agent's work.
    Evaluation,
    /// A coaching session that was held or cancelled.
    Coaching,
    /// A ticket that was closed.
    TicketClosed,
    /// A ticket that was opened again.
    TicketReopened,
    /// A customer's rating that came after the ticket was closed.
    TicketRated,
    /// Where an agent is employed, and how.
    RosterAgent,
    /// How an employment ends.
    RosterSeparation,
}

impl SourceEventType {
    /// Every type, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Shift,
        Self::Request,
        Self::Evaluation,
        Self::Coaching,
        Self::TicketClosed,
        Self::TicketReopened,
        Self::TicketRated,
        Self::RosterAgent,
        Self::RosterSeparation,
    ];

    /// The `type` of its CloudEvents.
    pub fn text(self) -> &'static str {
        match self {
            Self::Shift => "attendance.shift.v1",
            Self::Request => "attendance.request.v1",
            Self::Evaluation => "qa.evaluation.v1",
            Self::Coaching => "qa.coaching.v1",
            Self::TicketClosed => "ticket.closed.v1",
            Self::TicketReopened => "ticket.reopened.v1",
            Self::TicketRated => "ticket.rated.v1",
            Self::RosterAgent => "roster.agent.v1",
            Self::RosterSeparation => "roster.separation.v1",
        }
    }

    /// The type of this text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.text() == text)
    }

    /// The topic that its events come in by.
    pub fn topic(self) -> Topic {
        match self {
            Self::Shift | Self::Request => Topic::Attendance,
            Self::Evaluation | Self::Coaching => Topic::Qa,
            Self::TicketClosed | Self::TicketReopened | Self::TicketRated => Topic::Tickets,
            Self::RosterAgent | Self::RosterSeparation => Topic::Roster,
        }
    }
}
