//! From its date on, and from no other, a published model makes the scores.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::basics::date::Date;
use std::collections::BTreeMap;

use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::score::ScoreData;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use attrition_stream::backend::memory::Memory;

use super::{HALF, Site, day, first, folder};
use attrition_test_support::stages::models::{json, wish};
use attrition_test_support::stages::small_centre::PARTITIONS;

/// The day with which the second part of the events ends.
pub(crate) const END: i32 = 70;

fn memory() -> Site<Memory> {
    Site::new(Memory::new(PARTITIONS))
}

/// Daily scores by agent and date.
fn daily(scores: &[(String, ScoreData)]) -> BTreeMap<(&str, Date), &ScoreData> {
    scores.iter().filter(|(_, s)| !s.interim).map(|(agent, s)| ((agent.as_str(), s.date), s)).collect()
}

/// Half of the events, a decision, the other half; the stages run on.
pub(crate) fn taken_over<S: Store + 'static>(mut site: Site<S>) -> Site<S> {
    site.live(0..HALF);
    let decided = site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), Some(first() + 50)));
    let decided = decided.expect("it can be decided");
    assert_eq!((decided.number, decided.daily, decided.interim), (1, day(50), day(50)));
    site.live(HALF..END);
    site
}

#[test]
fn a_champion_takes_over_on_its_date_without_a_restart() {
    let (mut before, mut after) = (memory(), memory());
    before.live(0..END);
    let site = taken_over(memory());
    // The other model from the beginning: signals do not depend on the model.
    after.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), None)).expect("nothing is closed yet");
    after.live(0..END);
    let (scores, by_a, by_b) = (site.scores(), before.scores(), after.scores());
    let (scores, by_a, by_b) = (daily(&scores), daily(&by_a), daily(&by_b));
    assert_eq!(scores.len(), by_a.len());
    let mut taken = 0;
    for (key, score) in &scores {
        let is_over = key.1 >= first() + 50;
        let expected = if is_over { by_b[key] } else { by_a[key] };
        assert!(*score == expected, "{} differs", key.1);
        assert_eq!(score.model, if is_over { "b" } else { "base" });
        taken += usize::from(is_over);
    }
    assert!(taken > 100, "{taken} scores are by the new champion");
}

#[test]
fn the_embedded_log_gives_the_same() {
    let dir = folder("takeover");
    let embedded = taken_over(Site::new(Embedded::open(&dir, PARTITIONS).expect("it can be made")));
    assert!(embedded.records(Topic::Scores) == taken_over(memory()).records(Topic::Scores));
    drop(embedded);
    std::fs::remove_dir_all(dir).expect("it is there");
}

#[test]
fn restarts_around_the_takeover_change_nothing() {
    let usual = taken_over(memory());
    let mut site = memory();
    let live = |site: &mut Site<Memory>, days: std::ops::Range<i32>| {
        for number in days {
            site.live(number..number + 1);
            // As a process that begins again: state comes from the changelog, models from the registry.
            site.restart();
        }
    };
    live(&mut site, 0..HALF);
    site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), Some(first() + 50)))
        .expect("it can be decided");
    live(&mut site, HALF..END);
    assert!(site.records(Topic::Scores) == usual.records(Topic::Scores), "a restart changes scores");
    assert!(site.records(Topic::Alerts) == usual.records(Topic::Alerts), "a restart changes alerts");
}

#[test]
fn a_late_reader_sees_the_same() {
    let usual = taken_over(memory());
    // Nothing is scored before all is written, as by a member that begins anew and reads the registry first.
    let mut late = memory();
    let importer_only = |site: &mut Site<Memory>, days: std::ops::Range<i32>| {
        super::events(days).iter().for_each(|event| site.importer.line(event.as_bytes()).expect("memory"));
        site.importer.close_days().expect("memory");
    };
    importer_only(&mut late, 0..HALF);
    late.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), Some(first() + 50))).expect("it can be");
    importer_only(&mut late, HALF..END);
    late.work();
    assert!(late.records(Topic::Scores) == usual.records(Topic::Scores), "a late reader scores otherwise");
    assert!(late.records(Topic::Alerts) == usual.records(Topic::Alerts));
}

#[test]
fn a_decision_of_today_waits_for_the_day_after_the_open_one() {
    let mut site = memory();
    site.live(0..HALF);
    let early = site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), Some(first() + HALF)));
    assert!(early.expect_err("the day is open").to_string().contains(&day(HALF + 1)));
    let decided =
        site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), None)).expect("as soon as can be");
    assert_eq!((decided.daily, decided.interim), (day(HALF + 1), day(HALF + 2)));
    site.live(HALF..END);
    let scores = site.scores();
    let of = |date: Date, interim: bool| {
        let these = scores.iter().filter(move |(_, s)| s.date == date && s.interim == interim);
        these.map(|(_, s)| s.model.to_string()).collect::<Vec<_>>()
    };
    assert!(of(first() + HALF, false).iter().all(|model| model == "base"));
    assert!(of(first() + HALF + 1, false).iter().all(|model| model == "b"));
    assert!(of(first() + HALF + 1, true).iter().all(|model| model == "base"), "between closes one day later");
}

#[test]
fn a_takeover_makes_nobody_jump() {
    let mut site = memory();
    site.live(0..HALF);
    // A model to which everyone looks bad.
    let mut gloomy = attrition_test_support::stages::models::sensitive();
    (gloomy.id, gloomy.intercept) = ("gloomy".to_owned(), 2.0);
    let gloomy = serde_json::to_string(&gloomy).expect("it is JSON");
    site.decide(&wish(DecisionKind::Publish, Some("gloomy"), Some(gloomy), Some(first() + 50))).expect("it can be");
    site.live(HALF..END);
    let alerts: Vec<_> = site.records(Topic::Alerts);
    let alerts =
        alerts.iter().filter_map(|record| attrition_contracts::alerting::alert::read(&record.value).ok().flatten());
    let of_gloomy: Vec<_> = alerts
        .filter(|(_, alert)| alert.model.as_deref() == Some("gloomy") && alert.status == AlertStatus::Raised)
        .collect();
    assert!(!of_gloomy.is_empty() && of_gloomy.iter().all(|(_, alert)| !alert.jumped && alert.date > first() + 50));
}

#[test]
fn a_rollback_brings_the_champion_before_back() {
    let mut site = taken_over(memory());
    let back =
        site.decide(&wish(DecisionKind::Rollback, Some("base"), None, None)).expect("the base is kept in the registry");
    assert_eq!((back.number, back.daily), (2, day(END - 2 + 1)));
    let again = site.decide(&wish(DecisionKind::Rollback, Some("base"), None, None));
    assert!(again.expect_err("it is to become champion already").to_string().contains("already"));
}

#[test]
fn a_shadow_scores_beside_the_champion_and_alerts_nobody() {
    let (mut alone, mut site) = (memory(), memory());
    // In the same steps: partitions of the journal reach the desk's in the order in which they are scored.
    [0..HALF, HALF..55, 55..END].into_iter().for_each(|days| alone.live(days));
    site.live(0..HALF);
    site.decide(&wish(DecisionKind::Shadow, Some("s"), Some(json("s", 5.0)), Some(first() + 45)))
        .expect("it can be decided");
    site.live(HALF..55);
    site.decide(&wish(DecisionKind::Unshadow, None, None, Some(first() + 60))).expect("there is one to end");
    site.live(55..END);
    assert!(site.records(Topic::Alerts) == alone.records(Topic::Alerts), "alerts do not change");
    assert!(site.records(Topic::Desk) == alone.records(Topic::Desk), "nor does what the desk hears");
    let (scores, by_champion) = (site.scores(), alone.scores());
    assert_eq!(scores.len(), by_champion.len());
    let mut higher = 0;
    for ((_, score), (_, expected)) in scores.iter().zip(&by_champion) {
        let is_shadowed = (first() + 45..first() + 60).contains(&score.date);
        assert_eq!(score.shadow.is_some(), is_shadowed, "{}", score.date);
        let without = ScoreData { shadow: None, ..score.clone() };
        assert!(without == *expected, "the champion's part differs on {}", score.date);
        let shadow = score.shadow.as_ref();
        assert!(shadow.is_none_or(|shadow| shadow.model == "s" && shadow.horizon_days == 30));
        higher += usize::from(shadow.is_some_and(|shadow| shadow.logit != score.logit));
    }
    assert!(higher > 0, "the shadow has a mind of its own");
}
