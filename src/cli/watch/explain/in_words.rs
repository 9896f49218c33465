//! The explanation as a person reads it, strongest first, with how much each moves the risk: what is a reason in the sentence of
//! letters, all else by its label and its figures.

use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::desk::Language;
use attrition_core::explain::{CONTRIBUTION_MIN, TIME_AWAY, all_reasons};
use attrition_core::model::RiskEvaluation;
use attrition_core::model::{Model, probability};
use attrition_core::signals::{Daily, SIGNALS, Signal, Telling, Unit};

/// Log-odds below which a signal is not told alone: it moves a risk of 10 % by less than half a point.
const SHOWN_MIN: f64 = 0.05;

/// One row: what it is, and the log-odds that it adds.
struct SignalRow {
    what: String,
    contribution: f64,
}

/// As a table: what raises the risk first, what lowers it last.
pub(super) fn show(evaluation: &RiskEvaluation, daily: &Daily, model: &Model) {
    let rows = rows(evaluation, daily, model);
    let (shown, small): (Vec<&SignalRow>, Vec<&SignalRow>) =
        rows.iter().partition(|row| row.contribution.abs() >= SHOWN_MIN);
    let mut table = Table::new(&["what", "multiplies the odds by"]);
    for row in &shown {
        table.add_row([row.what.clone(), factor(row.contribution)]);
    }
    if !small.is_empty() {
        let together = small.iter().map(|row| row.contribution).sum();
        let what =
            if small.len() == 1 { "one smaller".to_owned() } else { format!("{} smaller ones together", small.len()) };
        table.add_row([what, factor(together)]);
    }
    let usual = probability(model.intercept + evaluation.site_level) * 100.0;
    let by_site = if evaluation.site_level == 0.0 { "" } else { ", given how many leave this site" };
    output::line(&format!("Without any of these signals the risk would be {usual:.1} %{by_site}. What moves it:"));
    table.show();
    let missing = evaluation.values.iter().filter(|value| value.is_nan()).count();
    output::line(&format!(
        "Signals with too few records to be judged: {missing} of {}; `--raw` shows every signal with its value.",
        SIGNALS.len()
    ));
}

/// Everything that moves the risk, from what raises it most to what lowers it most.
fn rows(evaluation: &RiskEvaluation, daily: &Daily, model: &Model) -> Vec<SignalRow> {
    let mut reasons = all_reasons(evaluation, daily, model);
    reasons.retain(|reason| reason.contribution >= CONTRIBUTION_MIN);
    let mut rows: Vec<SignalRow> = Vec::new();
    let mut away = 0.0;
    for (i, signal) in SIGNALS.iter().enumerate().filter(|(i, _)| evaluation.contributions[*i] != 0.0) {
        let contribution = evaluation.contributions[i];
        if signal.telling == Telling::TimeAway {
            away += contribution;
            continue;
        }
        let reason = reasons.iter().find(|reason| reason.signal == signal.name);
        let sentence = reason.map(|reason| attrition_i18n::reason(reason, Language::English));
        let what = sentence.unwrap_or_else(|| plainly(signal, evaluation, i));
        rows.push(SignalRow { what, contribution });
    }
    // Whatever may hold sick leave is told as one, without figures, as in letters.
    if away != 0.0 {
        let reason = reasons.iter().find(|reason| reason.signal == TIME_AWAY);
        let sentence = reason.map(|reason| attrition_i18n::reason(reason, Language::English));
        let what = sentence.unwrap_or_else(|| attrition_i18n::label(TIME_AWAY, Language::English));
        rows.push(SignalRow { what, contribution: away });
    }
    rows.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    rows
}

/// A signal that is no reason, since it lowers the risk, hardly moves it, or does so in another way than expected: its label and its
/// figures.
fn plainly(signal: &Signal, evaluation: &RiskEvaluation, i: usize) -> String {
    let label = attrition_i18n::label(signal.name, Language::English);
    let value = evaluation.values[i];
    if value.is_nan() {
        return format!("{label}: too few records");
    }
    // Of a trend, its last week says less than how steep it is.
    let is_trend = matches!(signal.unit, Unit::MinutesPerWeek | Unit::PointsPerWeek | Unit::PerHourPerWeek);
    let comparison = signal.form.comparison(&evaluation.evidence).filter(|_| !is_trend && signal.unit != Unit::Flag);
    let Some(comparison) = comparison else {
        return format!("{label}: {}", attrition_i18n::value(signal.unit, value, Language::English));
    };
    let figure = |value| attrition_i18n::figure(signal.unit, value, Language::English);
    let now = figure(comparison.now);
    match comparison.normal.map(figure).filter(|normal| *normal != now) {
        Some(normal) => format!("{label}: {now}, own normal {normal}"),
        None => format!("{label}: {now}"),
    }
}

/// What log-odds multiply the odds by, as "1.35".
fn factor(contribution: f64) -> String {
    format!("{:.2}", contribution.exp())
}
