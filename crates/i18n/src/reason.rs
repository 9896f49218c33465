//! Reasons as sentences, each with the agent's own normal where there is one.

use fluent_bundle::FluentArgs;

use super::bundle::{Value, message_with_any, text};
use super::figure::{count, figure, percent};
use attrition_core::desk::Language;
use attrition_core::explain::Reason;
use attrition_core::signals::{SIGNALS, Signal, Telling, Unit};

/// Stands for a figure that a record lacks. No signal lacks one that its sentence needs; a foreign record may.
const LACKING: &str = "–";

/// The sentence of a reason.
pub fn reason(reason: &Reason, language: Language) -> String {
    let signal = SIGNALS.iter().find(|signal| signal.name == reason.signal);
    let args = signal.map_or_else(FluentArgs::new, |signal| args(signal, reason, language));
    let name = format!("reason-{}", reason.signal);
    let alone = || message_with_any(language, &format!("{name}.alone"), &args);
    let whole = || message_with_any(language, &name, &args);
    // A message without `.alone` speaks of no own normal, or is of a signal that always has one.
    let text = if reason.normal.is_some() { whole() } else { alone().or_else(whole) };
    text.unwrap_or(name)
}

/// What a signal, or time away, is called where it has no sentence.
pub fn label(signal: &str, language: Language) -> String {
    text(language, &format!("signal-{signal}"))
}

/// The sentence of a signal with dots for its figures, as documentation shows it; `None` when it has none of its own.
pub fn template(signal: &Signal, language: Language) -> Option<String> {
    if signal.telling == Telling::TimeAway {
        return None;
    }
    let args: FluentArgs<'_> =
        ["now", "normal", "of", "change", "direction"].map(|name| (name, Value::from("…"))).into_iter().collect();
    message_with_any(language, &format!("reason-{}", signal.name), &args)
}

/// What sentences are given; each takes what it needs.
fn args(signal: &Signal, reason: &Reason, language: Language) -> FluentArgs<'static> {
    let Reason { now, normal, of, .. } = *reason;
    let one = |value: Option<f64>| match (signal.unit, value) {
        (_, None) => LACKING.into(),
        // People are counted, whatever the unit of the signal's value is.
        (_, Some(value)) if of.is_some() => count(value),
        (Unit::Count, Some(value)) => count(value),
        (unit, Some(value)) => Value::from(figure(unit, value, language)),
    };
    let change = normal.zip(now).map(|(normal, now)| now / normal - 1.0).filter(|change| change.is_finite());
    let direction = if change.is_some_and(|change| change < 0.0) { "down" } else { "up" };
    let change = change.map_or(LACKING.to_owned(), |change| percent(change.abs(), language));
    let all = [
        ("now", one(now)),
        ("normal", one(normal)),
        ("of", one(of)),
        ("change", change.into()),
        ("direction", direction.into()),
    ];
    all.into_iter().collect()
}
