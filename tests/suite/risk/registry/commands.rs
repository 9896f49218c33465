//! `models ..`: the same commands beside a running service and without one.

use std::path::Path;
use std::sync::OnceLock;

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_stream::Step;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::Value;

use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, finish, variable};
use attrition_test_support::stages::small_centre;

pub(crate) type Variables = Vec<(String, String)>;

/// An embedded log with the events of a centre of 120 over half a year: long enough to compare on.
fn history(scratch: &Scratch) -> Variables {
    static IMPORTED: OnceLock<Scratch> = OnceLock::new();
    let imported = IMPORTED.get_or_init(|| {
        let imported = Scratch::new();
        import(&imported, 170);
        imported
    });
    copy(&imported.path("log"), &scratch.path("log"));
    embedded(&scratch.path("log"))
}

/// Simulates so many days into an embedded log.
pub(crate) fn import(scratch: &Scratch, days: u32) -> Variables {
    let (file, variables) = (scratch.text("events.ndjson"), embedded(&scratch.path("log")));
    done(&["simulate", "--agents", "120", "--days", &days.to_string(), "--seed", "3", "--out", &file], &[]);
    done(&["import", &file], &variables);
    std::fs::remove_file(file).expect("it was just written");
    variables
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the target directory can be written");
    for entry in std::fs::read_dir(from).expect("it is there") {
        let path = entry.expect("it can be read").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a file has a name"))).expect("it can be copied");
    }
}

/// The prior under another name, with another intercept: the more it is off, the worse.
pub(crate) fn shifted(scratch: &Scratch, id: &str, by: f64) -> String {
    let mut prior: Value = serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("it is JSON");
    prior["id"] = id.into();
    prior["intercept"] = (prior["intercept"].as_f64().expect("it is a number") + by).into();
    scratch.file(&format!("{id}.json"), prior.to_string())
}

pub(crate) fn list(variables: &Variables) -> Value {
    serde_json::from_str(&done(&["models", "list", "--json"], variables)).expect("it is JSON")
}

fn refused(args: &[&str], variables: &Variables, code: i32, why: &str) {
    let output = finish(args, variables);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(code) && said.contains(why), "{:?}: {said}", output.status.code());
}

#[test]
fn a_model_lives_from_comparison_to_rollback_beside_the_running_service() {
    let scratch = Scratch::new();
    let variables = history(&scratch);
    let closed = list(&variables)["closed"].as_str().and_then(Date::parse).expect("days are closed");
    let (open, next) = ((closed + 1).to_string(), (closed + 2).to_string());
    let (near, wild) = (shifted(&scratch, "near", -0.5), shifted(&scratch, "wild", 4.0));
    // Someone else's, and broken.
    write(&scratch, "artifact/broken", b"{}");
    let stages = [&variables[..], &[variable("SERVICE__STAGES", "score,desk")]].concat();
    let mut service = Service::start(&stages);

    let compared = done(&["models", "compare", &wild, "champion", "--from", "log", "--json"], &variables);
    let compared: Value = serde_json::from_str(&compared).expect("it is JSON");
    let log_loss = &compared["differences"]["log_loss"];
    assert!(log_loss["low"].as_f64() > Some(0.1) && compared["leavers"].as_u64() >= Some(10), "{compared}");
    assert_eq!(compared["differences"]["auc"]["value"], 0.0, "an intercept changes no order");

    refused(&["models", "publish", &wild], &variables, 1, "worse than the champion: its log loss");
    refused(&["models", "publish", &wild, "--force", " "], &variables, 2, "a reason must be given");
    refused(&["models", "publish", &near, "--effective", &open], &variables, 2, "too early");
    refused(&["models", "publish", "nowhere.json"], &variables, 2, "neither a file nor an id");
    let unpublished = done(&["models", "publish", &wild, "--if-better"], &variables);
    assert!(unpublished.contains("is not published"), "{unpublished}");
    assert_eq!(list(&variables)["decisions"], serde_json::json!([]));

    let published = done(&["models", "publish", &near, "--by", "anna", "--json"], &variables);
    let published: Value = serde_json::from_str(&published).expect("it is JSON");
    assert_eq!((&published["decided"]["number"], &published["decided"]["daily"]), (&1.into(), &next.as_str().into()));
    refused(&["models", "publish", &near], &variables, 2, "already");
    done(
        &["models", "publish", &wild, "--force", "to see the audit", "--effective", &(closed + 30).to_string()],
        &variables,
    );
    done(&["models", "shadow", &shifted(&scratch, "beside", 0.1)], &variables);
    refused(&["models", "rollback", "--to", "beside"], &variables, 2, "was no champion");
    done(&["models", "rollback", "--reason", "it was a test"], &variables);
    refused(&["models", "shadow", "near"], &variables, 2, "`near` is the champion, or is to become it");
    eventually("the service has heard it all", || {
        let said = service.said();
        ["kind=\"publish\" model=\"wild\"", "kind=\"shadow\"", "kind=\"rollback\" model=\"near\""]
            .iter()
            .all(|it| said.contains(it))
    });

    let listed = list(&variables);
    assert_eq!(listed["champion"], "prior-2");
    assert!(listed["refused"]["artifact/broken"].is_string(), "{listed}");
    let role = |model: &str| {
        let models = listed["models"].as_array().expect("it is a list");
        models.iter().find(|of| of["model"] == model).map(|of| of["role"].clone()).unwrap_or_default()
    };
    assert_eq!(role("near"), format!("champion from {next}"));
    assert_eq!(role("wild"), format!("no champion: overruled before {}", closed + 30), "only one is to come");
    assert_eq!(role("prior-2"), "champion since the beginning");
    assert_eq!(role("beside"), format!("shadow from {next}"));
    let decided = &listed["decisions"];
    assert_eq!((&decided[0]["decision"]["by"], &decided[0]["decision"]["forced"]), (&"anna".into(), &Value::Null));
    assert!(decided[0]["decision"]["comparison"]["differences"]["log_loss"]["value"].is_number());
    assert_eq!(decided[1]["decision"]["forced"], "to see the audit");
    assert!(decided[1]["decision"]["note"].as_str().is_some_and(|note| note.contains("log loss")));
    let audit = done(&["models", "list", "--audit"], &variables);
    assert!(audit.contains("rollback") && audit.contains("it was a test"), "{audit}");
    let shown = done(&["models", "show", "wild"], &variables);
    assert!(shown.contains("forced: to see the audit") && shown.contains("tenure_days"), "{shown}");
    let metrics = get(&service, "/metrics").body;
    assert!(metrics.contains("attrition_watch_model_info{model=\"prior-2\",role=\"champion\"} 1"), "{metrics}");
    assert!(metrics.contains("attrition_watch_models_refused 1"), "{metrics}");
    let said = service.said();
    assert_eq!(said.matches("a record of the models topic is refused").count(), 1, "told once: {said}");

    assert!(service.process.terminate().success());
    assert!(!scratch.path("log/models.sock").exists(), "the door goes with the service");
    // Without a service, the same command writes the log itself.
    done(&["models", "shadow", "--off"], &variables);
    assert_eq!(list(&variables)["decisions"].as_array().map(Vec::len), Some(5));
    // Nor does it ask one that was killed.
    let mut service = Service::start(&stages);
    eventually("the door is open", || scratch.path("log/models.sock").exists());
    service.process.kill();
    done(&["models", "shadow", "beside"], &variables);
    assert_eq!(list(&variables)["decisions"].as_array().map(Vec::len), Some(6));
    // Back to where all began, and no further.
    done(&["models", "rollback"], &variables);
    refused(
        &["models", "rollback"],
        &variables,
        2,
        "no champion before `prior-2` to go back to: `attrition-watch models list --audit`",
    );
    refused(&["models", "rollback", "--to", "near"], &variables, 2, "no champion before `prior-2`");
}

/// A record of the models topic as someone else might write it.
fn write(scratch: &Scratch, key: &str, value: &[u8]) {
    let mut log = Embedded::open(&scratch.path("log"), 1).expect("nobody has it open");
    let outputs = vec![Output::new(Topic::Models, 0, key.as_bytes(), value)];
    log.commit("other", Step { outputs, positions: vec![] }).expect("the log can be written");
}

#[test]
fn where_too_few_left_to_tell_a_model_is_published_and_the_audit_says_so() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch.path("log"));
    let events = scratch.file("events.ndjson", small_centre::events().join("\n"));
    done(&["import", &events], &variables);
    let near = shifted(&scratch, "near", -0.5);
    let kept = done(&["models", "publish", &near, "--if-better"], &variables);
    assert!(kept.contains("is not published") && kept.contains("left in the span"), "{kept}");
    done(&["models", "publish", &near], &variables);
    let note = &list(&variables)["decisions"][0]["decision"]["note"];
    assert!(note.as_str().is_some_and(|note| note.contains("not compared")), "{note}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let scratch = Scratch::new();
    let variables = history(&scratch);
    let mut seen: Value = serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("it is JSON");
    seen["id"] = "seen".into();
    seen["training"] =
        serde_json::json!({"from": "2025-01-12", "until": "2025-08-03", "rows": 9, "leavers": 9, "data": "x"});
    let seen = scratch.file("seen.json", seen.to_string());
    refused(&["models", "publish", &seen], &variables, 2, "answers reach into the span");
    let few = done(&["models", "compare", &seen, "prior-2", "--from", "log", "--days", "7"], &variables);
    assert!(few.contains("Too few people left"), "{few}");
    let mut far: Value = serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("it is JSON");
    (far["id"], far["horizon_days"]) = ("far".into(), 60.into());
    let far = scratch.file("far.json", far.to_string());
    refused(&["models", "compare", &far, "prior-2", "--from", "log"], &variables, 2, "do not foretell the same");
    let nowhere = embedded(&scratch.path("nowhere"));
    refused(&["models", "list"], &nowhere, 1, "there is no log");
    assert!(!scratch.path("nowhere").exists(), "looking makes nothing");
}
