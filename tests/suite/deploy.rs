//! What lies in deploy/ is what the tools that it is for accept.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::program::Scratch;
use crate::support::python::python;

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

#[test]
fn scripts_pass_shellcheck() {
    let (passed, said) = tool("shellcheck", &[], &deploy("retrain.sh"));
    assert!(passed, "{said}");
}

#[test]
fn manifests_are_valid_for_kubernetes() {
    let scratch = Scratch::new();
    let manifest = deploy("kubernetes/retrain.yaml");
    let (passed, said) = tool("kubernetes-validate", &["--strict"], &manifest);
    assert!(passed && said.contains("cronjob/attrition-watch-retrain"), "{said}");
    let text = std::fs::read_to_string(manifest).expect("it is there");
    let wrong = scratch.file("wrong.yaml", text.replace("concurrencyPolicy", "concurencyPolicy"));
    assert!(!tool("kubernetes-validate", &["--strict"], Path::new(&wrong)).0, "a misspelt key is found");
}

#[test]
fn units_are_valid_for_systemd() {
    let scratch = Scratch::new();
    let unit = |name: &str| std::fs::read_to_string(deploy("systemd").join(name)).expect("it is there");
    // The script lies elsewhere once it is installed.
    let service = unit("attrition-watch-retrain.service")
        .replace("/usr/lib/attrition-watch/retrain.sh", &deploy("retrain.sh").display().to_string());
    let service = scratch.file("attrition-watch-retrain.service", service);
    let timer = scratch.file("attrition-watch-retrain.timer", unit("attrition-watch-retrain.timer"));
    let verify = |files: &[&str]| {
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
