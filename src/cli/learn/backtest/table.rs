//! A back-test as a person reads it at a terminal.

use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::desk::Language;
use attrition_learner::backtest::{BacktestReport, DeskFigures};
use attrition_learner::metrics::Estimate;

pub(super) fn report(report: &BacktestReport) {
    head(report);
    figures(report);
    deciles(report);
    bands(report);
    lists(report);
    desk(&report.desk);
    load(report);
    output::line(&attrition_i18n::purpose(Language::English));
}

fn head(report: &BacktestReport) {
    output::line(&format!(
        "Judged from {} to {}, for the {} days after each Sunday: {} rows of {} agents, {} of whom left; in {} of the \
         rows (the base rate) the agent left within the horizon.",
        report.span.from,
        report.span.to,
        report.horizon_days,
        report.rows,
        report.agents,
        report.leavers,
        percent(report.base_rate)
    ));
    output::line(&format!(
        "Left out: {} rows whose agent left in another way, {} whose notice had been given, {} whose notice was taken \
         back. In brackets: 95 % intervals, by bootstrap over agents; Wilson's for alerts and leavers found.",
        report.censored, report.leaving, report.withdrawn
    ));
    for refused in report.trainings.iter().filter_map(|training| Some((&training.day, training.refused.as_ref()?))) {
        output::line(&format!("No model was trained on {}: {}.", refused.0, refused.1));
    }
    let mut table = Table::new(&["model", "scored from", "rows", "base rate", "foretold", "AUC"]);
    for period in &report.periods {
        let auc = period.auc.map_or("-".to_owned(), |auc| format!("{auc:.3}"));
        let shares = [percent(period.base_rate), percent(period.foretold)];
        let [base_rate, foretold] = shares;
        table.add_row([period.model.clone(), period.from.clone(), period.rows.to_string(), base_rate, foretold, auc]);
    }
    table.show();
}

fn figures(report: &BacktestReport) {
    let mut table = Table::new(&["figure", "model", "tenure alone", "model over tenure"]);
    let figures = &report.figures;
    let (auc, precision) = (report.tenure_auc, report.tenure_average_precision);
    let over = |over: Option<Estimate>| over.map_or("-".to_owned(), number);
    table.add_row(["AUC".to_owned(), number(figures.auc), format!("{auc:.3}"), over(report.auc_over_tenure)]);
    let ap_over = over(report.average_precision_over_tenure);
    table.add_row([
        "average precision".to_owned(),
        number(figures.average_precision),
        format!("{precision:.3}"),
        ap_over,
    ]);
    let rest = [
        ("Brier", four(figures.brier)),
        ("log loss", four(figures.log_loss)),
        ("calibration error", format!("{:.4}", report.calibration_error)),
        ("leavers in the top tenth", share(figures.recall_top_tenth)),
        ("lift of the top tenth", format!("{:.2}", report.lift_top_tenth)),
    ];
    for (name, figure) in rest {
        table.add_row([name.to_owned(), figure, String::new(), String::new()]);
    }
    table.show();
}

fn deciles(report: &BacktestReport) {
    let mut table = Table::new(&["tenth by risk", "rows", "foretold", "left"]);
    for (tenth, place) in report.curves.reliability.iter().zip(1..) {
        table.add_row([place.to_string(), tenth.rows.to_string(), percent(tenth.foretold), share(tenth.real)]);
    }
    table.show();
}

fn bands(report: &BacktestReport) {
    let mut table = Table::new(&["year", "band", "rows", "agents", "leavers", "foretold", "left within the horizon"]);
    for band in &report.bands {
        let counts = [band.rows, band.agents, band.leavers].map(|count| count.to_string());
        let real = band.real.map_or("-".to_owned(), share);
        let row =
            [vec![band.year.to_string(), band.band.to_owned()], counts.into(), vec![percent(band.foretold), real]];
        table.add_row(row.concat());
    }
    table.show();
}

fn lists(report: &BacktestReport) {
    let mut table =
        Table::new(&["highest k of each supervisor and week", "precision", "by chance", "leavers on the list"]);
    for list in &report.lists {
        let chance = list.by_chance.map_or("-".to_owned(), percent);
        table.add_row([list.k.to_string(), or_none(list.precision), chance, or_none(list.recall)]);
    }
    table.show();
}

fn desk(desk: &DeskFigures) {
    let mut table =
        Table::new(&["who chooses", "alerts", "precision", "leavers found", "alerts for each leaver found"]);
    let per_leaver = desk
        .alerts_per_leaver
        .map_or("-".to_owned(), |figure| format!("{:.1} [{:.1}, {:.1}]", figure.value, figure.low, figure.high));
    table.add_row([
        "model and desk".to_owned(),
        desk.alerts.to_string(),
        or_none(desk.precision),
        or_none(desk.recall),
        per_leaver,
    ]);
    for policy in &desk.policies {
        let name = if policy.name == "random" { "by chance" } else { "by tenure alone" };
        let shares = [policy.precision, policy.recall].map(|share| share.map_or("-".to_owned(), percent));
        let [precision, recall] = shares;
        let per_leaver = policy.alerts_per_leaver.map_or("-".to_owned(), |figure| format!("{figure:.1}"));
        table.add_row([name.to_owned(), format!("{:.0}", policy.alerts), precision, recall, per_leaver]);
    }
    table.show();
    output::line(&format!(
        "Leavers found: {} of {}; {}. Alerts withheld by the weekly budgets: {}.",
        desk.found,
        desk.leavers,
        lead(desk),
        desk.withheld
    ));
}

/// How long before the notice the first alert came.
fn lead(desk: &DeskFigures) -> String {
    desk.lead.median_days.map_or("no alert came before a notice".to_owned(), |days| {
        let (value, low, high) = (days.value, days.low, days.high);
        format!("the first alert came {value:.0} days [{low:.0}, {high:.0}] before the notice (median)")
    })
}

fn load(report: &BacktestReport) {
    let load = &report.desk.load;
    let usual = report.budget_week.to_string();
    let others = report.budget_week_by_site.iter().map(|(site, budget)| format!("{budget} at the site {site}"));
    let names = ["none", "1", "2", "3", "4 or more"];
    let weeks = names.iter().zip(&load.weeks).map(|(name, weeks)| {
        let share = *weeks as f64 / load.supervisor_weeks.max(1) as f64;
        format!("{name} in {} ({})", weeks, percent(share))
    });
    output::line(&format!(
        "Alerts in a week of one of {} supervisors: {:.2} on average; {}. The budget of such a week is {}.",
        load.supervisors,
        load.mean,
        weeks.collect::<Vec<_>>().join(", "),
        [usual].into_iter().chain(others).collect::<Vec<_>>().join(", ")
    ));
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn share(figure: Estimate) -> String {
    let Estimate { value, low, high } = figure;
    format!("{:.1} % [{:.1}, {:.1}]", 100.0 * value, 100.0 * low, 100.0 * high)
}

fn or_none(figure: Option<Estimate>) -> String {
    figure.map_or("-".to_owned(), share)
}

fn number(figure: Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", figure.value, figure.low, figure.high)
}

fn four(figure: Estimate) -> String {
    format!("{:.4} [{:.4}, {:.4}]", figure.value, figure.low, figure.high)
}
