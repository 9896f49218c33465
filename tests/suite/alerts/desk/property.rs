//! What holds whatever happens: random sites, random answers.

use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::state::desk_state;
use attrition_core::basics::date::Date;
use attrition_core::desk::{
    Action, CaseState, Desk, FeedbackContent, Leaving, REPEAT_DAYS, Rules, ScoreReport, Status,
};

use super::{MONDAY, SITE, Story, risk};
use attrition_test_support::centres::chance::Chance;

const AGENTS: [&str; 8] = ["anna", "ben", "chloe", "dan", "emma", "femi", "gus", "hana"];
const RULES: Rules = Rules {
    budget_week: 2,
    cool_down_days: 5,
    hysteresis: 0.8,
    escalate_days: 3,
    lapse_days: 10,
    hold_out: 0.25,
    has_second: true,
    language: attrition_core::desk::Language::English,
};

/// One day of a random site; where an agent stands is a matter of chance, too.
fn a_day(story: &mut Story, places: &mut BTreeMap<&str, usize>, before: &mut BTreeMap<&str, f64>, chance: &mut Chance) {
    let today = story.today;
    let mut reports = Vec::new();
    for (number, agent) in AGENTS.into_iter().enumerate() {
        let place = places.entry(agent).or_insert(number % 3);
        if chance.below(30) == 0 {
            *place = chance.below(4);
            let (site, supervisor) = (SITE.into(), format!("sup-{place}").into());
            reports.push(ScoreReport::Moved { agent: agent.into(), day: today, site, supervisor });
        }
        if chance.below(60) == 0 {
            reports.push(ScoreReport::Gone { agent: agent.into(), day: today, voluntary: chance.below(2) == 0 });
            continue;
        }
        let now = [0.02, 0.07, 0.09, 0.12, 0.2, 0.7][chance.below(6)];
        let yesterday = before.insert(agent, now).unwrap_or(0.02);
        let told = risk(agent, now).after(yesterday, yesterday).under(&format!("sup-{place}"));
        let told = told.with(|c| {
            c.lot = number as f64 / AGENTS.len() as f64;
            c.supervisor_left = chance.below(40) == 0;
            c.on_leave = chance.below(12) == 0;
            c.model = if today - MONDAY < 50 { "one" } else { "other" }.into();
            c.leaving = (chance.below(50) == 0).then_some(Leaving::Otherwise);
        });
        if chance.below(4) == 0 {
            reports.push(told.clone().with(|c| c.interim = true).on(today));
        }
        reports.push(told.on(today));
    }
    for report in reports {
        story.desk.receive(SITE, report);
        story.tell(|desk, tell| desk.decide_jumps(tell));
    }
    story.day([]);
    if !story.alerts.is_empty() && chance.below(2) == 0 {
        let agent = story.alerts[chance.below(story.alerts.len())].agent.clone();
        let what = match chance.below(4) {
            0 => FeedbackContent::Acknowledge,
            1 => FeedbackContent::Snooze(today + chance.below(8) as i32),
            2 => FeedbackContent::Useful(vec![]),
            _ => FeedbackContent::Action(Action::Coaching),
        };
        story.answer(&agent, &format!("{}", chance.below(1_000)), what);
    }
}

/// Plays a random site; after each day the desk goes through its changelog if asked to.
fn play(seed: u64, through_changelog: bool) -> Story {
    let mut chance = Chance(seed);
    let mut story = Story::of(RULES);
    let (mut places, mut before) = (BTreeMap::new(), BTreeMap::new());
    let mut kept: BTreeMap<Box<[u8]>, Box<[u8]>> = BTreeMap::new();
    for _ in 0..80 {
        a_day(&mut story, &mut places, &mut before, &mut chance);
        if through_changelog {
            story.desk.changes(|change| match desk_state::write(&change) {
                (key, Some(value)) => _ = kept.insert(key, value),
                (key, None) => _ = kept.remove(&key),
            });
            let (key, value) = desk_state::write_closed(&story.desk);
            kept.insert(key, value);
            let mut restored = Desk::new(RULES.into());
            for (key, value) in &kept {
                desk_state::restore(&mut restored, key, Some(value)).expect("what was written can be read");
            }
            story.desk = restored;
        }
    }
    story
}

#[test]
fn the_budget_holds_and_nobody_has_two_alerts() {
    let (mut raised, mut withheld) = (0, 0);
    for seed in 0..150 {
        let story = play(seed, false);
        let mut spent: BTreeMap<(Date, &str), u32> = BTreeMap::new();
        let mut counted: BTreeSet<(Date, &str)> = BTreeSet::new();
        let mut open: BTreeSet<&str> = BTreeSet::new();
        let mut versions: BTreeMap<&str, u32> = BTreeMap::new();
        for said in &story.alerts {
            let week = (said.day.week(), said.supervisor.as_str());
            match said.status {
                Status::Raised | Status::HeldOut if said.version == 1 => {
                    assert!(open.insert(&said.agent), "seed {seed}: two alerts about one agent");
                    let spent = spent.entry(week).or_default();
                    *spent += 1;
                    assert!(*spent <= RULES.budget_week, "seed {seed}: more than the budget");
                    versions.insert(&said.agent, 1);
                    raised += 1;
                }
                Status::Withheld => {
                    assert!(!open.contains(said.agent.as_str()), "seed {seed}: withheld beside an open one");
                    // Counted once in a week, also where it is told again after a day without the risk, or to another supervisor.
                    let is_new = counted.insert((said.day.week(), &said.agent));
                    assert!(!is_new || said.withheld > 0, "seed {seed}: each withheld one is counted");
                    withheld += 1;
                }
                status => {
                    let version = versions.get_mut(said.agent.as_str()).expect("only open alerts change");
                    *version += 1;
                    assert_eq!(said.version, *version, "seed {seed}");
                    let carried = matches!(status, Status::Carried | Status::HeldOut);
                    let was_open = if carried { open.insert(&said.agent) } else { open.contains(said.agent.as_str()) };
                    assert!(was_open, "seed {seed}: {status:?} of an alert that is not open");
                    if let Status::Closed(_) = status {
                        open.remove(said.agent.as_str());
                    }
                }
            }
        }
    }
    assert!(raised > 1_000 && withheld > 300, "{raised} raised and {withheld} withheld say something");
}

#[test]
fn no_state_is_for_ever() {
    for seed in 0..100 {
        let mut story = play(seed, false);
        let quiet: Vec<_> = AGENTS.iter().map(|agent| risk(agent, 0.01)).collect();
        story.days(RULES.lapse_days + REPEAT_DAYS + 2, &quiet);
        let stuck: Vec<CaseState> = story.desk.cases().map(|(_, _, case)| case.state).collect();
        assert!(stuck.is_empty(), "seed {seed}: {stuck:?}");
    }
}

#[test]
fn a_desk_that_goes_through_its_changelog_every_day_says_the_same() {
    for seed in 0..60 {
        let (kept, restored) = (play(seed, false), play(seed, true));
        assert_eq!(kept.alerts, restored.alerts, "seed {seed}");
        assert_eq!(kept.letters, restored.letters, "seed {seed}");
        assert!(kept.today > MONDAY);
    }
}

/// Members that the version before did not write.
const NEW: [&str; 12] = [
    "suppressed",
    "past",
    "endings",
    "renewed_on",
    "waited_days",
    "letter_owed",
    "answered",
    "found_useful",
    "basis",
    "former_model",
    "former_model_second",
    "on_leave",
];

/// A value as the version before wrote it.
fn as_before(value: &[u8]) -> Vec<u8> {
    fn strip(json: &mut serde_json::Value) {
        if let Some(members) = json.as_object_mut() {
            members.retain(|name, _| !NEW.contains(&name.as_str()));
            members.values_mut().for_each(strip);
        }
    }
    let mut json = serde_json::from_slice(value).expect("state is JSON");
    strip(&mut json);
    serde_json::to_vec(&json).expect("it can be written")
}

#[test]
fn what_the_version_before_has_kept_goes_on() {
    let mut open = 0;
    for seed in 0..40 {
        let mut story = play(seed, false);
        let mut restored = Desk::new(RULES.into());
        story.desk.each(|kept| {
            let (key, value) = desk_state::write(&kept);
            let value = value.map(|value| as_before(&value));
            desk_state::restore(&mut restored, &key, value.as_deref())
                .expect("what the version before wrote can be read");
        });
        let (key, value) = desk_state::write_closed(&story.desk);
        desk_state::restore(&mut restored, &key, Some(&value)).expect("so can how far it had come");
        let alerts = |desk: &Desk| -> Vec<(String, Date, u32)> {
            let alert = |(_, agent, case): (&str, &str, &attrition_core::desk::Case)| {
                case.alert.as_ref().map(|alert| (agent.to_owned(), alert.raised_on, alert.version))
            };
            desk.cases().filter_map(alert).collect()
        };
        assert_eq!(alerts(&restored), alerts(&story.desk), "seed {seed}");
        open += alerts(&restored).len();
        story.desk = restored;
        let quiet: Vec<_> = AGENTS.iter().map(|agent| risk(agent, 0.01).by("other")).collect();
        story.days(RULES.lapse_days + 2, &quiet);
        assert!(alerts(&story.desk).is_empty(), "seed {seed}: every one of them comes to its end");
    }
    assert!(open > 20, "{open} open alerts say something");
}
