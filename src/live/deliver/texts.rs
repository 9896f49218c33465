//! What messages say beside the words of `letter`: the page of an alert, and links by which it is answered.

use time::OffsetDateTime;

use crate::engine::date::Date;
use crate::engine::desk::Language;
use crate::letter;
use crate::live::links::Links;
use crate::wire::alert::AlertData;
use crate::wire::config::Config;

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
        self.links.as_ref()?.url(alert, ask.into(), day)
    }
}

/// Whether anybody is told of an alert: not of what is history, nor of what the budget withheld, nor of the hold-out share, to
/// its end.
pub fn is_for_people(data: &AlertData) -> bool {
    !data.history && !data.held_out && !matches!(data.status.as_str(), "withheld" | "held_out")
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
