//! The raw explanation: every signal by its name in the catalogue, with what it adds to the log-odds.

use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::basics::date::Date;
use attrition_core::desk::Language;
use attrition_core::model::RiskEvaluation;
use attrition_core::model::{Model, probability};
use attrition_core::signals::{SIGNALS, Unit};

/// A signal with its value and what it adds to the log-odds.
#[derive(serde::Serialize)]
struct SignalLine {
    signal: &'static str,
    value: Option<f64>,
    normal: Option<f64>,
    contribution: f64,
    running_logit: f64,
    running_risk: f64,
}

/// Prints every signal as a table.
pub(super) fn show(evaluation: &RiskEvaluation, model: &Model) {
    let mut table = Table::new(&["signal", "value", "own normal", "contribution", "log-odds", "risk"]);
    let base = format!("{:.1} %", probability(model.intercept) * 100.0);
    table.add_row(["(intercept)", "", "", "", &format!("{:.3}", model.intercept), &base].map(str::to_owned));
    if evaluation.site_level != 0.0 {
        let logit = model.intercept + evaluation.site_level;
        let sums = [
            format!("{:+.3}", evaluation.site_level),
            format!("{logit:.3}"),
            format!("{:.1} %", probability(logit) * 100.0),
        ];
        table.add_row(["(level of this site)".to_owned(), String::new(), String::new()].into_iter().chain(sums));
    }
    for line in lines(evaluation, model) {
        let signal = SIGNALS.iter().find(|signal| signal.name == line.signal).map_or(Unit::Ratio, |signal| signal.unit);
        let normal =
            line.normal.map_or(String::new(), |normal| attrition_i18n::figure(signal, normal, Language::English));
        let value = line.value.map_or("missing".to_owned(), |value| with_unit(value, signal));
        let row = [line.signal.to_owned(), value, normal];
        let sums = [
            format!("{:+.3}", line.contribution),
            format!("{:.3}", line.running_logit),
            format!("{:.1} %", line.running_risk * 100.0),
        ];
        table.add_row(row.into_iter().chain(sums));
    }
    table.show();
}

/// Every signal, the largest contribution first, and what they add up to on the way.
fn lines(evaluation: &RiskEvaluation, model: &Model) -> Vec<SignalLine> {
    let mut order: Vec<usize> = (0..SIGNALS.len()).collect();
    order.sort_by(|a, b| evaluation.contributions[*b].abs().total_cmp(&evaluation.contributions[*a].abs()));
    let mut running = model.intercept + evaluation.site_level;
    let line = |i: usize| {
        running += evaluation.contributions[i];
        let comparison = SIGNALS[i].form.comparison(&evaluation.evidence);
        SignalLine {
            signal: SIGNALS[i].name,
            value: Some(evaluation.values[i]).filter(|value| !value.is_nan()),
            normal: comparison.and_then(|comparison| comparison.normal),
            contribution: evaluation.contributions[i],
            running_logit: running,
            running_risk: probability(running),
        }
    };
    order.into_iter().map(line).collect()
}

/// Prints every signal as JSON.
pub(super) fn json(agent: &str, day: Date, evaluation: &RiskEvaluation, model: &Model) -> anyhow::Result<()> {
    output::json(&serde_json::json!({
        "agent": agent, "date": day.to_string(), "model": model.id, "horizon_days": model.horizon_days,
        "intercept": model.intercept, "site_level": evaluation.site_level, "unmeasured": model.is_unmeasured, "logit": evaluation.logit, "risk": evaluation.risk, "band": evaluation.band.code(),
        "signals": lines(evaluation, model),
    }))
}

/// A value with its unit; yes or no, which is 1 or 0, has none.
fn with_unit(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Flag => plain(value),
        unit => format!("{} {}", plain(value), unit.text()),
    }
}

/// Three decimals at most, none for nothing.
fn plain(value: f64) -> String {
    format!("{value:.3}").trim_end_matches('0').trim_end_matches('.').to_owned()
}
