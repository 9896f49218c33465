//! The alerts of a log, and one of them by the beginning of its name.

use std::time::Duration;

use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::records::topic::Topic;
use attrition_service::admin::unknown_sites::of_roster;
use attrition_service::projections::alerts::{AlertHistory, Alerts};
use attrition_service::storage::follow::Follow;
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;

/// How long one look for more records waits.
pub(super) const WAIT: Duration = Duration::from_millis(100);
/// Candidates that are told of when a name is not enough.
const TOLD_MAX: usize = 10;
/// Letters by which alerts are told apart in tables.
const SHORT: usize = 10;

/// The alerts that stand in a log, and who goes on to follow them.
pub(super) fn alerts(config: &Config) -> anyhow::Result<(Alerts, Follow)> {
    let mut follow = Logs::read_only(config)?.follow(Topic::Alerts)?;
    let (spinner, unreadables) = (output::spinner("reading the alerts"), Unreadables::said_by(output::note));
    let mut alerts = Alerts::default();
    while !follow.is_at_end() {
        let records = follow.next(WAIT)?;
        spinner.inc(records.len() as u64);
        for record in &records {
            if let Err(why) = alerts.apply(record) {
                unreadables.report("alerts", record, &why.0);
            }
        }
    }
    spinner.finish_and_clear();
    Ok((alerts, follow))
}

/// Refuses a site or a supervisor of whom neither an alert nor the roster knows.
pub(super) fn check_known(
    config: &Config,
    alerts: &Alerts,
    site: Option<&str>,
    supervisor: Option<&str>,
) -> anyhow::Result<()> {
    let site = site.filter(|site| alerts.iter().all(|told| told.alert().site.as_deref() != Some(*site)));
    let supervisor = supervisor.filter(|supervisor| alerts.iter().all(|told| told.alert().supervisor != **supervisor));
    if site.is_none() && supervisor.is_none() {
        return Ok(());
    }
    // Where it cannot be read to its end, it may name anyone.
    let Ok(roster) = of_roster(&Logs::read_only(config)?) else { return Ok(()) };
    if let Some(site) = site.filter(|site| !roster.sites.contains(*site)) {
        let sites: Vec<&str> = roster.sites.iter().map(|site| &**site).collect();
        let known =
            if sites.is_empty() { "it has no roster yet".to_owned() } else { format!("it has {}", sites.join(", ")) };
        return Err(Usage(format!("this log knows no site `{site}`: {known}; capitals count")).into());
    }
    match supervisor.filter(|supervisor| !roster.supervisors.contains(*supervisor)) {
        Some(supervisor) => {
            Err(Usage(format!("this log knows no supervisor `{supervisor}`: nobody stands under one of this id"))
                .into())
        }
        None => Ok(()),
    }
}

/// The alert whose name begins so. Of one that is held out nobody is told, and nothing is said about it: the comparison with
/// those of whom people are told rests on that.
pub(super) fn one<'a>(alerts: &'a Alerts, prefix: &str, config: &config::File) -> anyhow::Result<&'a AlertHistory> {
    let prefix = prefix.to_lowercase();
    let (held_out, found): (Vec<&AlertHistory>, Vec<&AlertHistory>) = match alerts.get(&prefix) {
        Some(told) => vec![told],
        None => alerts.beginning(&prefix),
    }
    .into_iter()
    .partition(|told| told.is_held_out());
    match found[..] {
        [told] if !prefix.is_empty() => Ok(told),
        [] if !held_out.is_empty() && !prefix.is_empty() => {
            let why = "is held out: nobody is told of it, so it can be neither shown nor answered";
            let more = format!("{} lists such alerts", config.command("alerts list --status held_out"));
            Err(Usage(format!("the alert `{prefix}` {why}; {more}")).into())
        }
        [] => {
            let list = config.command("alerts list");
            Err(Usage(format!("no alert's id begins with `{prefix}`: {list} shows them")).into())
        }
        _ => {
            let line = |told: &&AlertHistory| {
                let alert = told.alert();
                format!("\n  {} raised on {}, {}", alert.alert, alert.raised_on, alert.status)
            };
            let lines: String = found.iter().take(TOLD_MAX).map(line).collect();
            let more = found.len().saturating_sub(TOLD_MAX);
            let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
            Err(Usage(format!("`{prefix}` is the beginning of {} alerts, write more of it:{lines}{more}", found.len()))
                .into())
        }
    }
}

/// The beginning of a name, for tables.
pub(super) fn short(name: &str) -> &str {
    name.get(..SHORT).unwrap_or(name)
}
