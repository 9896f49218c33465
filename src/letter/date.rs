//! Dates in words, by the rules of the Unicode locale data.

use icu_calendar::{Date as Calendar, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDE};
use icu_locale_core::{Locale, locale};

use super::told::one_line;
use crate::engine::date::Date;
use crate::engine::desk::Language;

/// A date of the data in words: "24 November 2026". What is no date stays as it is.
pub fn in_words(date: &str, language: Language) -> String {
    let Some(day) = calendar(date) else { return one_line(date) };
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), YMD::long());
    formatter.expect("the forms of these languages are compiled in").format(&day).to_string()
}

/// The same with its weekday.
pub(super) fn with_weekday(date: &str, language: Language) -> String {
    let Some(day) = calendar(date) else { return one_line(date) };
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), YMDE::long());
    formatter.expect("the forms of these languages are compiled in").format(&day).to_string()
}

fn calendar(date: &str) -> Option<Calendar<Gregorian>> {
    let (year, month, day) = Date::parse(date)?.ymd();
    Calendar::try_new_gregorian(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
}

/// Day before month: most of the sites that read English.
fn locale_of(language: Language) -> Locale {
    match language {
        Language::English => locale!("en-GB"),
        Language::Chinese => locale!("zh-CN"),
    }
}
