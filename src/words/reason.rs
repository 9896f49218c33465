//! Reasons as sentences, each with the agent's own normal where there is one.

use fluent_bundle::FluentArgs;

use super::bundle::{Value, told};
use super::figure::{count, figure, percent};
use crate::engine::desk::Language;
use crate::engine::explain::Reason;
use crate::engine::signals::{Form, SIGNALS, Signal, Telling, Unit};

/// The sentence of a reason.
pub fn reason(reason: &Reason, language: Language) -> String {
    let signal = SIGNALS.iter().find(|signal| signal.name == reason.signal);
    let args = signal.map_or_else(FluentArgs::new, |signal| args(signal, reason.now, reason.normal, language));
    sentence(reason.signal, reason.normal.is_some(), &args, language)
}

/// The sentence of a signal with dots for its figures, as documentation shows it; `None` when it has none of its own.
pub fn template(signal: &Signal, language: Language) -> Option<String> {
    if signal.telling == Telling::TimeAway {
        return None;
    }
    let args: FluentArgs<'_> =
        ["now", "normal", "change", "direction"].map(|name| (name, Value::from("…"))).into_iter().collect();
    Some(sentence(signal.name, true, &args, language))
}

fn sentence(signal: &str, compared: bool, args: &FluentArgs<'_>, language: Language) -> String {
    let name = format!("reason-{signal}");
    let alone = || told(language, &format!("{name}.alone"), args);
    let whole = || told(language, &name, args);
    // A message without `.alone` speaks of no own normal.
    let text = if compared { whole() } else { alone().or_else(whole) };
    text.unwrap_or(name)
}

/// What the sentence of a signal is given.
fn args(signal: &Signal, now: Option<f64>, normal: Option<f64>, language: Language) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    let Some(now) = now.filter(|_| has_figures(signal)) else { return args };
    let one = |value: f64| match signal.unit {
        Unit::Count => count(value),
        unit => figure(unit, value, language).into(),
    };
    args.set("now", one(now));
    if let Some(normal) = normal {
        args.set("normal", one(normal));
        if matches!(signal.form, Form::LogChange(..)) {
            // Of figures that a record may hold but no signal has, such as a normal of 0, no change is told.
            let change = now / normal - 1.0;
            args.set("change", percent(if change.is_finite() { change.abs() } else { 0.0 }, language));
            args.set("direction", if change < 0.0 { "down" } else { "up" });
        }
    }
    args
}

/// Whether a supervisor can make something of the figure: not of yes or no, of nats, of a product of slopes.
fn has_figures(signal: &Signal) -> bool {
    let product = signal.unit == Unit::PerHourPerWeek && matches!(signal.form, Form::Other(..));
    !product && !matches!(signal.unit, Unit::Flag | Unit::Nats)
}
