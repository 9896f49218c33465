//! What is broken, foreign or contradictory changes nothing and is told.

use attrition_contracts::models::registry::{Decision, DecisionKind, fingerprint};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_stream::backend::memory::Memory;

use super::{HALF, Site, first};
use attrition_test_support::stages::models::{artifact, json, wish};
use attrition_test_support::stages::small_centre::PARTITIONS;

fn site() -> Site<Memory> {
    let mut site = Site::new(Memory::new(PARTITIONS));
    site.live(0..HALF);
    site
}

/// A decision about an artifact, however that came to be in the topic, with its announcement.
fn announce(site: &mut Site<Memory>, number: u64, id: &str, artifact: Option<&[u8]>) {
    use attrition_contracts::records::journal::{self, JournalEntry};
    use attrition_contracts::records::record::Output;
    use attrition_stream::backend::local::Store;
    let decision = Decision {
        number,
        kind: DecisionKind::Publish,
        model: Some(id.to_owned()),
        artifact: artifact.map(fingerprint),
        from: first() + 50,
        at: String::new(),
        by: "other".to_owned(),
        forced: None,
        comparison: None,
        note: None,
    };
    let announcement = Output::new(Topic::Org, 0, [], journal::write(&JournalEntry::Decided(number)));
    let step = attrition_stream::Step { outputs: vec![decision.output(), announcement], positions: vec![] };
    site.store.with(|store| store.commit("other", step)).expect("memory does not fail");
}

#[test]
fn broken_and_foreign_artifacts_change_nothing_and_are_told() {
    let mut untouched = site();
    untouched.live(HALF..70);
    let mut site = site();
    let foreign = json("foreign", 2.0).replace(&artifact("x", 1.0).schema, "0123456789abcdef");
    let numbers = json("numbers", 2.0).replace("\"scale\": 0.1", "\"scale\": 0.0");
    let broken =
        [("no-json", "{\"format\": 1,"), ("foreign", &foreign), ("numbers", &numbers), ("alias", &json("b", 1.0))];
    for (number, (id, value)) in (1..).zip(broken) {
        site.write(&format!("artifact/{id}"), value.as_bytes());
        announce(&mut site, number, id, Some(value.as_bytes()));
    }
    // Changed after it was decided on.
    site.write("artifact/changed", json("changed", 2.0).as_bytes());
    announce(&mut site, 5, "changed", Some(json("changed", 9.0).as_bytes()));
    site.write("decision/x", b"{}");
    site.write("something else", b"");
    site.live(HALF..70);
    assert!(site.records(Topic::Scores) == untouched.records(Topic::Scores), "the champion stays");
    let refused = site.pipeline.score.stage().registry().refused();
    let why = |key: &str| refused.get(key).unwrap_or_else(|| panic!("{key} is not told: {refused:?}"));
    assert!(why("artifact/no-json").contains("not a model artifact"));
    assert!(why("artifact/foreign").contains("0123456789abcdef"));
    assert!(why("artifact/numbers").contains("scale above 0"));
    assert!(why("artifact/alias").contains("artifact of `b`"));
    assert!(why("decision/00000005").contains("not the one"));
    assert!(why("something else").contains("no record of the registry"));
    assert!((1..=5).all(|number| refused.contains_key(&format!("decision/{number:08}"))), "{refused:?}");
}

#[test]
fn a_decision_without_its_announcement_is_nobodys() {
    let mut site = site();
    let value = json("b", 3.0);
    site.write("artifact/b", value.as_bytes());
    let decision = Decision {
        number: 1,
        kind: DecisionKind::Publish,
        model: Some("b".to_owned()),
        artifact: Some(fingerprint(value.as_bytes())),
        from: first() + 50,
        at: String::new(),
        by: "other".to_owned(),
        forced: None,
        comparison: None,
        note: None,
    };
    let output = decision.output();
    site.write("decision/00000001", &output.value.expect("it has one"));
    site.live(HALF..70);
    assert!(site.scores().iter().all(|(_, score)| score.model == "base"));
    assert_eq!(site.pipeline.score.stage().registry().unannounced().count(), 1);
}

#[test]
fn a_stage_waits_for_what_is_announced_and_goes_on_with_it() {
    let mut site = site();
    let value = json("b", 3.0);
    // The announcement can be read before the artifact: two topics are two streams.
    announce(&mut site, 1, "b", Some(value.as_bytes()));
    site.live(HALF..60);
    let last = |site: &Site<Memory>| site.scores().iter().map(|(_, score)| score.date).max();
    assert_eq!(last(&site), Some(first() + HALF), "the day after might be about it");
    site.write("artifact/b", value.as_bytes());
    site.work();
    assert!(last(&site).is_some_and(|last| last > first() + 55));
    let by = |date: Date| {
        let of_date = site.scores().into_iter().find(|(_, score)| score.date == date && !score.interim);
        of_date.expect("the day was scored").1.model
    };
    assert_eq!((by(first() + 49), by(first() + 50)), ("base".into(), "b".into()));
}

#[test]
fn an_id_stands_for_one_model_for_ever() {
    let mut site = site();
    site.decide(&wish(DecisionKind::Shadow, Some("b"), Some(json("b", 3.0)), None)).expect("it can be decided");
    let other = site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 4.0)), None));
    assert!(other.expect_err("the content is another").to_string().contains("another artifact"));
    site.decide(&wish(DecisionKind::Publish, Some("b"), None, None)).expect("a shadow becomes champion by its id");
    let unknown = site.decide(&wish(DecisionKind::Publish, Some("c"), None, None));
    assert!(unknown.expect_err("nobody knows it").to_string().contains("no model called `c`"));
    let broken = site.decide(&wish(DecisionKind::Publish, Some("d"), Some("{}".to_owned()), None));
    assert!(broken.expect_err("it is none").to_string().contains("not a model artifact"));
    let slash = site.decide(&wish(DecisionKind::Publish, Some("a/b"), Some(json("a/b", 1.0)), None));
    assert!(slash.expect_err("it is no name").to_string().contains("cannot be the id"));
}
