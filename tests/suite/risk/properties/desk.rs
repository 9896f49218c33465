//! The desk hears two journal partitions, each in order, one ahead of the other as it happens.

use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Announcement, Candidate, Desk, Rules, ScoreReport};
use attrition_core::model::Band;

use attrition_test_support::centres::chance::Chance;

/// What a journal partition tells the desk.
#[derive(Clone)]
enum Said {
    Report(Box<Candidate>),
    Closed(Date),
}

const PARTITIONS: u32 = 2;
const AGENTS: [&str; 6] = ["anna", "ben", "chloe", "dan", "emma", "femi"];

#[test]
fn which_partition_is_ahead_does_not_matter() {
    for seed in 0..200 {
        let mut chance = Chance(seed);
        let said = [tell(0, &mut chance), tell(1, &mut chance)];
        let in_step = decided(&said, &mut |_, day| day);
        assert!(!in_step.is_empty(), "there is something to compare");
        for _ in 0..4 {
            let mixed = decided(&said, &mut |_, _| chance.below(1_000));
            assert_eq!(mixed, in_step, "seed {seed}");
        }
    }
}

/// Thirty days of a partition: risks that leap, on some days several times before the close.
fn tell(partition: usize, chance: &mut Chance) -> Vec<Said> {
    let mut said = Vec::new();
    let mut before = [[None, None]; AGENTS.len()];
    for day in (0..30).map(Date) {
        for (agent, [yesterday, day_before]) in AGENTS.into_iter().zip(&mut before).skip(partition).step_by(2) {
            let mut risk = |n: usize| [0.02, 0.03, 0.07, 0.15, 0.6, 0.9][chance.below(n)];
            let interims = [risk(6), risk(6), risk(6)];
            for risk in interims.into_iter().filter(|risk| *risk > 0.03) {
                said.push(Said::Report(Box::new(candidate(agent, day, true, risk, (*yesterday, *day_before)))));
            }
            let risk = risk(5);
            said.push(Said::Report(Box::new(candidate(agent, day, false, risk, (*yesterday, *day_before)))));
            (*day_before, *yesterday) = (*yesterday, Some(risk));
        }
        said.push(Said::Closed(day));
    }
    said
}

/// The alerts, when the partition with the lower rank speaks next; in step, that is the one at the earlier day.
fn decided(said: &[Vec<Said>; 2], rank: &mut dyn FnMut(usize, usize) -> usize) -> Vec<String> {
    let mut desk = Desk::new(Rules { cool_down_days: 3, ..Rules::default() }.into());
    let mut alerts = Vec::new();
    let (mut next, mut days) = ([0, 0], [0, 0]);
    while let Some(partition) = (0..2).filter(|p| next[*p] < said[*p].len()).min_by_key(|p| rank(*p, days[*p])) {
        let mut tell = |said: Announcement<'_>| alerts.extend(shown(&said));
        match said[partition][next[partition]].clone() {
            Said::Report(candidate) => {
                // Each agent has a supervisor of their own here: what one hears first, another may hear later.
                desk.receive("north", ScoreReport::Risk(candidate));
                desk.decide_jumps(&mut tell);
            }
            Said::Closed(day) => {
                desk.close(partition as u32, PARTITIONS, (day, false), [], &mut tell);
                days[partition] += 1;
            }
        }
        next[partition] += 1;
    }
    alerts.sort();
    alerts
}

/// What is said, to compare: `Debug` tells nobody whom it is about.
fn shown(said: &Announcement<'_>) -> Option<String> {
    match said {
        Announcement::Alert(a) => Some(format!("{} {} {:?} {} {}", &**a.agent, a.day, a.status, a.version, a.since)),
        Announcement::Digest(d) => Some(format!("{:?} {} {} {}", d.supervisor, d.day, d.open.len(), d.closed.len())),
        Announcement::Suppressed(why) => Some(format!("{why:?}")),
        Announcement::Notice(_) | Announcement::Answered(_) => None,
    }
}

fn candidate(agent: &str, day: Date, interim: bool, risk: f64, before: (Option<f64>, Option<f64>)) -> Candidate {
    Candidate {
        agent: agent.into(),
        day,
        interim,
        told_at: Moment::while_open(day, 0),
        site: "north".into(),
        team: "one".into(),
        queue: "billing".into(),
        supervisor: format!("sup-{agent}").into(),
        supervisor_left: false,
        on_leave: false,
        is_silent: false,
        arrival: None,
        potential: None,
        risk,
        yesterday: before.0,
        day_before: before.1,
        month_ago: None,
        site_share: None,
        band: if risk >= 0.1 {
            Band::Red
        } else if risk >= 0.06 {
            Band::Amber
        } else {
            Band::Green
        },
        amber: 0.06,
        red: 0.1,
        leaving: None,
        reasons: Vec::new(),
        behaviour: Vec::new(),
        model: "told".into(),
        site_level: 0.0,
        is_unmeasured: false,
        lot: 0.5,
    }
}
