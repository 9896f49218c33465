//! What lies in deploy/ is what the tools that it is for accept.

mod compose;
mod image;
mod kubernetes;
mod stack;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use attrition_test_support::process::program::{Scratch, done};
use attrition_test_support::process::python::python;
use attrition_test_support::process::tools::needs;

fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)
}

/// Runs a tool that was installed beside a Python; what it said.
fn tool(name: &str, args: &[&str], file: &Path) -> (bool, String) {
    let mut command = Command::new(python("deploy").with_file_name(name));
    let output = command.args(args).arg(file).output().expect("it was installed");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// The documents of a YAML file.
fn yaml(file: &Path) -> Vec<Value> {
    const PRINT: &str = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    let output = Command::new(python("deploy")).args(["-c", PRINT]).arg(file).output().expect("it was installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it prints JSON")
}

/// The members of an object whose values are texts.
fn texts(object: &Value) -> BTreeMap<String, String> {
    let members = object.as_object().into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// What is in force with these variables, as the program says.
fn in_force(variables: &[(String, String)], args: &[&str]) -> Value {
    let said = done(&[&["config", "check", "--json"], args].concat(), variables);
    serde_json::from_str(&said).expect("it is JSON")
}

/// The image by the version of the program.
const IMAGE: &str = concat!("attrition-watch:", env!("CARGO_PKG_VERSION"));

#[test]
#[ignore = "needs Python: ./check"]
fn scripts_pass_shellcheck() {
    for script in ["retrain.sh", "compose/simulator.sh", "../check", "../.ci/run"] {
        let (passed, said) = tool("shellcheck", &[], &deploy(script));
        assert!(passed, "{said}");
    }
}

#[test]
#[ignore = "needs systemd: ./check"]
fn units_are_valid_for_systemd() {
    let scratch = Scratch::new();
    let unit = |name: &str| std::fs::read_to_string(deploy("systemd").join(name)).expect("it is there");
    // The script lies elsewhere once it is installed.
    let service = unit("attrition-watch-retrain.service")
        .replace("/usr/lib/attrition-watch/retrain.sh", &deploy("retrain.sh").display().to_string());
    let service = scratch.file("attrition-watch-retrain.service", service);
    let timer = scratch.file("attrition-watch-retrain.timer", unit("attrition-watch-retrain.timer"));
    let verify = |files: &[&str]| {
        needs("systemd");
        let output = Command::new("systemd-analyze").args(["verify", "--man=no"]).args(files).output();
        let output = output.expect("systemd-analyze is on the PATH (Debian: systemd)");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // It also looks at what the units ask for, which is not ours.
    let ours = |said: &str| said.lines().filter(|line| line.contains("attrition-watch")).collect::<Vec<_>>().join("\n");
    let (passed, said) = verify(&[&timer, &service]);
    assert!(passed && ours(&said).is_empty(), "{said}");
    let wrong = scratch
        .file("attrition-watch-wrong.timer", unit("attrition-watch-retrain.timer").replace("OnCalendar", "OnCalender"));
    assert!(!ours(&verify(&[&wrong]).1).is_empty(), "a misspelt key is found");
}
