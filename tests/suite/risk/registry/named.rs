//! A model is named by its content, and nothing is put in the place of another.

use serde_json::Value;

use super::commands::list;
use attrition_test_support::process::program::{Scratch, done, embedded, finish};

#[test]
fn other_options_and_other_rows_make_another_name_and_nothing_is_written_over() {
    let scratch = Scratch::new();
    let (events, out) = (scratch.text("events.ndjson"), scratch.text("models"));
    done(&["simulate", "--agents", "100", "--days", "240", "--out", &events], &[]);
    let train = |more: &[&str]| {
        let told = done(&[&["train", "--json", "--from", &events, "--out", &out], more].concat(), &[]);
        let told: Value = serde_json::from_str(&told).expect("it is JSON");
        told["model"].as_str().expect("it has a name").to_owned()
    };
    let plain = train(&["--plain"]);
    let artifact = |id: &str| std::fs::read(scratch.path("models").join(format!("{id}.json"))).expect("it was written");
    let first = artifact(&plain);
    let names = [
        train(&[]),
        train(&["--plain", "--alerts-per-week", "2"]),
        train(&["--plain", "--without", "no_shows"]),
        train(&["--plain", "--horizon", "45"]),
        train(&["--plain", "--note", "Of a simulated site."]),
        // The last cut-off is the same, the rows are not.
        train(&["--plain", "--dedup-days", "1"]),
    ];
    let different: std::collections::BTreeSet<&String> = names.iter().chain([&plain]).collect();
    assert!(different.len() >= names.len(), "{names:?}");
    // Once more, the same: the same name, the same bytes, and it is told that it was there.
    let output = finish(&["train", "--plain", "--from", &events, "--out", &out], &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains(&format!("{plain}.json` is this model already")), "{said}");
    assert!(artifact(&plain) == first);
    // A name that was given is kept for what has it.
    assert_eq!(train(&["--plain", "--id", "mine"]), "mine");
    let mine = artifact("mine");
    let output =
        finish(&["train", "--from", &events, "--out", &out, "--id", "mine", "--plain", "--horizon", "45"], &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("another model of this name"), "{said}");
    assert!(artifact("mine") == mine);
}

#[test]
fn what_has_the_name_of_another_model_is_refused_for_its_content() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch.path("log"));
    let events = scratch.text("events.ndjson");
    done(&["simulate", "--agents", "20", "--days", "40", "--out", &events], &[]);
    done(&["import", &events], &variables);
    let model = |intercept: f64| {
        let mut prior: Value = serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("it is JSON");
        (prior["id"], prior["intercept"]) = ("ours".into(), intercept.into());
        scratch.file(&format!("ours{intercept}.json"), prior.to_string())
    };
    let (one, other) = (model(-3.0), model(-2.0));
    let refused = |path: &str| {
        let output = finish(&["models", "publish", path, "--force", "it is another"], &variables);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    // The registry has nothing yet, and the configuration has a model.
    let mut prior: Value = serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("it is JSON");
    prior["intercept"] = (-1.0).into();
    let said = refused(&scratch.file("prior.json", prior.to_string()));
    assert!(said.contains("the model of the configuration (`score.model`) is another one of this name"), "{said}");
    done(&["models", "publish", &one, "--force", "it is the first"], &variables);
    assert!(refused(&other).contains("the registry has another model of this name"), "{}", refused(&other));
    assert!(refused(&one).contains("champion already"), "{}", refused(&one));
    assert_eq!(list(&variables)["decisions"].as_array().map(Vec::len), Some(1));
}
