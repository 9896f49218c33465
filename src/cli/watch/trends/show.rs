//! `trends`: a day as tables, and how it came to be so.

use std::collections::{BTreeMap, BTreeSet};

use super::{days, history};
use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use crate::cli::terminal::table::Table;
use attrition_core::basics::date::Date;
use attrition_core::desk::Language;
use attrition_service::projections::trends::{Sample, day};

/// Teams that are shown: more do not fit a screen.
const TEAMS_MAX: usize = 30;
/// Weeks that are looked back.
const WEEKS: i32 = 12;
/// Drift from which a signal is shown: what practice calls a change.
const DRIFT_SHOWN: f64 = 0.1;

/// Arguments of `trends` without a subcommand: the day, the site, and the form.
#[derive(clap::Args)]
#[group(id = "show")]
pub(super) struct Args {
    #[command(flatten)]
    config: config::File,
    /// As of the close of this day, YYYY-MM-DD; without it, of the last that was closed
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    on: Option<Date>,
    /// Only teams of this site
    #[arg(long)]
    site: Option<String>,
    /// Every figure of the day, as Prometheus gets it
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let history = history(&args.config.load()?)?;
    let (first, last) = days(&history)?;
    let on = args.on.unwrap_or(last);
    if !history.closed_days().any(|day| day == on) {
        return Err(Usage(format!("{on} has no scores: the log has scores from {first} to {last}")).into());
    }
    let mut samples = Sample::all(&day(&history, on)?);
    if let Some(site) = &args.site {
        let is_of = |sample: &Sample| [site.as_str(), ""].contains(&sample.label("site"));
        if !samples.iter().any(|sample| sample.label("site") == site) {
            let sites: BTreeSet<&str> = samples.iter().map(|sample| sample.label("site")).collect();
            let sites: Vec<&str> = sites.into_iter().filter(|site| !site.is_empty()).collect();
            let error = format!("no site is shown as `{site}` on {on}; shown are: {}", sites.join(", "));
            return Err(Usage(error).into());
        }
        samples.retain(is_of);
    }
    if args.json {
        return output::json(&serde_json::json!({"day": on.to_string(), "metrics": samples}));
    }
    let figures = DayFigures(&samples);
    if figures.teams().is_empty() {
        output::line(&format!("{on}: too few agents for any figure."));
        return Ok(());
    }
    teams(on, &figures);
    let mut weeks = Vec::new();
    for back in (0..WEEKS).rev().map(|week| on - 7 * week).filter(|day| *day >= first) {
        let samples = Sample::all(&day(&history, back)?);
        let of_site = |sample: &Sample| args.site.as_deref().is_none_or(|site| sample.label("site") == site);
        weeks.push((back, samples.into_iter().filter(of_site).collect::<Vec<_>>()));
    }
    past(&weeks);
    model(&figures);
    output::line(&attrition_i18n::purpose(Language::English));
    Ok(())
}

/// The teams of a day, highest mean risk first.
fn teams(on: Date, figures: &DayFigures<'_>) {
    let mut teams = figures.teams();
    let mean = |team: &(&str, &str)| figures.of_team("risk_mean", *team).unwrap_or(0.0);
    teams.sort_by(|a, b| mean(b).total_cmp(&mean(a)).then(a.cmp(b)));
    let head = [
        "team",
        "site",
        "agents",
        "red",
        "amber",
        "mean risk",
        "expected to leave",
        "expected before",
        "gave notice",
        "open alerts",
    ];
    let mut table = Table::new(&head);
    for (site, team) in teams.iter().take(TEAMS_MAX) {
        let at = (*site, *team);
        let agents = figures.sum("agents", &[("site", site), ("team", team)]);
        let band = |band: &str| figures.one("agents", &[("site", site), ("team", team), ("band", band)]);
        let gave_notice = figures.one("leavers", &[("site", site), ("team", team), ("kind", "voluntary")]);
        table.add_row([
            (*team).to_owned(),
            (*site).to_owned(),
            whole(agents),
            whole(band("red")),
            whole(band("amber")),
            percent(figures.of_team("risk_mean", at)),
            tenths(figures.of_team("expected_leavers", at)),
            tenths(figures.of_team("expected_leavers_then", at)),
            whole(gave_notice),
            whole(figures.of_team("alerts_open", at)),
        ]);
    }
    output::line(&format!(
        "{on}: risk by team, highest mean first. `expected to leave`: how many are expected to give notice in the next 30 days. \
         For the last 30 days, `expected before` is what was expected and `gave notice` is how many did."
    ));
    table.show();
    if teams.len() > TEAMS_MAX {
        let more = counted((teams.len() - TEAMS_MAX) as u64, "more team");
        output::line(&format!("{more}; `--json` shows all, `--site` those of one site."));
    }
}

/// The same over all teams, week by week.
fn past(weeks: &[(Date, Vec<Sample>)]) {
    let mut table = Table::new(&[
        "day",
        "agents",
        "red",
        "amber",
        "expected to leave",
        "expected before",
        "gave notice",
        "raised in 28 days",
        "model",
    ]);
    for (day, samples) in weeks {
        let figures = DayFigures(samples);
        table.add_row([
            day.to_string(),
            whole(figures.sum("agents", &[])),
            whole(figures.sum("agents", &[("band", "red")])),
            whole(figures.sum("agents", &[("band", "amber")])),
            tenths(figures.sum("expected_leavers", &[])),
            tenths(figures.sum("expected_leavers_then", &[])),
            whole(figures.sum("leavers", &[("kind", "voluntary")])),
            whole(figures.sum("alerts_month", &[("status", "raised")])),
            figures.model().to_owned(),
        ]);
    }
    table.show();
    output::line("`raised in 28 days` leaves out alerts that ended within imported days: nobody was told of them.");
}

/// Whether the model still fits.
fn model(figures: &DayFigures<'_>) {
    let mut table = Table::new(&["band", "scores", "expected", "scores followed by notice"]);
    let mut has_rows = false;
    for band in ["red", "amber", "green", "not_enough_history"] {
        let of = |metric: &str| figures.one(metric, &[("band", band)]);
        let scores = of("calibration_scores").filter(|scores| *scores > 0.0);
        has_rows |= scores.is_some();
        table.add_row([
            band.replace('_', " "),
            whole(scores),
            tenths(of("calibration_expected").filter(|_| scores.is_some())),
            whole(of("calibration_actual").filter(|_| scores.is_some())),
        ]);
    }
    if has_rows {
        output::line(
            "Calibration: weekly scores of the last 13 weeks whose 30 days are over; one leaver is behind up to five of them. \
             `expected`: how many of the scores were expected to be followed by notice.",
        );
        table.show();
    }
    let mut table = Table::new(&["performance", "estimated now", "estimated then", "came true"]);
    let measures = [("precision", "red risks that come true"), ("recall", "leavers whose risk is red"), ("auc", "AUC")];
    for (measure, told) in measures {
        let of = |basis: &str| figures.one("performance", &[("measure", measure), ("basis", basis)]);
        let cells = ["estimated", "estimated_then", "realized"].map(|basis| percent(of(basis)));
        table.add_row([told.to_owned()].into_iter().chain(cells));
    }
    table.show();
    let drift: BTreeMap<&str, f64> =
        figures.0.iter().filter(|s| s.metric == "drift_psi").map(|s| (s.label("signal"), s.value)).collect();
    let mut drifted: Vec<(&str, f64)> =
        drift.iter().map(|(name, psi)| (*name, *psi)).filter(|(_, psi)| *psi >= DRIFT_SHOWN).collect();
    drifted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let told: Vec<String> = drifted.iter().map(|(name, psi)| format!("{name} {psi:.2}")).collect();
    output::line(&match (drift.is_empty(), told.is_empty()) {
        (true, _) => {
            "Drift: not measured for fewer than 100 agents, nor for a model that does not know what it was trained on."
                .to_owned()
        }
        (_, true) => format!("Drift: no signal is at {DRIFT_SHOWN} or above (population stability index)."),
        _ => format!("Drift (population stability index, {DRIFT_SHOWN} or above): {}.", told.join(", ")),
    });
}

/// Figures of a day, looked up by their labels.
struct DayFigures<'a>(&'a [Sample]);

impl DayFigures<'_> {
    /// Every group that a figure is about: that of some leavers may be none of today's.
    fn teams(&self) -> Vec<(&str, &str)> {
        let is_of_group = |sample: &&Sample| ["risk_mean", "leavers"].contains(&sample.metric.as_str());
        let groups = self.0.iter().filter(is_of_group).map(|sample| (sample.label("site"), sample.label("team")));
        groups.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The model that made the risks.
    fn model(&self) -> &str {
        self.0.iter().find(|sample| sample.metric == "trends_model_info").map_or("-", |sample| sample.label("model"))
    }

    fn found(&self, metric: &str, labels: &[(&str, &str)]) -> impl Iterator<Item = f64> {
        let is_it = move |sample: &&Sample| {
            sample.metric == metric && labels.iter().all(|(name, value)| sample.label(name) == *value)
        };
        self.0.iter().filter(is_it).map(|sample| sample.value)
    }

    /// `None` where there is none of them.
    fn sum(&self, metric: &str, labels: &[(&str, &str)]) -> Option<f64> {
        self.found(metric, labels).reduce(|sum, value| sum + value)
    }

    fn one(&self, metric: &str, labels: &[(&str, &str)]) -> Option<f64> {
        self.found(metric, labels).next()
    }

    fn of_team(&self, metric: &str, (site, team): (&str, &str)) -> Option<f64> {
        self.one(metric, &[("site", site), ("team", team)])
    }
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn tenths(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.1}"))
}

fn whole(number: Option<f64>) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.0}"))
}
