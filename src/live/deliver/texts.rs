//! What messages say beside the words of `letter`: the page of an alert, and links by which it is answered.

use time::OffsetDateTime;

use crate::engine::date::Date;
use crate::engine::desk::Language;
use crate::letter;
use crate::live::links::{self, Links};
use crate::wire::config::Config;

/// Days of the snooze that a link offers.
const SNOOZE_DAYS: u16 = 7;

/// Pages and links of a configuration.
pub struct Texts {
    page: String,
    links: Option<Links>,
}

impl Texts {
    /// Those of a configuration.
    pub fn of(config: &Config) -> Self {
        Self { page: config.deliver.page.clone(), links: Links::of(&config.links) }
    }

    /// The page of an alert.
    pub fn page(&self, alert: &str) -> Option<String> {
        (!self.page.is_empty()).then(|| self.page.replace("{alert}", alert))
    }

    /// The link by which an alert is answered.
    ///
    /// `day` is when the message was due: one that is sent again has the same links.
    pub fn link(&self, alert: &str, ask: letter::Ask, day: OffsetDateTime) -> Option<String> {
        let ask = match ask {
            letter::Ask::Acknowledge => links::Ask::Acknowledge,
            letter::Ask::SnoozeWeek => links::Ask::Snooze(SNOOZE_DAYS),
            letter::Ask::Useful => links::Ask::Useful,
            letter::Ask::NotUseful => links::Ask::NotUseful,
        };
        self.links.as_ref()?.url(alert, ask, day)
    }
}

/// The language of a code; English for one that is not known.
pub fn language(code: &str) -> Language {
    Language::of(code).unwrap_or(Language::English)
}

/// The beginning of a date, UTC; what is no date is taken for the first of all days.
pub fn midnight(date: &str) -> OffsetDateTime {
    let day = Date::parse(date).map_or(0, |date| date.0);
    OffsetDateTime::UNIX_EPOCH + time::Duration::days(i64::from(day))
}
