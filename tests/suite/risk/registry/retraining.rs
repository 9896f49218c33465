//! The retraining job: its script from the log to the registry.

use std::path::Path;
use std::process::{Command, Output};

use super::commands::{Variables, import, list, shifted};
use attrition_test_support::process::program::{Scratch, done, embedded, finish, variable};

fn retrain(scratch: &Scratch, variables: &Variables) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/retrain.sh");
    let mut command = Command::new("sh");
    command.arg(script).envs(variables.iter().cloned()).env("RETRAIN_OUT", scratch.path("models"));
    command.env("ATTRITION_WATCH", env!("CARGO_BIN_EXE_attrition-watch"));
    command.output().expect("there is a shell")
}

#[test]
fn a_retrained_model_is_published_where_it_is_better_than_the_champion() {
    let scratch = Scratch::new();
    // Long enough to learn from what is over before the comparison begins.
    let mut variables = import(&scratch, 300);
    // A champion that is far off: whoever has learned from the log is better.
    variables.push(variable("SCORE__MODEL", &shifted(&scratch, "far-off", 5.0)));
    let first = retrain(&scratch, &variables);
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(first.status.success(), "{said} {}", String::from_utf8_lossy(&first.stderr));
    let listed = list(&variables);
    let decision = &listed["decisions"][0]["decision"];
    assert!(decision["by"] == "retraining" && decision["forced"].is_null(), "{listed}");
    let id = decision["model"].as_str().expect("a model was published");
    for file in [format!("{id}.json"), format!("{id}.md"), format!("{id}/backtest.html"), format!("{id}/backtest.json")]
    {
        assert!(scratch.path("models").join(&file).is_file(), "{file} is not there");
    }
    // What is the champion already is no error for a job that runs again.
    let again = done(&["models", "publish", id, "--if-better"], &variables);
    assert!(again.contains("is not published") && again.contains("already"), "{again}");
    assert_eq!(list(&variables)["decisions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn without_a_closed_day_there_is_nothing_to_learn_from() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch.path("log"));
    // Of what is refused there is a log all the same: the dead letters are in it.
    let bad = scratch.file("bad.ndjson", "{}\n");
    assert_eq!(finish(&["import", &bad], &variables).status.code(), Some(1));
    let nothing = retrain(&scratch, &variables);
    let said = String::from_utf8_lossy(&nothing.stderr).into_owned();
    assert!(nothing.status.code() == Some(1) && said.contains("no day is closed"), "{said}");
}
