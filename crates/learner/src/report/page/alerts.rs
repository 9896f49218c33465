//! What reached the supervisors.

use maud::{Markup, html};

use super::words::{count, one, or_dash, percent};
use super::{estimate, figure};
use crate::backtest::{BacktestReport, DeskFigures, Policy};
use crate::metrics::Estimate;
use crate::report::plot::{percent as whole_percent, small_percent};
use crate::report::{Bar, BarGroup, Colour, bars};

pub(super) fn section(report: &BacktestReport) -> Markup {
    let desk = &report.desk;
    html! {
        h2 { "What reached the supervisors" }
        p {
            (count(desk.alerts)) " alerts were raised, " (count(desk.answered)) " of them so long ago that the outcome is known; the weekly budgets withheld "
            (count(desk.withheld)) " more. Of " (count(desk.leavers)) " leavers whose last " (report.horizon_days)
            " days were judged, " (count(desk.found)) " had been alerted in them. \"Alerts for each leaver found\" counts every leaver who came after an alert, also one of whom not all these days were judged."
        }
        (policies(desk))
        div.plots {
            (figure("Right alerts", "share after which notice was given within the horizon, with 95 % interval", &precision(desk)))
            (figure("Leavers found", "share who had an alert within the horizon before their notice, with 95 % interval", &found(desk)))
            (figure("Lead time", "days from the first alert to the notice, leavers found", &lead(report)))
            (figure("Load", "alerts in a week of a supervisor, share of the weeks", &load(desk)))
        }
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
    by_chooser(desk, "right alerts", desk.precision, |policy| policy.precision)
}

fn found(desk: &DeskFigures) -> super::Svg {
    by_chooser(desk, "leavers found", desk.recall, |policy| policy.recall)
}

fn by_chooser(
    desk: &DeskFigures,
    what: &str,
    model: Option<Estimate>,
    of: impl Fn(&Policy) -> Option<f64>,
) -> super::Svg {
    let bar = |value: f64, interval, colour| Bar { value, interval, text: percent(value), colour };
    let group = |name: &str, bar: Option<Bar>| BarGroup { name: name.to_owned(), bars: bar.into_iter().collect() };
    let mut groups = vec![group("model and desk", model.map(|figure| bar(figure.value, Some(figure), Colour::Model)))];
    for policy in desk.policies.iter().rev() {
        let colour = if policy.name == "random" { Colour::Chance } else { Colour::Tenure };
        groups.push(group(name(policy.name), of(policy).map(|value| bar(value, None, colour))));
    }
    let about = format!("Share of {what}: model and desk, by tenure alone, by chance");
    bars(&about, ("who chooses", what), &small_percent, &groups, &[])
}

fn lead(report: &BacktestReport) -> super::Svg {
    let desk = &report.desk;
    let last_day = usize::try_from(report.horizon_days).unwrap_or(usize::MAX);
    let group = |(week, leavers): (usize, &usize)| BarGroup {
        name: format!("{} to {}", 7 * week + 1, (7 * week + 7).min(last_day)),
        bars: vec![Bar { value: *leavers as f64, interval: None, text: leavers.to_string(), colour: Colour::Model }],
    };
    let groups: Vec<BarGroup> = desk.lead.weeks.iter().enumerate().map(group).collect();
    let about = "Leavers found by the days from the first alert to the notice";
    bars(about, ("days before the notice", "leavers found"), &|leavers| format!("{leavers:.0}"), &groups, &[])
}

fn load(desk: &DeskFigures) -> super::Svg {
    let all = desk.load.supervisor_weeks.max(1) as f64;
    let last = desk.load.weeks.len() - 1;
    let group = |(alerts, weeks): (usize, &usize)| {
        let value = *weeks as f64 / all;
        let name = if alerts == last { format!("{alerts} or more") } else { alerts.to_string() };
        BarGroup { name, bars: vec![Bar { value, interval: None, text: percent(value), colour: Colour::Model }] }
    };
    let groups: Vec<BarGroup> = desk.load.weeks.iter().enumerate().map(group).collect();
    let about = "Weeks of supervisors by the number of alerts in them";
    bars(about, ("alerts in a week", "weeks of supervisors"), &whole_percent, &groups, &[])
}
