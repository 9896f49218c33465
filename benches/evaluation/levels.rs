//! What the prior expects of ten centres that lose 15 to 90 % a year, from the second year on.

use crate::events::Events;
use crate::played::{Played, Which};
use crate::risks::Answered;

/// Makes with a seed, and the share that leaves a year.
const CENTRES: [(&str, f64); 10] = [
    ("burnout-11", 0.15),
    ("quiet-12", 0.20),
    ("contagion-13", 0.25),
    ("offers-14", 0.30),
    ("burnout-15", 0.40),
    ("contagion-16", 0.50),
    ("offers-17", 0.60),
    ("quiet-18", 0.70),
    ("burnout-19", 0.80),
    ("contagion-20", 0.90),
];
const DAYS: i32 = 760;
/// Agents of each, and tickets an hour: few, so that all ten take minutes.
const AGENTS: &str = "200";
const TICKETS: &str = "0.4";
/// Days of which the log knows before anything is judged.
const YEAR_DAYS: i32 = 365;

/// Prints a row for each centre, or for those that are named.
pub(crate) fn run(chosen: Option<&str>) {
    let is_chosen = |name: &str| chosen.is_none_or(|chosen| chosen.split(',').any(|one| one == name));
    println!("| centre | left a year | rows | expected / actual from day {YEAR_DAYS} on |\n|---|---|---|---|");
    for (name, rate) in CENTRES.into_iter().filter(|(name, _)| is_chosen(name)) {
        let rate_text = rate.to_string();
        let events = Events::of(name, DAYS, &["--rate", &rate_text, "--agents", AGENTS, "--tickets", TICKETS]);
        let played = Played::of(&events, Which::Prior, YEAR_DAYS);
        let answered = Answered::of(&events, &played);
        let sites = answered.sites(played.from);
        for (site, (expected, actual, rows)) in &sites {
            println!("| {name} {site} | {:.0} % | {rows} | {:.2} |", rate * 100.0, expected / actual);
        }
        if sites.len() > 1 {
            let whole =
                sites.values().fold((0.0, 0.0, 0), |sum, site| (sum.0 + site.0, sum.1 + site.1, sum.2 + site.2));
            println!("| {name} | {:.0} % | {} | {:.2} |", rate * 100.0, whole.2, whole.0 / whole.1);
        }
    }
}
