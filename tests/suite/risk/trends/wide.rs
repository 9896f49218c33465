//! How many series a large organisation has, and what it takes to make them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use attrition_contracts::records::record::Output;
use attrition_core::basics::date::Date;
use attrition_core::desk::SiteDay;
use attrition_core::event::SeparationKind;
use attrition_core::explain::TIME_AWAY;
use attrition_core::model::{Model, Reference};
use attrition_core::signals::SIGNALS;
use attrition_service::projections::trends::{RiskHistoryState, Sample, day};
use serde_json::{Value, json};

use super::site::{closed, gone, placed, score, today};
use attrition_test_support::centres::planted::{feedback, name, record, version};
use attrition_test_support::stages::models;

const SITES: u32 = 20;
const TEAMS: u32 = 500;
const AGENTS: u32 = 10_000;

/// Series that are allowed, of everything.
const SERIES_MAX: usize = 20_000;

fn place(agent: u32) -> (String, String) {
    let team = agent % TEAMS;
    (format!("site-{}", team % SITES), format!("team-{team}"))
}

/// A model that knows the distribution of every signal in training.
fn model() -> Arc<Model> {
    let mut model = Model::clone(&models::model("m", 1.0));
    let reference = || Reference { edges: (1..10).map(f64::from).collect(), shares: vec![1.0 / 11.0; 11] };
    model.terms.iter_mut().for_each(|term| term.reference = Some(reference()));
    model.score_shares = Some(vec![0.05; 20]);
    Arc::new(model)
}

/// The most that can be told: every band, status, answer and outcome, every signal as a reason, every shadow.
fn outputs() -> Vec<Output> {
    let mut outputs = Vec::new();
    let scores = |day: Date, outputs: &mut Vec<Output>| {
        for agent in 0..AGENTS {
            let (site, team) = place(agent);
            let risk = f64::from(agent % 997) / 997.0;
            let band = ["green", "amber", "red", "not_enough_history"][agent as usize / TEAMS as usize % 4];
            let shadow =
                json!({"shadow": {"model": "s", "risk": 0.5, "logit": 0.0, "band": "red", "horizon_days": 30}});
            outputs.push(score(&format!("agent-{agent}"), day, (risk, band), (&site, &team), &shadow));
        }
    };
    for agent in 0..AGENTS {
        let (site, team) = place(agent);
        outputs.push(placed(&format!("agent-{agent}"), Date(0), (&site, &team), "boss"));
    }
    // Someone leaves, so that there is something to find.
    outputs.push(gone(7, SeparationKind::Voluntary, "2026-03-11", "2026-04-15"));
    let mut seen = SiteDay { agents: AGENTS, ..SiteDay::by("m") };
    seen.signals.iter_mut().for_each(|signal| signal.cells = vec![1_000; 11]);
    for day in [today() - 30, today()] {
        scores(day, &mut outputs);
        outputs.extend(closed(day, &BTreeMap::from([("site-0".into(), seen.clone())]), 1));
    }
    let signals: Vec<Value> = SIGNALS
        .iter()
        .map(|signal| signal.name)
        .chain([TIME_AWAY])
        .map(|signal| json!({"signal": signal, "contribution": 0.5, "side": "withdrawal", "now": 1.0, "normal": 1.0, "en": "", "zh-CN": ""}))
        .collect();
    for agent in 0..AGENTS / 10 {
        let (site, team) = place(agent);
        let alert = |on: &str| json!({"site": site, "team": team, "date": on, "raised_on": on, "supervisor": "boss", "reasons": signals});
        // An open one, and one that was raised so long ago that ninety days are over.
        for (n, on) in [(agent, "2026-03-20"), (AGENTS + agent, "2025-12-20")] {
            let mut told = version(n, 1, "raised", &alert(on));
            told["alert"] = json!(name(n));
            outputs.push(record("alert", &format!("agent-{agent}"), &told, 1));
        }
        let kind = ["useful", "not_useful", "snooze"][(agent / SITES) as usize % 3];
        let more = json!({"site": site, "supervisor": "boss", "until": "2026-04-01"});
        outputs.push(record(
            "feedback",
            &format!("agent-{agent}"),
            &feedback(agent, &format!("f{agent}"), kind, &more),
            1,
        ));
    }
    outputs
}

/// A number as pages have it: `8,394`.
fn thousands(n: usize) -> String {
    format!("{},{:03}", n / 1_000, n % 1_000)
}

#[test]
#[expect(clippy::print_stdout, reason = "docs/trends.md has the figures that it prints")]
fn ten_thousand_agents_in_five_hundred_teams_stay_under_twenty_thousand_series() {
    let mut history = RiskHistoryState::new(model(), 1, 5, 400);
    let records: Vec<_> = outputs().into_iter().map(|output| output.read_at(0)).collect();
    let begun = Instant::now();
    records.iter().for_each(|record| _ = history.apply(record));
    let (heard, begun) = (begun.elapsed(), Instant::now());
    let trends = day(&history, today()).expect("the metrics can be made");
    let made = begun.elapsed();
    let samples = Sample::all(&trends);
    println!("{} records heard in {heard:?}; {} series made in {made:?}", records.len(), samples.len());

    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    samples.iter().for_each(|sample| *families.entry(sample.metric.as_str()).or_default() += 1);
    println!("{families:#?}");
    let (teams, sites, signals) = (TEAMS as usize, SITES as usize, SIGNALS.len());
    // By team: 4 bands, mean, expected, expected then, 2 kinds of leavers, open alerts.
    let of_teams = teams * 10;
    // By site: 6 statuses, 2 answers, the overridden, precision and 3 outcomes for 3 spans, reasons, 20 bins, 3 sources, a shift, those of queues,
    // 2 quantiles.
    let of_sites = sites * (6 + 2 + 1 + 3 * 4 + (signals + 1) + 20 + 3 + 2 + 2);
    // Drift with the score's, missing now and in training; calibration by band; performance now, then and since; shadow, day, model.
    let of_all = (signals + 1) + 2 * signals + 3 * 4 + 3 * 3 + 3;
    // Few have left since, so that two of the three figures of performance since are not told: docs/trends.md counts them in.
    let in_all = of_teams + of_sites + of_all;
    assert_eq!(samples.len() + 2, in_all);
    // What is folded adds a team for each site, a site and its team; the rest is what an instance tells of itself.
    let at_most = (teams + sites + 1) * 10 + (sites + 1) * (of_sites / sites) + of_all;
    println!("at most {at_most} series of risk");
    assert!(at_most < SERIES_MAX / 2, "{at_most}");
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trends.md")).expect("it is there");
    let figures = format!("({} for each team, {} for each site, {of_all} for all)", of_teams / teams, of_sites / sites);
    for figure in [thousands(in_all), thousands(at_most), figures] {
        assert!(page.contains(&figure), "docs/trends.md does not say {figure}");
    }
    // Far more than it takes, on the busiest machine: what is made once a second must not take a second.
    assert!(made < Duration::from_secs(20), "{made:?}");
}
