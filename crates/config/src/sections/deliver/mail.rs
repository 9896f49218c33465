//! `[deliver.mail]`: by which relay letters go, to whom, and when.

use serde::Deserialize;

use crate::Secret;
use crate::error::{SettingError, holds};
use crate::kinds::one_of::{NotOneOf, one_of};

/// Settings of delivery by mail.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct MailConfig {
    /// Host of the relay; empty for no letters.
    pub relay: String,
    /// TCP port of the mail relay.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// User; empty for none.
    pub user: String,
    /// Password for the mail relay; empty where it asks for none.
    pub password: Secret,
    /// Address of the sender.
    pub from: String,
    /// Address of a supervisor, with `{supervisor}` for the id; empty for none.
    pub to: String,
    /// CSV file of addresses, `supervisor,address`; empty for none.
    pub addresses: String,
    /// Hours of a site in which letters are sent, as "07:00-19:00".
    pub hours: String,
}

/// How the connection to a relay is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Tls {
    /// Plain at first, then TLS or nothing.
    #[default]
    Starttls,
    /// TLS from the beginning.
    Tls,
    /// Not at all: a relay on this machine.
    None,
}

impl TryFrom<String> for Tls {
    type Error = NotOneOf;

    fn try_from(name: String) -> Result<Self, NotOneOf> {
        one_of(&name, &[("starttls", Self::Starttls), ("tls", Self::Tls), ("none", Self::None)])
    }
}

impl MailConfig {
    /// First and last minute of the day, the last not included.
    pub fn minutes(&self) -> Option<(u16, u16)> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let of = |text: &str| (text.len() == 2).then(|| text.parse::<u16>().ok()).flatten();
            let (hour, minute) = (of(hour)?, of(minute)?);
            (hour * 60 + minute <= 24 * 60 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, to) = self.hours.split_once('-')?;
        let (from, to) = (minute(from)?, minute(to)?);
        (from < to).then_some((from, to))
    }

    pub(crate) fn check(&self) -> Result<(), SettingError> {
        holds(self.minutes().is_some(), "deliver.mail.hours", || "must be as \"07:00-19:00\"".to_owned())?;
        holds(self.port > 0, "deliver.mail.port", || "must be between 1 and 65535".to_owned())?;
        if self.relay.is_empty() {
            return Ok(());
        }
        // With a name before it, or without.
        let from = self.from.split_once('<').map_or(self.from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        holds(is_mailbox(from), "deliver.mail.from", || "must be an address, as watch@example.com".to_owned())?;
        let to = self.to.replace("{supervisor}", "x");
        holds(self.to.is_empty() || (to != self.to && is_mailbox(&to)), "deliver.mail.to", || {
            "must be an address with {supervisor} in it, as {supervisor}@example.com".to_owned()
        })?;
        holds(self.user.is_empty() || self.tls != Tls::None || self.is_here(), "deliver.mail.tls", || {
            "is \"none\": a password goes over TLS only, unless the relay is on this machine".to_owned()
        })
    }

    fn is_here(&self) -> bool {
        ["localhost", "127.0.0.1", "::1"].contains(&self.relay.as_str())
    }
}

/// Whether a text may be an address; the relay knows better.
fn is_mailbox(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    parts.is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !text.bytes().any(|b| b.is_ascii_whitespace() || b"<>,;".contains(&b))
    })
}
