//! What reached the supervisors.

use maud::{Markup, html};

use super::words::{count, one, or_dash, percent};
use super::{estimate, figure};
use crate::offline::backtest::{DeskFigures, Report};
use crate::offline::metrics::Estimate;
use crate::offline::report::{Bar, Colour, Group, bars};

pub(super) fn section(report: &Report) -> Markup {
    let desk = &report.desk;
    html! {
        h2 { "What reached the supervisors" }
        p {
            (count(desk.alerts)) " alerts were raised, " (count(desk.answered)) " of them have an answer; the weekly budgets withheld "
            (count(desk.withheld)) " more. Of " (count(desk.leavers)) " leavers whose last " (report.horizon_days)
            " days were judged, " (count(desk.found)) " had been alerted in them."
        }
        (policies(desk))
        div.plots {
            (figure("Right alerts", "share after which notice was given within the horizon, with 95 % interval", &precision(desk)))
            (figure("Lead time", "days from the first alert to the notice, leavers found", &lead(desk)))
            (figure("Load", "alerts in a week of a supervisor, share of the weeks", &load(desk)))
            (figure("Lists without a desk", "share of right entries among the k highest risks of each supervisor every Sunday", &lists(report)))
        }
        (lists_table(report))
    }
}

fn policies(desk: &DeskFigures) -> Markup {
    let dash = |figure: Option<f64>| or_dash(figure, percent);
    html! { div.wide { table {
        thead { tr { th { "who chooses" } th.n { "alerts" } th.n { "right" } th.n { "leavers found" } th.n { "alerts for each leaver found" } } }
        tbody {
            tr {
                td { b { "model and desk" } } td.n { (count(desk.alerts)) } td.n { (estimate(desk.precision)) } td.n { (estimate(desk.recall)) }
                td.n { @if let Some(Estimate { value, low, high }) = desk.alerts_per_leaver {
                    (one(value)) " " small { (one(low)) " to " (one(high)) }
                } @else { "-" } }
            }
            @for policy in &desk.policies { tr {
                td { (name(policy.name)) } td.n { (count(policy.alerts.round() as usize)) } td.n { (dash(policy.precision)) } td.n { (dash(policy.recall)) }
                td.n { (or_dash(policy.alerts_per_leaver, one)) }
            } }
        }
    } } }
}

fn name(policy: &str) -> &'static str {
    if policy == "random" { "by chance" } else { "by tenure alone" }
}

fn precision(desk: &DeskFigures) -> super::Svg {
    let bar = |value: f64, interval, colour| Bar { value, interval, text: percent(value), colour };
    let mut groups = Vec::new();
    if let Some(precision) = desk.precision {
        groups.push(Group {
            name: "model and desk".to_owned(),
            bars: vec![bar(precision.value, Some(precision), Colour::Model)],
        });
    }
    for policy in desk.policies.iter().rev() {
        let colour = if policy.name == "random" { Colour::Chance } else { Colour::Tenure };
        let bars = policy.precision.map(|precision| bar(precision, None, colour)).into_iter().collect();
        groups.push(Group { name: name(policy.name).to_owned(), bars });
    }
    let about = "Share of right alerts: model and desk, by tenure alone, by chance";
    bars(about, ("who chooses", "right alerts"), &super::super::plot::small_percent, &groups, &[])
}

fn lead(desk: &DeskFigures) -> super::Svg {
    let group = |(week, leavers): (usize, &usize)| Group {
        name: format!("{} to {}", 7 * week + 1, 7 * week + 7),
        bars: vec![Bar { value: *leavers as f64, interval: None, text: leavers.to_string(), colour: Colour::Model }],
    };
    let groups: Vec<Group> = desk.lead.weeks.iter().enumerate().map(group).collect();
    let about = "Leavers found by the days from the first alert to the notice";
    bars(about, ("days before the notice", "leavers found"), &|leavers| format!("{leavers:.0}"), &groups, &[])
}

fn load(desk: &DeskFigures) -> super::Svg {
    let all = desk.load.supervisor_weeks.max(1) as f64;
    let last = desk.load.weeks.len() - 1;
    let group = |(alerts, weeks): (usize, &usize)| {
        let value = *weeks as f64 / all;
        let name = if alerts == last { format!("{alerts} or more") } else { alerts.to_string() };
        Group { name, bars: vec![Bar { value, interval: None, text: percent(value), colour: Colour::Model }] }
    };
    let groups: Vec<Group> = desk.load.weeks.iter().enumerate().map(group).collect();
    let about = "Weeks of supervisors by the number of alerts in them";
    bars(about, ("alerts in a week", "weeks of supervisors"), &super::super::plot::percent, &groups, &[])
}

fn lists(report: &Report) -> super::Svg {
    let group = |list: &crate::offline::backtest::Listed| {
        let bar = |value: f64, interval, colour| Bar { value, interval, text: percent(value), colour };
        let model = list.precision.map(|precision| bar(precision.value, Some(precision), Colour::Model));
        let chance = list.by_chance.map(|chance| bar(chance, None, Colour::Chance));
        Group { name: format!("k = {}", list.k), bars: model.into_iter().chain(chance).collect() }
    };
    let groups: Vec<Group> = report.lists.iter().map(group).collect();
    let key = [(Colour::Model, "model"), (Colour::Chance, "by chance")];
    bars(
        "Share of right entries among the k highest risks of each supervisor",
        ("entries on the list", "right entries"),
        &super::super::plot::small_percent,
        &groups,
        &key,
    )
}

fn lists_table(report: &Report) -> Markup {
    html! { div.wide { table {
        thead { tr { th { "highest k of each supervisor and Sunday" } th.n { "right" } th.n { "by chance" } th.n { "leavers on the list" } } }
        tbody { @for list in &report.lists { tr {
            td { (list.k) } td.n { (estimate(list.precision)) } td.n { (or_dash(list.by_chance, percent)) } td.n { (estimate(list.recall)) }
        } } }
    } } }
}
