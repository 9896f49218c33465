//! The alerts of the demo, as a person reads them.

use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::basics::ids::AlertId;
use attrition_core::desk::Language;
use attrition_service::projections::alerts::Alerts;
use attrition_simulator::SimulatedDay;

/// Open alerts that are shown: more do not fit a screen.
const SHOWN_MAX: usize = 12;

/// The open alerts with their reasons, highest risk first.
pub(in crate::cli) fn open_alerts(alerts: &Alerts) {
    let open = alerts.open();
    let mut table = Table::new(&COLUMNS);
    table.add_rows(open.iter().take(SHOWN_MAX).map(|(agent, alert)| cells(agent, alert)));
    table.show();
    if open.is_empty() {
        output::line("No alert is open.");
    }
    let (shown, withheld, closed) =
        (open.len().min(SHOWN_MAX), alerts.count(AlertStatus::Withheld), alerts.count(AlertStatus::Closed));
    output::line(&format!(
        "{}, {shown} shown; {closed} closed before, {withheld} withheld by the supervisors' weekly budgets.",
        counted(open.len() as u64, "open alert")
    ));
    output::line(
        "Risk and reasons are those of the day on which an alert was raised, or of the day that stands beside the risk.",
    );
    output::line(&attrition_i18n::purpose(Language::English));
}

/// Names of the columns, or of the lines of a card.
const COLUMNS: [&str; 7] = ["agent", "supervisor", "since", "risk", "a month ago", "reasons", "to do"];

fn cells(agent: &str, alert: &AlertData) -> [String; COLUMNS.len()] {
    let since = if alert.jumped { format!("{} (jump)", alert.raised_on) } else { alert.raised_on.to_string() };
    let to_do = alert.guide.iter().find(|guide| guide.language == Language::English).map_or("", |guide| &guide.offer);
    [
        output::cell(agent),
        output::cell(&alert.supervisor),
        since,
        match alert.as_of.filter(|day| *day != alert.raised_on) {
            Some(day) => format!("{} on {day}", percent(alert.risk)),
            None => percent(alert.risk),
        },
        percent(alert.risk_month_ago),
        reasons(alert),
        to_do.to_owned(),
    ]
}

/// What a simulated day brought.
pub(in crate::cli) fn day(day: &SimulatedDay, alerts: &Alerts, known: &[AlertId]) {
    let open = alerts.open();
    let (events, alerts) = (counted(day.events.len() as u64, "event"), counted(open.len() as u64, "open alert"));
    output::line(&format!("{}: {events}, {alerts}", day.date));
    for (agent, alert) in open.iter().filter(|(_, alert)| !known.contains(&alert.alert)) {
        let (agent, supervisor) = (output::cell(agent), output::cell(&alert.supervisor));
        output::line(&format!("  new: {agent} to {supervisor}, risk {}", percent(alert.risk)));
        alert.reasons.iter().for_each(|reason| output::line(&format!("    - {}", reason.en)));
    }
}

fn reasons(alert: &AlertData) -> String {
    alert.reasons.iter().map(|reason| format!("- {}", reason.en)).collect::<Vec<_>>().join("\n")
}

fn percent(risk: Option<f64>) -> String {
    risk.map_or("-".to_owned(), |risk| format!("{:.0} %", risk * 100.0))
}
