//! Which dead letters are meant, and how one is told in a word or two.

use time::OffsetDateTime;

use crate::cli::operate::config;
use attrition_contracts::incoming::cloudevent::local_date;
use attrition_contracts::incoming::dead_letter::DeadLetter;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_service::admin::dead_letters::StoredLetter;

/// Which dead letters are meant.
#[derive(Clone, clap::Args)]
pub(super) struct Select {
    /// Only those that were refused for this code
    #[arg(long, value_name = "CODE", hide_possible_values = true,
        value_parser = clap::builder::PossibleValuesParser::new(Code::ALL.into_iter().chain(Code::OWN).map(Code::text)))]
    code: Option<String>,
    /// Only those of this origin: the role of a topic (attendance, qa, tickets, roster, alerts), or a file as it was named
    #[arg(long, value_name = "TOPIC|FILE")]
    origin: Option<String>,
    /// Only those that came into the log on this day (UTC) or later, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = config::date)]
    since: Option<Date>,
}

impl Select {
    /// Whether there is any limit.
    pub(super) fn is_any(&self) -> bool {
        self.code.is_some() || self.origin.is_some() || self.since.is_some()
    }

    /// Whether a letter is meant.
    pub(super) fn has(&self, found: &StoredLetter) -> bool {
        let is = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|wanted| wanted == has);
        let is_since = |day: Date| time(found).is_some_and(|time| local_date(time) >= day);
        is(&self.code, &found.letter.code) && is(&self.origin, &found.letter.origin) && self.since.is_none_or(is_since)
    }
}

/// When a letter came into the log.
pub(super) fn time(found: &StoredLetter) -> Option<OffsetDateTime> {
    let seconds = i64::try_from(found.time_ms / 1_000).ok().filter(|_| found.time_ms > 0)?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

/// The same as a text, to the second.
pub(super) fn time_text(found: &StoredLetter) -> Option<String> {
    time(found).and_then(|time| time.format(&time::format_description::well_known::Rfc3339).ok())
}

/// Where a letter came from.
pub(super) fn place(letter: &DeadLetter) -> String {
    let DeadLetter { origin, partition, offset, .. } = letter;
    if Topic::ALL.iter().any(|topic| topic.role() == origin) {
        format!("{origin}, partition {partition}, offset {offset}")
    } else {
        let origin = if origin == "-" { "standard input" } else { origin };
        format!("{origin}, line {offset}")
    }
}
