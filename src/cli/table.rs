//! Alerts as a person reads them.

use super::output;
use crate::engine::desk::Language;
use crate::live::alerts::Alerts;
use crate::simulate::SimulatedDay;
use crate::wire::alert::AlertData;
use crate::words;

/// Open alerts that are shown: more do not fit a screen.
const SHOWN_MAX: usize = 12;

/// The open alerts with their reasons, highest risk first.
pub(super) fn open_alerts(alerts: &Alerts) {
    let open = alerts.open();
    let rows = open.iter().take(SHOWN_MAX).map(|(agent, alert)| cells(agent, alert));
    match open.is_empty() {
        true => output::line("No alert is open."),
        false if output::is_narrow() => rows.for_each(|row| {
            let [agent, cells @ ..] = row;
            output::line(&output::card(&agent, COLUMNS.into_iter().skip(1).zip(cells)));
        }),
        false => {
            let mut table = output::table(&COLUMNS);
            table.add_rows(rows);
            output::line(&table.to_string());
        }
    }
    let (shown, withheld, closed) = (open.len().min(SHOWN_MAX), alerts.count("withheld"), alerts.count("closed"));
    output::line(&format!(
        "{} open alerts, {shown} shown; {closed} closed before, {withheld} withheld by the supervisors' weekly budgets.",
        open.len()
    ));
    output::line(&words::purpose(Language::English));
}

/// Names of the columns, or of the lines of a card.
const COLUMNS: [&str; 7] = ["agent", "supervisor", "since", "risk", "a month ago", "reasons", "to do"];

fn cells(agent: &str, alert: &AlertData) -> [String; COLUMNS.len()] {
    let since = if alert.jumped { format!("{} (jump)", alert.raised_on) } else { alert.raised_on.clone() };
    let to_do = alert.guide.iter().find(|guide| guide.language == "en").map_or("", |guide| &guide.offer);
    [
        output::cell(agent),
        output::cell(&alert.supervisor),
        since,
        percent(alert.risk),
        percent(alert.risk_month_ago),
        reasons(alert),
        to_do.to_owned(),
    ]
}

/// What a simulated day brought.
pub(super) fn day(day: &SimulatedDay, alerts: &Alerts, known: &[String]) {
    let open = alerts.open();
    output::line(&format!("{}: {} events, {} open alerts", day.date, day.events.len(), open.len()));
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
