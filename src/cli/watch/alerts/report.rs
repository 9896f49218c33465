//! `alerts report`: what alerts were worth, from the log alone.

use super::find::{alerts, check_known};
use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::basics::date::Date;
use attrition_service::projections::alert_outcomes::{
    Acknowledged, EmploymentRecord, Fates, OutcomesReport, PrecisionScope, ReportScope, Share, ShareDifference, report,
};
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;

/// Arguments of `alerts report`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    config: config::File,
    /// Alerts that were raised on this day or later, YYYY-MM-DD
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    from: Option<Date>,
    /// Alerts that were raised on this day or earlier
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    to: Option<Date>,
    /// Only of this site
    #[arg(long)]
    site: Option<String>,
    /// Also by supervisor, of those with alerts about at least five agents
    #[arg(long, value_parser = ["supervisor"])]
    by: Option<String>,
    /// As JSON; figures that may not be told are null
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    if args.from.zip(args.to).is_some_and(|(from, to)| from > to) {
        return Err(Usage("`--from` is later than `--to`".to_owned()).into());
    }
    let config = args.config.load()?;
    let (alerts, _) = alerts(&config)?;
    check_known(&config, &alerts, args.site.as_deref(), None)?;
    let spinner = output::spinner("reading who stayed");
    let record = EmploymentRecord::read(&Logs::read_only(&config)?, &Unreadables::said_by(output::note))?;
    let wanted =
        ReportScope { from: args.from, to: args.to, site: args.site.clone(), by_supervisor: args.by.is_some() };
    let report = report(&alerts, &record, &wanted);
    spinner.finish_and_clear();
    if args.json {
        return output::json(&serde_json::json!({"report": report, "notes": report.notes()}));
    }
    show(&report, args.by.is_some());
    Ok(())
}

fn show(report: &OutcomesReport, by_supervisor: bool) {
    let raised = report.raised.as_ref().map_or(String::new(), |(from, to)| format!(", raised from {from} to {to}"));
    let closed = report.closed.as_deref().unwrap_or("no day");
    let few = "Fewer than 5 agents had an alert of which anybody was told";
    let alerts = match (report.alerts, report.history) {
        (Some(alerts), _) => counted(alerts as u64, "alert"),
        (None, None) => few.to_owned(),
        (None, Some(history)) => format!("{few}, and {history} alerts are of imported days"),
    };
    output::line(&format!("{alerts}{raised}; all is known up to {closed}."));
    output::line("`-` stands for a figure that counts, or leaves over, fewer than 5 people: it is not shown.");
    if let Some(history) = report.history {
        let alerts = counted(history as u64, "alert");
        output::line(&format!("{alerts} of imported days, over before anybody was told of them. {}", scope(report)));
    }
    let mut table = Table::new(&["alerts", "number"]);
    for (status, number) in &report.statuses {
        table.add_row([status.clone(), count(*number)]);
    }
    table.show();
    if let Some(apart) = apart(&report.statuses) {
        output::line(&format!("Nobody was told of what is {apart}: that is not among the alerts above."));
    }

    let days = OutcomesReport::days().map(|days| format!("{days} days"));
    let header = |first: &'static str| {
        ["".to_owned(), days[0].clone(), days[1].clone(), days[2].clone()]
            .map(|cell| if cell.is_empty() { first.to_owned() } else { cell })
    };
    let row = |name: &str, cells: [String; 3]| [vec![name.to_owned()], cells.into()].concat();
    let mut table = Table::new(&header("gave notice within"));
    table.add_row(row("of those alerted", report.precision.map(share)));
    table.add_row(row(
        "of all agent-days of these sites",
        report.base.map(|base| base.map_or("-".to_owned(), |base| percent(base.share))),
    ));
    table.add_row(row("alerts whose agent took the notice back (in no share)", report.withdrawn.map(count)));
    table.add_row(row("times more", report.lift.map(|lift| lift.map_or("-".to_owned(), |lift| format!("{lift:.1}")))));
    table.show();

    if report.by_model.len() > 1 {
        let mut table = Table::new(&["model", "alerts", "gave notice within 30 days", "60 days", "90 days"]);
        for of in &report.by_model {
            let cells = [output::cell(&of.model), count(of.alerts)];
            table.add_row(cells.into_iter().chain(of.left.map(share)));
        }
        table.show();
    }

    let mut table = Table::new(&["answers", "value"]);
    for (name, cell) in acknowledged(report.acknowledged.as_ref()) {
        table.add_row([name.to_owned(), cell]);
    }
    table.add_row(["closed without an answer".to_owned(), share(report.never)]);
    table.add_row(["sent to the second address".to_owned(), share(report.escalated)]);
    table.add_row(["found useful, of opinions".to_owned(), share(report.useful)]);
    table.show();

    if !report.reasons.is_empty() {
        let mut table = Table::new(&["reason", "alerts that showed it", "found useful, of opinions"]);
        for reason in &report.reasons {
            table.add_row([reason.signal.clone(), count(reason.shown), share(reason.useful)]);
        }
        table.show();
    }
    stayed("stayed, by what was tried", &report.by_action, None);
    stayed("stayed, by what the interview found", &report.by_factor, None);
    if let Some(held) = &report.held_out {
        stayed("stayed", &[held.told.clone(), held.held_out.clone()], Some(&held.difference));
    }
    if by_supervisor {
        let mut table = Table::new(&["supervisor", "alerts", "stayed 30 days", "first answer, days (median)"]);
        for (fates, answers) in &report.by_supervisor {
            let median = answers.map_or("-".to_owned(), |answers| answers.days_median.to_string());
            table.add_row([output::cell(&fates.group), count(fates.alerts), share(fates.stayed[0]), median]);
        }
        match report.by_supervisor.is_empty() {
            true => output::line("No supervisor has alerts about at least five agents, so none is shown."),
            false => table.show(),
        }
    }
    report.notes().into_iter().for_each(output::line);
}

/// The statuses of the table whose alerts are no part of those that the report is about.
fn apart(statuses: &[(String, Option<usize>)]) -> Option<String> {
    let is_there = |status: &&str| statuses.iter().any(|(of, _)| of == status);
    let apart: Vec<&str> = ["held out", "withheld"].into_iter().filter(is_there).collect();
    (!apart.is_empty()).then(|| apart.join(" or "))
}

/// In which figures the alerts of imported days count.
fn scope(report: &OutcomesReport) -> &'static str {
    match report.precision_scope {
        PrecisionScope::All => "They count in who gave notice, and in nothing else.",
        PrecisionScope::Told => "They count in nothing else: too few of their agents left, or stayed.",
        PrecisionScope::History => "Who gave notice is counted for them only: there are too few others.",
    }
}

fn acknowledged(answers: Option<&Acknowledged>) -> [(&'static str, String); 3] {
    let cell = |of: fn(&Acknowledged) -> String| answers.map_or("-".to_owned(), of);
    [
        ("days to the first answer, median", cell(|answers| answers.days_median.to_string())),
        ("days to the first answer, nine in ten within", cell(|answers| answers.days_p90.to_string())),
        (
            "hours from the close of the day, median",
            cell(|answers| answers.hours_median.map_or("-".to_owned(), |hours| format!("{hours:.1}"))),
        ),
    ]
}

fn stayed(title: &str, groups: &[Fates], difference: Option<&[Option<ShareDifference>; 3]>) {
    if groups.is_empty() {
        return;
    }
    let mut table = Table::new(&[title, "alerts", "30 days", "60 days", "90 days"]);
    for group in groups {
        let cells = [group.group.replace('_', " "), count(group.alerts)];
        table.add_row(cells.into_iter().chain(group.stayed.map(share)));
    }
    if let Some(difference) = difference {
        let cell = |difference: Option<ShareDifference>| {
            difference.map_or("-".to_owned(), |d| {
                format!("{:+.1} points ({:+.1} to {:+.1})", d.difference * 100.0, d.low * 100.0, d.high * 100.0)
            })
        };
        table.add_row(["difference".to_owned(), String::new()].into_iter().chain(difference.map(cell)));
    }
    table.show();
}

fn share(share: Option<Share>) -> String {
    share.map_or("-".to_owned(), |share| {
        let Share { hits, of, share, low, high } = share;
        format!("{} ({} to {}; {hits} of {of})", percent(share), percent(low), percent(high))
    })
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn count(count: Option<usize>) -> String {
    count.map_or("-".to_owned(), |count| count.to_string())
}
