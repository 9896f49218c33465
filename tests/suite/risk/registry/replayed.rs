//! Published scores come out of the journal again, to the bit, whoever was champion; and what was changed is found.

use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::InForce;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::replay::verify_scores::{ScoreMismatch, ScoreTally, recompute};
use attrition_service::storage::logs::Logs;
use attrition_stream::Step;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;

use super::{HALF, Site, day, first};
use attrition_test_support::process::program::{Scratch, done, embedded, finish, variable};
use attrition_test_support::stages::models::{base, json, wish};
use attrition_test_support::stages::small_centre::PARTITIONS;

/// A site on an embedded log that had three champions and a shadow.
fn site(scratch: &Scratch) -> Site<Embedded> {
    let mut site = Site::new(Embedded::open(&scratch.path("log"), PARTITIONS).expect("it can be made"));
    site.live(0..HALF);
    site.decide(&wish(DecisionKind::Publish, Some("b"), Some(json("b", 3.0)), None)).expect("it can be decided");
    site.decide(&wish(DecisionKind::Shadow, Some("s"), Some(json("s", 5.0)), Some(first() + 44)))
        .expect("it can be decided");
    site.live(HALF..55);
    site.decide(&wish(DecisionKind::Rollback, Some("base"), None, None)).expect("it can be decided");
    site.live(55..70);
    site
}

fn again(site: &Site<Embedded>, setting: &ScoreWriter, from: Date, to: Date) -> ScoreTally {
    let logs = Logs::Embedded(std::sync::Arc::clone(&site.store));
    recompute(&logs, setting, (from, to), &mut |_| ()).expect("the log can be read")
}

fn setting() -> ScoreWriter {
    ScoreWriter { follows_registry: true, ..ScoreWriter::alone(base().model, 35) }
}

#[test]
fn scores_come_out_again_to_the_bit_across_changes_of_the_model() {
    let scratch = Scratch::new();
    let site = site(&scratch);
    let scores = site.scores();
    let interim = scores.iter().filter(|(_, score)| score.interim).count() as u64;
    let models: std::collections::BTreeSet<_> = scores.iter().map(|(_, score)| score.model.to_string()).collect();
    assert!(models.len() == 2 && interim > 0, "{models:?}, {interim} between closes");
    let tally = again(&site, &setting(), first(), first() + 68);
    let told = (tally.daily + tally.interim, tally.interim, tally.differ, tally.foreign, tally.largest);
    assert_eq!(told, (scores.len() as u64, interim, 0, 0, 0.0));
    // A part of it, in the middle.
    let (from, to) = (first() + 45, first() + 50);
    let part = again(&site, &setting(), from, to);
    let wanted = scores.iter().filter(|(_, s)| (from..=to).contains(&s.date)).count();
    assert_eq!((part.daily + part.interim, part.differ), (wanted as u64, 0));
}

#[test]
fn what_was_changed_is_found() {
    let scratch = Scratch::new();
    let site = site(&scratch);
    // Another base: all that it scored differs, and nothing else.
    let other = ScoreWriter {
        models: InForce::new(attrition_test_support::stages::models::model("base", 1.000_000_1)),
        ..setting()
    };
    let tally = again(&site, &other, first(), first() + 39);
    assert!(tally.differ > 0 && tally.largest > 0.0 && tally.largest < 1e-3, "{tally:?}");
    assert!(
        tally
            .first
            .iter()
            .all(|difference| matches!(&difference.how, ScoreMismatch::Members(names) if !names.is_empty()))
    );
    assert_eq!(again(&site, &other, first() + 42, first() + 54).differ, 0, "`b` made these");
    // One that nobody made, and of which there is one too many.
    let published = site.records(Topic::Scores).into_iter().rev().find(|record| record.partition == 0);
    let doubled = published.expect("there are scores");
    let output = Output::new(Topic::Scores, 0, doubled.key, doubled.value);
    let step = Step { outputs: vec![output], positions: vec![] };
    site.store.with(|store| store.commit("other", step)).expect("it can be written");
    let tally = again(&site, &setting(), first(), first() + 68);
    assert!(tally.differ == 1 && tally.first[0].how == ScoreMismatch::Extra, "{tally:?}");
}

#[test]
fn the_command_fails_where_a_score_is_not_what_it_was_and_names_nobody_unasked() {
    let scratch = Scratch::new();
    drop(site(&scratch));
    let mut variables = embedded(&scratch.path("log"));
    variables.push(variable("SCORE__MODEL", &scratch.file("base.json", json("base", 1.0))));
    let span = ["replay", "--from", &day(0), "--to", &day(67)];
    let told = done(&[&span[..], &["--json"]].concat(), &variables);
    let told: serde_json::Value = serde_json::from_str(&told).expect("it is JSON");
    assert!(told["differ"] == 0 && told["largest_difference"] == 0.0 && told["daily"].as_u64() > Some(700), "{told}");
    variables.pop();
    let failed = finish(&span, &variables);
    let text = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert!(failed.status.code() == Some(1) && text.contains("score.model") && !text.contains("agent-"), "{text}");
    let named = finish(&[&span[..], &["--show-agents"]].concat(), &variables);
    assert!(String::from_utf8_lossy(&named.stdout).contains("agent-"));
    let open = finish(&["replay", "--from", &day(0), "--to", &day(90)], &variables);
    assert_eq!(open.status.code(), Some(2), "{}", String::from_utf8_lossy(&open.stderr));
}
