//! Golden stories: a small log of events in, what came of it beside it as text.
//!
//! `UPDATE_EXPECT=1 cargo test --test suite golden` accepts what came of it.

mod behaviour;
mod corrections;
mod counterfactuals;
mod employment;
mod records;

use std::fmt::Write;
use std::path::Path;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::records::score::ScoreData;
use attrition_pipeline::Count;

use attrition_test_support::stages::play::Played;

/// Compares what came of a story with its golden text, or accepts it.
fn check(story: &str, rendered: &str) {
    check_page(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{story}.txt")), rendered);
}

/// The same of any generated text.
fn check_page(path: &Path, rendered: &str) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, rendered).expect("the folder of golden texts can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected != rendered {
        let story = path.file_stem().unwrap_or_default().display();
        let lines = || expected.lines().zip(rendered.lines()).zip(1..);
        let first = lines().find(|((old, new), _)| old != new);
        panic!(
            "the story `{story}` ends otherwise, first at {first:?} (line, expected and now); all of it:\n{rendered}\n\
             UPDATE_EXPECT=1 cargo test --test suite golden accepts it"
        );
    }
}

/// A story's outcome as text: counts, risks of the agents it is about, and all that the desk said.
fn render(title: &str, played: &Played, agents: &[&str]) -> String {
    let mut text = format!("{title}\n\nEvents: ");
    let outcomes = ["accepted", "corrected", "duplicate", "late"];
    let counted = outcomes.map(|outcome| format!("{} {outcome}", played.count(outcome))).join(", ");
    let refused = played.counts.iter().filter(|(count, _)| matches!(count, Count::DeadLetter(_))).count();
    put(&mut text, format_args!("{counted}, {refused} refused\n"));
    for agent in agents {
        put(&mut text, format_args!("\nRisk of {agent}, on Sundays and when the band changes:\n"));
        let mut before = None;
        for score in played.daily(agent) {
            if Some(score.band) != before || score.date.weekday() == 6 {
                put(&mut text, format_args!("  {}\n", risk_line(score)));
            }
            before = Some(score.band);
        }
    }
    text.push_str("\nThe desk:\n");
    if played.alerts.is_empty() {
        text.push_str("  says nothing\n");
    }
    played.alerts.iter().for_each(|(agent, alert)| put(&mut text, format_args!("{}", desk_lines(agent, alert))));
    text
}

fn risk_line(score: &ScoreData) -> String {
    format!("{} {:>5.1} %  {}", score.date, score.risk * 100.0, score.band.code().replace('_', " "))
}

fn desk_lines(agent: &str, alert: &AlertData) -> String {
    let closing = alert.closing.as_ref().map_or(String::new(), |closing| format!(": {closing}"));
    let mut text = format!("  {} {}{closing}, {agent} to {}", alert.date, alert.status, &*alert.supervisor);
    if let Some(risk) = alert.risk {
        put(&mut text, format_args!(", {:.1} %", risk * 100.0));
    }
    if let Some(before) = alert.risk_month_ago {
        put(&mut text, format_args!(" (a month ago {:.1} %)", before * 100.0));
    }
    let jumped = if alert.jumped { ", jumped" } else { "" };
    put(&mut text, format_args!(", since {}{jumped}, version {}\n", alert.since, alert.version));
    for reason in &alert.reasons {
        put(&mut text, format_args!("    {:+.2} {}: {}\n", reason.contribution, reason.side, reason.en));
    }
    let week = &alert.week;
    put(&mut text, format_args!("    week of {}: {} raised, {} withheld\n", week.monday, week.raised, week.withheld));
    text
}

fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes all that is written");
}
