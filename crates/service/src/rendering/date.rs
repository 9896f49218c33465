//! Dates in words, by the rules of the Unicode locale data.

use icu_calendar::{Date as Calendar, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDE};
use icu_locale_core::{Locale, locale};

use attrition_core::basics::date::Date;
use attrition_core::desk::Language;

/// A date in words: "24 November 2026".
pub fn in_words(date: Date, language: Language) -> String {
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), YMD::long());
    formatter.expect("the forms of these languages are compiled in").format(&calendar(date)).to_string()
}

/// The same with its weekday.
pub(super) fn with_weekday(date: Date, language: Language) -> String {
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale_of(language).into(), YMDE::long());
    formatter.expect("the forms of these languages are compiled in").format(&calendar(date)).to_string()
}

fn calendar(date: Date) -> Calendar<Gregorian> {
    let (year, month, day) = date.ymd();
    let day = Calendar::try_new_gregorian(year, month as u8, day as u8);
    day.expect("months have at most 31 days, and years 12 months")
}

/// Day before month: most of the sites that read English.
fn locale_of(language: Language) -> Locale {
    match language {
        Language::English => locale!("en-GB"),
        Language::Chinese => locale!("zh-CN"),
    }
}
