//! The figures side by side.

use crate::alerted::Alerted;
use crate::events::Events;
use crate::played::{Played, Which};
use crate::risks::Answered;

/// The head of the table.
pub(crate) const HEAD: &str = "| centre | model | AUC | tenure alone | alerts | alerts for one leaver found | precision | at random | 7-60 days ahead | \
letters an alert | repeats a year, 100 agents | most of one agent | five supervisors | without a reason | about people away | commonest first reason | \
expected / actual |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

/// The row of a centre and a model.
pub(crate) fn row(name: &str, which: Which, events: &Events, played: &Played) -> String {
    let alerted = Alerted::of(events, played);
    let risks = Answered::of(events, played).since(played.from);
    let model = which.name();
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    assert_eq!(played.refused, 0, "no event of `{name}` may be refused");
    let cells = [
        name.to_owned(),
        model.to_owned(),
        format!("{:.3}", risks.auc),
        format!("{:.3}", risks.tenure_auc),
        alerted.alerts.to_string(),
        format!("{:.1}", alerted.per_leaver),
        percent(alerted.precision),
        percent(risks.at_random),
        percent(alerted.in_time),
        format!("{:.1}", alerted.letters_per_alert),
        format!("{:.0}", alerted.repeats),
        alerted.most.to_string(),
        percent(alerted.top_five),
        percent(alerted.without_reason),
        alerted.away.to_string(),
        format!("{} {}", percent(alerted.first_reason.0), alerted.first_reason.1),
        format!("{:.2}", risks.expected / risks.actual),
    ];
    format!("| {} |", cells.join(" | "))
}
