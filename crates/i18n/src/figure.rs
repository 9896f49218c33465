//! Figures as people read them: rounded to what is worth reading, in the form of the language, with their unit.

use fluent_bundle::FluentArgs;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::locale;

use super::bundle::{Value, message, text};
use attrition_core::desk::Language;
use attrition_core::signals::Unit;

/// Numbers beyond this are told as this: nothing that is counted here comes near it, and no digit gets lost below it.
const MAX: f64 = 1e12;

/// Days up to which a time is told in days; a longer one is told in months.
const IN_DAYS_MAX: f64 = 99.5;

/// Mean length of a month of the Gregorian calendar.
const MONTH_DAYS: f64 = 30.436_875;

/// A figure of this unit with its unit; of a change of logarithms, the figures behind it.
pub fn figure(unit: Unit, value: f64, language: Language) -> String {
    let (name, value, fraction) = match unit {
        Unit::Share | Unit::PerYear => return percent(value, language),
        Unit::Count | Unit::Flag => ("figure-plain", value, fraction_of_count(value)),
        Unit::Minutes | Unit::MinutesPerWeek => ("figure-minutes", value, 1),
        Unit::Hours => ("figure-hours", value, 1),
        Unit::Days if value < IN_DAYS_MAX => ("figure-days", value, 0),
        Unit::Days => ("figure-months", value / MONTH_DAYS, 0),
        Unit::Points | Unit::PointsPerWeek => ("figure-points", value, 0),
        // So fine that the change in percent beside two figures can be seen in them.
        Unit::LogSeconds => ("figure-seconds", value, usize::from(value < 20.0)),
        Unit::LogPerHour | Unit::PerHourPerWeek => ("figure-plain", value, if value < 10.0 { 2 } else { 1 }),
        // A spread, told in parts of a mean.
        Unit::Ratio => return percent(value, language),
        Unit::Stars => ("figure-plain", value, 1),
        Unit::Nats => ("figure-plain", value, 2),
    };
    with(name, number(value, fraction), language)
}

/// The value of a signal itself: as a figure of its unit, but for yes or no and for what rises or falls by so much a week.
pub fn value(unit: Unit, value: f64, language: Language) -> String {
    let (name, fraction) = match unit {
        Unit::Flag => return text(language, if value > 0.0 { "figure-yes" } else { "figure-no" }),
        Unit::MinutesPerWeek => ("figure-minutes-a-week", 1),
        Unit::PointsPerWeek => ("figure-points-a-week", 1),
        Unit::PerHourPerWeek => ("figure-pace-a-week", 2),
        unit => return figure(unit, value, language),
    };
    with(name, number(value, fraction), language)
}

/// A share as whole percent.
pub fn percent(share: f64, language: Language) -> String {
    with("figure-percent", number(share * 100.0, 0), language)
}

/// A count that a sentence can be built around: "one shift", "3 shifts".
pub(super) fn count(value: f64) -> Value<'static> {
    number(value, fraction_of_count(value))
}

/// What is counted is whole; what is usual of it need not be.
fn fraction_of_count(value: f64) -> usize {
    usize::from((value - value.round()).abs() >= 0.05)
}

/// A number rounded to so many decimals, so that the form of a noun follows what is shown.
fn number(value: f64, fraction: usize) -> Value<'static> {
    let tens = 10f64.powi(fraction as i32);
    // Not a number, which no record can hold, would come out as 0.
    let rounded = (value.clamp(-MAX, MAX) * tens).round() as i64 as f64 / tens;
    let fraction = (fraction > 0).then_some(fraction);
    FluentNumber::new(rounded, FluentNumberOptions { minimum_fraction_digits: fraction, ..Default::default() }).into()
}

fn with(name: &str, number: Value<'_>, language: Language) -> String {
    let args: FluentArgs<'_> = [("n", number)].into_iter().collect();
    message(language, name, &args).unwrap_or_default()
}

/// Digits in the form of the language: its decimal sign, its grouping.
pub(super) fn digits(value: f64, fraction: usize, language: Language) -> String {
    let whole = (value.clamp(-MAX, MAX) * 10f64.powi(fraction as i32)).round() as i64;
    let mut decimal = Decimal::from(whole);
    decimal.multiply_pow10(-(fraction as i16));
    decimal.pad_end(-(fraction as i16));
    let locale = match language {
        Language::English => locale!("en-GB"),
        Language::Chinese => locale!("zh-CN"),
    };
    let formatter = DecimalFormatter::try_new(locale.into(), Default::default());
    formatter.expect("the forms of these languages are compiled in").format(&decimal).to_string()
}
