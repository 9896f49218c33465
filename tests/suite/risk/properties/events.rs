//! What an event may move, and what not.

use attrition_core::basics::date::Date;
use attrition_pipeline::Count;
use std::collections::BTreeMap;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::records::score::ScoreData;
use attrition_simulator::RecordedEvent;

use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::employment;
use attrition_test_support::centres::simulated::{by_close, centre, closing_day, event, first_day, is_roster, lines};
use attrition_test_support::stages::play::{Played, play};

#[test]
fn no_signal_sees_the_future() {
    sees_no_future(&centre(10));
}

#[test]
fn no_signal_sees_a_correction_that_is_to_come() {
    sees_no_future(&employment::centre(10));
}

fn sees_no_future(recorded: &[RecordedEvent]) {
    let whole = play(&lines(recorded));
    assert!(!whole.alerts.is_empty(), "there is something to compare");
    for last in [first_day() + 20, first_day() + 55, first_day() + 97] {
        let known = recorded.partition_point(|recorded| closing_day(recorded) <= last.0);
        let cut = play(&lines(&recorded[..known]));
        assert!(
            up_to(&cut, last) == up_to(&whole, last),
            "what was said up to {last} is the same, whatever came later"
        );
    }
}

#[test]
fn one_agents_events_move_nobody_else() {
    let recorded = centre(12);
    let whole = play(&lines(&recorded));
    for agent in ["agent-0001", "agent-0008", "agent-0015"] {
        let kept = recorded.iter().filter(|recorded| {
            let event = event(&recorded.line);
            event["subject"] != agent || is_roster(&event)
        });
        let kept: Vec<String> = kept.map(|recorded| recorded.line.clone()).collect();
        assert!(kept.len() < recorded.len(), "{agent} did something");
        let without = play(&kept);
        let others =
            |played: &Played| played.scores.iter().filter(|(name, _)| name != agent).cloned().collect::<Vec<_>>();
        assert_eq!(others(&without), others(&whole), "without what {agent} did");
        let own = |played: &Played| played.daily(agent).map(|score| score.risk).collect::<Vec<_>>();
        assert_ne!(own(&without), own(&whole), "{agent} is moved by it");
    }
}

#[test]
fn an_event_of_a_wrong_year_closes_no_centuries() {
    let good = lines(&centre(7));
    let ancient = r#"{"specversion":"1.0","id":"ancient","source":"/wfm","type":"attendance.request.v1","time":"0001-01-02T08:00:00Z",
        "subject":"nobody","data":{"request_id":"r1","date":"0001-01-02","kind":"leave","decision":"granted"}}"#;
    let before = play(&good);
    let after = play(&[&[ancient.replace('\n', "")][..], &good].concat());
    let scores =
        |played: &Played| played.scores.iter().map(|(agent, score)| format!("{agent} {score:?}")).collect::<Vec<_>>();
    assert_eq!(scores(&before), scores(&after));
    let closed = |played: &Played| played.counts.total(|count| count == Count::DayClosed);
    assert!(closed(&after) <= closed(&before) + 91, "{} days were closed", closed(&after));
}

#[test]
fn order_within_a_day_does_not_matter() {
    let recorded = centre(13);
    let whole = play(&lines(&recorded));
    for seed in 0..3 {
        let mut chance = Chance(seed);
        let mut shuffled = recorded.clone();
        for range in by_close(&recorded) {
            chance.shuffle(&mut shuffled[range.clone()]);
            // Versions of a shift or an evaluation come in any order; what the roster says of an agent keeps its own.
            let mut versions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for place in range {
                let event = event(&shuffled[place].line);
                if is_roster(&event) {
                    versions.entry(event["subject"].to_string()).or_default().push(place);
                }
            }
            for places in versions.values().filter(|places| places.len() > 1) {
                let mut lines: Vec<_> = places.iter().map(|place| shuffled[*place].clone()).collect();
                lines.sort();
                places.iter().zip(lines).for_each(|(place, line)| shuffled[*place] = line);
            }
        }
        let played = play(&lines(&shuffled));
        let daily =
            |played: &Played| played.scores.iter().filter(|(_, score)| !score.interim).cloned().collect::<Vec<_>>();
        assert!(daily(&played) == daily(&whole), "shuffled by {seed}");
        assert_eq!(played.alerts, whole.alerts);
    }
}

/// What was told, of which agent.
type Told<T> = Vec<(String, T)>;

/// Everything said about days up to `last`.
fn up_to(played: &Played, last: Date) -> (Told<ScoreData>, Told<AlertData>) {
    let scores = played.scores.iter().filter(|(_, score)| score.date <= last).cloned().collect();
    let alerts = played.alerts.iter().filter(|(_, alert)| alert.date <= last).cloned().collect();
    (scores, alerts)
}
