//! What an answer of a receiver means for the message, and for those after it.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The longest that a receiver may ask to be left alone: what asks for more is taken for a mistake.
const AFTER_MAX: Duration = Duration::from_secs(6 * 3_600);

/// What a receiver says to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseClass {
    /// The receiver has accepted the message.
    Taken,
    /// It takes nothing now, and not before so long.
    Busy {
        /// How long it wants to be left alone, where it says so.
        after: Option<Duration>,
        /// In words, without names of people.
        why: String,
    },
    /// It does not take this one now; it may take others.
    Later(String),
    /// It will never take this one.
    Never(String),
    /// It takes nothing before a person has mended something. None of the messages is to blame.
    Barred(String),
    /// It wants no more messages at all.
    Gone(String),
}

impl ResponseClass {
    /// What a status of HTTP means.
    pub fn of_status(status: u16, after: Option<Duration>) -> Self {
        let why = format!("it answered {status}");
        match status {
            200..=299 => Self::Taken,
            410 => Self::Gone(why),
            // Moved, or not there: the message is not to blame.
            300..=399 | 404 | 405 => Self::Barred(format!("{why}: is the address right?")),
            401 | 402 | 403 | 407 => Self::Barred(format!("{why}: is the secret right, and is this machine let in?")),
            408 | 425 | 429 | 500..=599 => Self::Busy { after, why },
            _ => Self::Never(why),
        }
    }

    /// What somebody is to know whose receiver takes nothing for this answer; `None` where it takes what it is sent.
    pub fn standstill(&self) -> Option<String> {
        match self {
            Self::Taken | Self::Later(_) | Self::Never(_) => None,
            Self::Busy { why, .. } => Some(format!("{why}; it is tried again and again")),
            Self::Barred(why) => Some(why.clone()),
            Self::Gone(why) => Some(format!("{why}: it wants no more messages, and nothing is sent until a restart")),
        }
    }

    /// It cannot be reached, or does not answer in time.
    pub fn unreachable(why: impl Into<String>) -> Self {
        Self::Busy { after: None, why: why.into() }
    }
}

/// What a header `Retry-After` asks for, in seconds or as a date.
pub fn retry_after(value: &str, now: OffsetDateTime) -> Option<Duration> {
    let value = value.trim();
    let asked = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = OffsetDateTime::parse(value, &Rfc2822).ok()?;
            Duration::try_from(at - now).unwrap_or(Duration::ZERO)
        }
    };
    Some(asked.min(AFTER_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_meaning() {
        let of = |status| ResponseClass::of_status(status, None);
        assert_eq!([200, 202, 204].map(of), [ResponseClass::Taken, ResponseClass::Taken, ResponseClass::Taken]);
        assert!([408, 429, 500, 503, 599].into_iter().all(|status| matches!(of(status), ResponseClass::Busy { .. })));
        assert!([301, 308, 401, 403, 404].into_iter().all(|status| matches!(of(status), ResponseClass::Barred(_))));
        assert!([400, 413, 415, 422, 418].into_iter().all(|status| matches!(of(status), ResponseClass::Never(_))));
        assert!(matches!(of(410), ResponseClass::Gone(_)));
        let told = |status| of(status).standstill().unwrap_or_default();
        assert_eq!(told(404), "it answered 404: is the address right?");
        assert!(told(401).contains("is the secret right") && told(410).contains("until a restart"));
        assert!(told(500).contains("tried again") && told(422).is_empty() && told(200).is_empty());
    }

    #[test]
    fn a_receiver_may_ask_for_time() {
        let now = OffsetDateTime::from_unix_timestamp(1_772_445_600).expect("a date of the calendar");
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Mon, 02 Mar 2026 10:00:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Mon, 02 Mar 2026 09:00:30 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("99999999", now), Some(AFTER_MAX));
        assert_eq!(retry_after("soon", now), None);
    }
}
