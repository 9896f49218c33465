//! What is missing neither raises a risk nor hides one, in models that are learned as well.

use std::collections::BTreeMap;

use attrition_contracts::models::artifact::{Artifact, MissingSignals};
use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_core::signals::{SIGNALS, position};
use attrition_learner::report::card;
use attrition_learner::rows::Rows;
use attrition_learner::train::{Trained, TrainingOptions, train};

use crate::learning::rows::rows;
use crate::learning::training::wish;
use attrition_test_support::centres::simulated::days;
use attrition_test_support::stages::what_if::{Log, date_of, is};

/// Days before their notice on which nobody evaluates those who will leave.
const UNSEEN_DAYS: i32 = 75;

/// Rows of a centre in which evaluations cease long before somebody leaves: what is missing tells who goes.
fn telling() -> Rows {
    let log = Log::of(&days(150, 320, 6).concat());
    let notice = |event: &serde_json::Value| {
        let date = event["data"]["notice_date"].as_str().and_then(Date::parse)?;
        Some((event["subject"].as_str()?.to_owned(), date))
    };
    let leavers: BTreeMap<String, Date> =
        log.0.iter().filter(|event| is(event, "roster.separation")).filter_map(notice).collect();
    let unseen = |event: &serde_json::Value| {
        let notice = event["subject"].as_str().and_then(|agent| leavers.get(agent));
        is(event, "qa") && notice.is_some_and(|notice| date_of(event) > *notice - UNSEEN_DAYS)
    };
    rows(log.with(|event| Some(event).filter(|event| !unseen(event))).lines(), None)
}

fn trained(data: &Rows, missing: MissingSignals) -> (Trained, Model) {
    let trained = train(data, &TrainingOptions { missing, ..wish() }).expect("it can be trained");
    let model = trained.artifact.model().expect("it is sound");
    (trained, model)
}

/// What a signal adds on average for those who have it.
fn mean(data: &Rows, model: &Model, signal: usize) -> f64 {
    let known = data.columns[signal].iter().filter(|value| !value.is_nan());
    known.clone().map(|value| model.terms[signal].contribution(*value)).sum::<f64>() / known.count().max(1) as f64
}

#[test]
fn missing_signals_are_neutral_unless_an_analyst_has_them_learned() {
    let data = telling();
    let (neutral, model) = trained(&data, MissingSignals::Neutral);
    for name in neutral.artifact.signals.keys() {
        let signal = position(name).expect("it is in the catalogue");
        let (missing, mean) = (model.terms[signal].contribution(f64::NAN), mean(&data, &model, signal));
        // The artifact's mean is of the rows that gave the weights, this one of all.
        assert!((missing - mean).abs() < 0.03, "{name}: {missing} missing, {mean} on average");
    }
    let of_qa = |model: &Model| -> f64 {
        let qa = (0..SIGNALS.len()).filter(|i| SIGNALS[*i].name.starts_with("qa_"));
        qa.map(|i| model.terms[i].missing - mean(&data, model, i)).sum()
    };
    let (learned, other) = trained(&data, MissingSignals::Learned);
    assert!(of_qa(&model).abs() < 0.05, "{}", of_qa(&model));
    assert!(of_qa(&other) > 0.1, "what is missing does tell who goes here: {}", of_qa(&other));
    let (neutral_card, learned_card) = (card(&data, &neutral).text, card(&data, &learned).text);
    assert!(neutral_card.contains("so it neither raises a risk nor hides one"), "{neutral_card}");
    assert!(learned_card.contains("**A missing signal has a weight of its own**"), "{learned_card}");
    assert!(learned.artifact.description.contains("By wish, a missing signal"), "{}", learned.artifact.description);
    reads_back(&neutral.artifact, Some(MissingSignals::Neutral));
    reads_back(&learned.artifact, Some(MissingSignals::Learned));
    // As an earlier version wrote it.
    reads_back(&Artifact { missing_signals: None, ..learned.artifact }, None);
}

fn reads_back(artifact: &Artifact, missing: Option<MissingSignals>) {
    let json = serde_json::to_string(artifact).expect("an artifact is JSON");
    let read = Artifact::read(json.as_bytes()).expect("it reads back");
    assert_eq!((&read, read.missing_signals), (artifact, missing));
    assert_eq!(json.contains("missing_signals"), missing.is_some());
    read.model().expect("it scores");
}
