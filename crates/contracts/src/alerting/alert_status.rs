//! What became of an alert and whom it goes to, as records say it.

use attrition_core::basics::closed_set::closed_set;
use attrition_core::desk::{Digest, Status};

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertStatus {
    /// The supervisor is told.
    Raised,
    /// It came with its agent from another desk.
    Carried,
    /// The budget of the week is used up: nobody is told.
    Withheld,
    /// The agent was drawn for the hold-out share: nobody is told.
    HeldOut,
    /// Somebody has answered it.
    Acknowledged,
    /// It rests until a date.
    Snoozed,
    /// Its snooze is over.
    Woken,
    /// It has gone to the second address.
    Escalated,
    /// The alert has ended.
    Closed,
}

closed_set!(AlertStatus {
    Raised => "raised",
    Carried => "carried",
    Withheld => "withheld",
    HeldOut => "held_out",
    Acknowledged => "acknowledged",
    Snoozed => "snoozed",
    Woken => "woken",
    Escalated => "escalated",
    Closed => "closed",
});

impl AlertStatus {
    /// Whether an alert of this status is open: neither closed nor kept from its supervisor.
    pub fn is_open(self) -> bool {
        match self {
            Self::Raised | Self::Carried | Self::Acknowledged | Self::Snoozed | Self::Woken | Self::Escalated => true,
            Self::Withheld | Self::HeldOut | Self::Closed => false,
        }
    }

    /// Whether an alert of this status waits for an answer of its addressee.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Raised | Self::Carried | Self::Woken | Self::Escalated)
    }

    /// Whether nobody is told of an alert of this status.
    pub fn is_kept_back(self) -> bool {
        matches!(self, Self::Withheld | Self::HeldOut)
    }
}

impl From<Status> for AlertStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Raised => Self::Raised,
            Status::Carried => Self::Carried,
            Status::Withheld => Self::Withheld,
            Status::HeldOut => Self::HeldOut,
            Status::Acknowledged => Self::Acknowledged,
            Status::Snoozed => Self::Snoozed,
            Status::Woken => Self::Woken,
            Status::Escalated => Self::Escalated,
            Status::Closed(_) => Self::Closed,
        }
    }
}

/// Whom an alert or a letter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressee {
    /// The supervisor of the agents, or the deputy who reads for them.
    Supervisor,
    /// The site's second address.
    Second,
}

closed_set!(Addressee { Supervisor => "supervisor", Second => "second" });

impl Addressee {
    /// Whom a letter goes to.
    pub fn of_digest(letter: &Digest<'_>) -> Self {
        if letter.supervisor.is_some() { Self::Supervisor } else { Self::Second }
    }
}
