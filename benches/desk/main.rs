//! What supervisors of a simulated site get: 1,000 agents, 50 supervisors, 400 days, with a flu, a new
//! QA form, a silent source and a slow system.
//!
//! `cargo bench --bench desk [-- --seeds 1,2,3 --agents 1000 --days 400]`. The model is the shipped one, trained on another
//! simulated site. Beside the desk stands a plain threshold with the same recall: an alert whenever a risk goes over it.

#![expect(clippy::print_stdout, reason = "a benchmark tells its figures")]

mod judged;
mod site;

use judged::{Judged, Raised};
use site::Played;

/// From here on alerts are counted: everyone has history, and what is usual is known.
const FROM_DAY: i32 = 70;
/// The week of flu, and the day of the new form, in days after the first.
const FLU_DAY: i32 = 205;
const FORM_DAY: i32 = 300;
/// The first of three days without tickets, and of seven on which they take half as long again.
const SILENT_DAY: i32 = 250;
const SLOW_DAY: i32 = 350;
/// What is compared at the end.
const WHAT: [&str; 6] = [
    "flu, the desk",
    "flu, threshold",
    "QA form, the desk",
    "QA form, threshold",
    "slow system, the desk",
    "silent source, the desk",
];
/// The flu is in the windows of its signals for so many weeks more.
const AFTER_WEEKS: i32 = 4;

fn main() {
    let (mut seeds, mut agents, mut days) = (vec![1, 2, 3], 1_000, 400);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    for pair in arguments.windows(2) {
        let number = || pair[1].parse::<usize>().expect("a number");
        match pair[0].as_str() {
            "--seeds" => seeds = pair[1].split(',').map(|seed| seed.parse().expect("seeds are numbers")).collect(),
            "--agents" => agents = number(),
            "--days" => days = number(),
            _ => {}
        }
    }
    println!("{agents} agents, {days} days, seeds {seeds:?}; alerts from day {FROM_DAY} on");
    let mut sums = Vec::new();
    for seed in &seeds {
        let (with, without) = (Played::of(agents, days, *seed, true), Played::of(agents, days, *seed, false));
        let desk = Judged::of(&with, &with.raised);
        let plain = with.plain(desk.recall);
        let plain_judged = Judged::of(&with, &plain);
        println!("\nseed {seed}: {} leavers, {} notices about the site", with.leavers.len(), with.notices.len());
        with.notices.iter().for_each(|notice| println!("  {notice}"));
        println!("  the desk:         {}", desk.text());
        println!("  plain threshold:  {}", plain_judged.text());
        let told = |what: &str, raised: &[Raised], usual: &[Raised], day: i32| {
            let (week, after) = (with.weeks(raised, day, 1), with.weeks(raised, day, 1 + AFTER_WEEKS));
            let (calm, calm_after) = (with.weeks(usual, day, 1), with.weeks(usual, day, 1 + AFTER_WEEKS));
            println!(
                "  {what}: {week} that week, {after:.1} a week with {AFTER_WEEKS} more; without it {calm} and {calm_after:.1}"
            );
            [week, after, calm, calm_after]
        };
        let calm_plain = without.over(with.threshold(desk.recall));
        let flu = told("flu, the desk      ", &with.raised, &without.raised, FLU_DAY);
        let flu_plain = told("flu, threshold     ", &plain, &calm_plain, FLU_DAY);
        let form = told("QA form, the desk  ", &with.raised, &without.raised, FORM_DAY);
        let form_plain = told("QA form, threshold ", &plain, &calm_plain, FORM_DAY);
        let slow = told("slow, the desk     ", &with.raised, &without.raised, SLOW_DAY);
        let silent = told("silent, the desk   ", &with.raised, &without.raised, SILENT_DAY);
        println!("  without all that: {} notices about the site", without.notices.len());
        without.notices.iter().for_each(|notice| println!("    {notice}"));
        sums.push([flu, flu_plain, form, form_plain, slow, silent]);
    }
    println!("\nall seeds, alerts with it / without it, that week and with {AFTER_WEEKS} more:");
    for (i, what) in WHAT.iter().enumerate() {
        let sum = |j: usize| sums.iter().map(|sum| sum[i][j]).sum::<f64>();
        println!("  {what}: x{:.2}, x{:.2}", sum(0) / sum(2), sum(1) / sum(3));
    }
}
