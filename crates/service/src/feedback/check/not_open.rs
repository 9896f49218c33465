//! Whether an alert still waits for an answer, and why not.

use super::FeedbackRefusal;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::basics::date::Date;
use attrition_core::desk::Closing;

/// An alert does not wait for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotOpen {
    /// The alert has ended.
    #[error("the alert was closed on {on}: {}", why(*closing))]
    Closed {
        /// The day on which it was closed.
        on: Date,
        /// Why, where that is known.
        closing: Option<Closing>,
    },
    /// It went to nobody.
    #[error("the alert was withheld: nobody was told of it")]
    Withheld,
}

impl From<NotOpen> for FeedbackRefusal {
    fn from(not_open: NotOpen) -> Self {
        Self::Conflict(not_open.to_string())
    }
}

/// Whether it still waits for its supervisor, or for the second address.
pub(super) fn is_open(alert: &AlertData) -> Result<(), NotOpen> {
    match alert.status {
        status if status.is_open() => Ok(()),
        AlertStatus::Closed => Err(NotOpen::Closed { on: alert.date, closing: alert.closing }),
        _ => Err(NotOpen::Withheld),
    }
}

fn why(closing: Option<Closing>) -> &'static str {
    match closing {
        Some(Closing::Eased) => "the risk has eased",
        Some(Closing::Lapsed) => "its time was over",
        Some(Closing::Left) => "the agent has given notice",
        Some(Closing::Ended) => "the employment has ended",
        Some(Closing::Moved) => "another desk has it",
        None => "it is over",
    }
}
