//! Alerts and digests as people read them: letters in text and HTML, chat messages, short forms.
//!
//! Pure: data of the alerts topic goes in, texts come out, in one language. Links are made by whoever signs them. Nothing
//! here fails: what data lack is left out, and everything that came from outside is escaped.

mod alert_card;
mod brief;
mod chat;
mod date;
mod digest;
mod html;
mod risk;
mod text;

pub use brief::{description, notice_line, summary};
pub use chat::{BYTES_MAX, Chat, Markup, chat, chat_list, chat_notice};
pub use date::in_words;
pub use digest::{RenderedLetter, digest, digest_in_place};
pub use risk::{of_hundred, risk_line};
pub use text::alert_text;

use attrition_contracts::alerting::alert::AlertData;

/// What a supervisor can answer by a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyOption {
    /// Seen, and taken care of.
    Acknowledge,
    /// Not before a week is over.
    SnoozeWeek,
    /// The alert was useful to the supervisor.
    Useful,
    /// The alert did not help.
    NotUseful,
}

impl ReplyOption {
    /// Every answer with its code, in the order of buttons.
    pub const ALL: [(Self, &str); 4] = [
        (Self::Acknowledge, "acknowledge"),
        (Self::SnoozeWeek, "snooze_week"),
        (Self::Useful, "useful"),
        (Self::NotUseful, "not_useful"),
    ];
}

/// Where a link of a message leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// To where the alert is answered.
    Answer(ReplyOption),
    /// To the operator's own page about the alert.
    Page,
}

/// Makes the links of an alert; `None` where there is no such link.
pub type Link<'a> = dyn Fn(&AlertData, LinkTarget) -> Option<String> + 'a;
