//! How well risks rank, and whether they keep their word.

use maud::{Markup, html};

use super::words::{count, or_dash, percent};
use super::{estimate, figure};
use crate::backtest::{BacktestReport, BandYear, Listed};
use crate::metrics::Estimate;
use crate::report::plot::small_percent;
use crate::report::{Bar, BarGroup, Colour, bars, gain, precision_recall, reliability, roc};

pub(super) fn ranking(report: &BacktestReport) -> Markup {
    let (curves, figures) = (&report.curves, &report.figures);
    let decimals = |figure: Estimate, decimals: usize| {
        html! { (format!("{:.decimals$}", figure.value)) " " small { (format!("{:.decimals$} to {:.decimals$}", figure.low, figure.high)) } }
    };
    let over = |over: Option<Estimate>| html! { @if let Some(over) = over { (decimals(over, 3)) } @else { "-" } };
    html! {
        h2 { "How well the risks rank" }
        p {
            "In " (percent(report.base_rate)) " of the rows the agent gave notice within " (report.horizon_days)
            " days: nothing below can be read without this base rate. Small figures are 95 % intervals."
        }
        div.wide { table {
            thead { tr { th { "figure" } th.n { "model" } th.n { "tenure alone" } th.n { "model over tenure" } } }
            tbody {
                tr { td { "AUC" } td.n { (decimals(figures.auc, 3)) } td.n { (format!("{:.3}", report.tenure_auc)) } td.n { (over(report.auc_over_tenure)) } }
                tr {
                    td { "average precision" } td.n { (decimals(figures.average_precision, 3)) }
                    td.n { (format!("{:.3}", report.tenure_average_precision)) } td.n { (over(report.average_precision_over_tenure)) }
                }
                tr { td { "Brier" } td.n { (decimals(figures.brier, 4)) } td {} td {} }
                tr { td { "log loss" } td.n { (decimals(figures.log_loss, 4)) } td {} td {} }
                tr { td { "leavers in the top tenth" } td.n { (estimate(Some(figures.recall_top_tenth))) } td {} td {} }
                tr { td { "lift of the top tenth" } td.n { (format!("{:.2}", report.lift_top_tenth)) } td {} td {} }
            }
        } }
        div.plots {
            (figure("Cumulative gain", "how many of all leavers are among the rows of highest risk", &gain(curves, report.base_rate)))
            (figure("ROC", "leavers found against stayers taken for leavers", &roc(curves, figures.auc.value)))
            (figure("Precision over recall", "how many of those picked leave, as more leavers are found", &precision_recall(curves, report.base_rate)))
            (figure("Lists without a desk", "share of right entries among the k highest risks of each supervisor every Sunday", &lists(report)))
        }
        (lists_table(report))
    }
}

pub(super) fn calibration(report: &BacktestReport) -> Markup {
    html! {
        h2 { "Whether the risks keep their word" }
        p {
            "Of those to whom a risk of 5 % was said, 5 in 100 should leave. On average the tenths below are "
            (format!("{:.2}", 100.0 * report.calibration_error)) " percentage points away from that."
        }
        div.plots {
            (figure("Reliability", "each dot is a tenth of the rows; on the line, what was foretold came", &reliability(&report.curves)))
            (figure("Leavers by band and year", "share of the rows whose agent left, with 95 % interval", &band_years(&report.bands)))
        }
        div.tables {
            div.wide { table {
                thead { tr { th { "tenth by risk" } th.n { "rows" } th.n { "foretold" } th.n { "left" } } }
                tbody { @for (place, tenth) in report.curves.reliability.iter().enumerate() { tr {
                    td { (place + 1) } td.n { (count(tenth.rows)) } td.n { (percent(tenth.foretold)) } td.n { (estimate(Some(tenth.real))) }
                } } }
            } }
            div.wide { table {
                thead { tr { th { "year" } th { "band" } th.n { "rows" } th.n { "agents" } th.n { "leavers" } th.n { "foretold" } th.n { "left" } } }
                tbody { @for band in &report.bands { tr {
                    td { (band.year) } td { (band.band) } td.n { (count(band.rows)) } td.n { (count(band.agents)) } td.n { (count(band.leavers)) }
                    td.n { (percent(band.foretold)) } td.n { (estimate(band.real)) }
                } } }
            } }
        }
    }
}

fn band_years(bands: &[BandYear]) -> super::Svg {
    let colour = |band: &BandYear| match band.band {
        "green" => Colour::Withdrawal,
        "amber" => Colour::Amber,
        _ => Colour::Red,
    };
    let bar = |band: &BandYear| {
        let real = band.real?;
        Some(Bar { value: real.value, interval: Some(real), text: percent(real.value), colour: colour(band) })
    };
    let group =
        |bands: &[BandYear]| BarGroup { name: bands[0].year.to_string(), bars: bands.iter().filter_map(bar).collect() };
    let groups: Vec<BarGroup> = bands.chunk_by(|a, b| a.year == b.year).map(group).collect();
    let key = [(Colour::Withdrawal, "green"), (Colour::Amber, "amber"), (Colour::Red, "red")];
    bars(
        "Share of rows whose agent left within the horizon, by band and year",
        ("year", "left within the horizon"),
        &small_percent,
        &groups,
        &key,
    )
}

fn lists(report: &BacktestReport) -> super::Svg {
    let group = |list: &Listed| {
        let bar = |value: f64, interval, colour| Bar { value, interval, text: percent(value), colour };
        let model = list.precision.map(|precision| bar(precision.value, Some(precision), Colour::Model));
        let chance = list.by_chance.map(|chance| bar(chance, None, Colour::Chance));
        BarGroup { name: format!("k = {}", list.k), bars: model.into_iter().chain(chance).collect() }
    };
    let groups: Vec<BarGroup> = report.lists.iter().map(group).collect();
    let key = [(Colour::Model, "model"), (Colour::Chance, "by chance")];
    bars(
        "Share of right entries among the k highest risks of each supervisor",
        ("entries on the list", "right entries"),
        &small_percent,
        &groups,
        &key,
    )
}

fn lists_table(report: &BacktestReport) -> Markup {
    html! { div.wide { table {
        thead { tr { th { "highest k of each supervisor and Sunday" } th.n { "right" } th.n { "by chance" } th.n { "leavers on the list" } } }
        tbody { @for list in &report.lists { tr {
            td { (list.k) } td.n { (estimate(list.precision)) } td.n { (or_dash(list.by_chance, percent)) } td.n { (estimate(list.recall)) }
        } } }
    } } }
}
