//! The dashboards are what their code makes, and what Grafana's schema allows.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::boards::{Change, boards, deploy};
use attrition_test_support::process::program::Scratch;
use attrition_test_support::process::python::python;
use attrition_test_support::process::tools::needs;

#[test]
#[ignore = "needs Python: ./check"]
fn the_dashboards_are_what_their_code_makes() {
    let scratch = Scratch::new();
    let renew = std::env::var_os("UPDATE_EXPECT").is_some();
    let folder = if renew { deploy("grafana/dashboards") } else { scratch.path("dashboards") };
    let mut make = Command::new(python("grafana"));
    make.args(["-B", "-m", "boards"]).arg(&folder).current_dir(deploy("grafana"));
    let output = make.output().expect("there is a Python");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let fresh = super::files(&folder, "json");
    let names = |path: &Path| path.file_name().expect("a file has a name").to_owned();
    let shipped: Vec<_> = super::files(&deploy("grafana/dashboards"), "json");
    assert_eq!(
        shipped.iter().map(|(path, _)| names(path)).collect::<Vec<_>>(),
        fresh.iter().map(|(path, _)| names(path)).collect::<Vec<_>>(),
    );
    for ((path, shipped), (_, fresh)) in shipped.iter().zip(&fresh) {
        assert!(shipped == fresh, "{} is stale: just accept makes it anew", path.display());
    }
}

#[test]
#[ignore = "needs Go: ./check"]
fn grafana_s_schema_allows_them() {
    let schema = Schema::build();
    let paths: Vec<PathBuf> = boards().into_iter().map(|board| board.path).collect();
    let (passed, said) = schema.check(&paths);
    assert!(passed, "{said}");

    // What is not in the schema is found, however deep.
    let scratch = Scratch::new();
    let board = &boards()[2].json;
    let figure = board["panels"].as_array().expect("it has panels").iter().position(|panel| panel["type"] == "stat");
    let figure = figure.expect("it has figures");
    let wrong = |change: &Change| {
        let mut changed = board.clone();
        change(&mut changed["panels"][figure]);
        let path = scratch.file("wrong.json", changed.to_string());
        schema.check(&[PathBuf::from(path)])
    };
    let cases: [(&str, &Change); 5] = [
        ("unexpected field 'colourMode'", &|panel| panel["options"]["colourMode"] = "value".into()),
        ("unexpected field 'expression'", &|panel| panel["targets"][0]["expression"] = "up".into()),
        ("unexpected field 'measure'", &|panel| panel["fieldConfig"]["defaults"]["measure"] = "s".into()),
        ("title", &|panel| panel["title"] = 3.into()),
        ("type graph", &|panel| panel["type"] = "graph".into()),
    ];
    for (told, change) in cases {
        let (passed, said) = wrong(change);
        assert!(!passed && said.contains(told), "{told}: {said}");
    }
}

/// The program that reads dashboards by Grafana's own schema.
struct Schema(PathBuf);

impl Schema {
    fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let program = root.join("target/grafana/schema");
        needs("Go");
        let mut build = Command::new("go");
        build.args(["build", "-buildvcs=false", "-o"]).arg(&program).arg(".");
        let output = build.current_dir(root.join("tests/grafana/schema")).output().expect("there is Go, 1.25 or newer");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self(program)
    }

    fn check(&self, paths: &[PathBuf]) -> (bool, String) {
        let output = Command::new(&self.0).args(paths).output().expect("it was built");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
