//! The page of a back-test: one file of HTML that needs nothing else, for a screen or for paper.

mod alerts;
mod risks;
mod words;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Svg, TERMS, dark};
use crate::backtest::BacktestReport;
use words::{count, days, one, or_dash, percent, share};

const STYLE: &str = include_str!("style.css");

/// The page of a report.
pub fn page(report: &BacktestReport) -> String {
    let title = format!("Back-test {} to {}", report.span.from, report.span.to);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(dark())) }
            }
            body {
                main {
                    h1 { (title) }
                    p.lead { (whose(report)) }
                    p.never {
                        "This report is for those who decide whether agents are to be supported by these alerts. An alert is an \
                         invitation to a conversation that helps. It must never be used in a disciplinary, pay or dismissal matter."
                    }
                    (tiles(report))
                    (alerts::section(report))
                    (risks::ranking(report))
                    (risks::calibration(report))
                    (models(report))
                    (terms())
                    p.lead {
                        "Log from " (report.observed.from) " to " (report.observed.to) ". Left out: " (count(report.censored))
                        " rows whose agent left otherwise within the horizon, " (count(report.leaving))
                        " whose notice had been given, " (count(report.withdrawn))
                        " whose notice was given within the horizon and taken back. No one is named in this report."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn whose(report: &BacktestReport) -> String {
    let models = match report.periods.as_slice() {
        [only] => format!("The model {}", only.model),
        periods => format!("{} models, each trained on what was known before,", periods.len()),
    };
    format!(
        "{models} gave everyone a risk of giving notice within {} days every Sunday, and the desk raised alerts as it does live; what came \
         is told here. {} risks of {} agents are judged, {} of whom left.",
        report.horizon_days,
        count(report.rows),
        count(report.agents),
        count(report.leavers)
    )
}

fn tiles(report: &BacktestReport) -> Markup {
    let desk = &report.desk;
    let random = desk.policies.iter().find(|policy| policy.name == "random");
    let chance = |figure: Option<f64>| figure.map_or(String::new(), |figure| format!("by chance {}", percent(figure)));
    let tile = |figure: String, what: &str, beside: String| {
        html! { div.tile { b { (figure) } span { (what) } small { (beside) } } }
    };
    let found = or_dash(desk.recall, |recall| percent(recall.value));
    let right = or_dash(desk.precision, |precision| percent(precision.value));
    let per_leaver = or_dash(desk.alerts_per_leaver, |alerts| one(alerts.value));
    let by_chance = random.and_then(|policy| policy.alerts_per_leaver);
    let lead = match desk.lead.median_days {
        Some(lead) => tile(
            days(lead.value),
            "before the notice came the first alert (median)",
            format!("of {} at most", days(f64::from(report.horizon_days))),
        ),
        None => tile("none".to_owned(), "no alert came before a notice", String::new()),
    };
    html! {
        div.tiles {
            (tile(found, "of the leavers were found", chance(random.and_then(|policy| policy.recall))))
            (tile(right, "of the alerts were right", chance(random.and_then(|policy| policy.precision))))
            (tile(per_leaver, "alerts for each leaver found", by_chance.map_or(String::new(), |alerts| format!("by chance {}", one(alerts)))))
            (lead)
            (tile(format!("{:.2}", desk.load.mean), "alerts per supervisor and week", budget(report)))
            (tile(format!("{:.3}", report.figures.auc.value), "AUC of the risks", format!("tenure alone {:.3}", report.tenure_auc)))
        }
    }
}

/// The budget of a supervisor's week, and of the sites where it is another.
fn budget(report: &BacktestReport) -> String {
    let others = report.budget_week_by_site.iter().map(|(site, budget)| format!(", of {site} {budget}"));
    format!("the budget is {}{}", report.budget_week, others.collect::<String>())
}

fn models(report: &BacktestReport) -> Markup {
    html! {
        h2 { "Models in force" }
        div.wide { table {
            thead { tr { th { "model" } th { "first row" } th.n { "rows" } th.n { "base rate" } th.n { "foretold" } th.n { "AUC" } } }
            tbody { @for period in &report.periods { tr {
                td { (period.model) } td { (period.from) } td.n { (count(period.rows)) } td.n { (percent(period.base_rate)) }
                td.n { (percent(period.foretold)) } td.n { (period.auc.map_or("-".to_owned(), |auc| format!("{auc:.3}"))) }
            } } }
        } }
        @if !report.trainings.is_empty() {
            p { "Trained on the way, each from rows whose horizon was over at the close of the day of training:" }
            div.wide { table {
                thead { tr { th { "day" } th { "model" } th { "in force from" } th { "last row" } th.n { "leavers" } } }
                tbody { @for training in &report.trainings { tr {
                    td { (training.day) }
                    @if let Some(refused) = &training.refused {
                        td colspan="4" { "none: " (refused) }
                    } @else {
                        td { (training.model.as_deref().unwrap_or("-")) }
                        td { (or_dash(training.in_force_from, |day| day.to_string())) }
                        td { (or_dash(training.last_row, |day| day.to_string())) }
                        td.n { (training.leavers.map_or("-".to_owned(), count)) }
                    }
                } } }
            } }
        }
    }
}

fn terms() -> Markup {
    html! {
        h2 { "What the words mean" }
        dl { @for (name, meaning, source) in TERMS {
            dt { (name) }
            dd { (meaning) @if !source.is_empty() { small { " (" (source) ")" } } }
        } }
    }
}

fn figure(title: &str, reading: &str, svg: &Svg) -> Markup {
    html! { figure { figcaption { (title) small { (reading) } } (PreEscaped(svg.inline())) } }
}

/// A share with its interval.
fn estimate(figure: Option<crate::metrics::Estimate>) -> Markup {
    html! { @if let Some(figure) = figure { (percent(figure.value)) " " small { (share(figure)) } } @else { "-" } }
}
