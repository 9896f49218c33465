//! The image: what its build is given is what the program is made of, and what it sets is what the program takes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{deploy, in_force, tool};
use attrition_test_support::process::program::Scratch;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn dockerfile() -> String {
    // A line that goes on is one line.
    std::fs::read_to_string(deploy("Dockerfile")).expect("it is there").replace("\\\n", " ")
}

/// What the build is given of the source: the sources of `COPY` that are of no other stage.
fn given() -> Vec<String> {
    let mut given = Vec::new();
    for line in dockerfile().lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from=")) {
        let words: Vec<&str> = line.split_whitespace().skip(1).filter(|word| !word.starts_with("--")).collect();
        let (_, sources) = words.split_last().expect("a copy has a destination");
        given.extend(sources.iter().map(|source| (*source).to_owned()));
    }
    given
}

fn is_under(path: &Path, any: &[String]) -> bool {
    any.iter().any(|given| path.starts_with(given))
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_recipe_passes_hadolint() {
    let (passed, said) = tool("hadolint", &["--no-color", "--failure-threshold", "style"], &deploy("Dockerfile"));
    assert!(passed && said.is_empty(), "{said}");
    let scratch = Scratch::new();
    let wrong = dockerfile().replace("debian:${DEBIAN}-slim", "debian:latest");
    let wrong = scratch.file("Dockerfile", wrong);
    let (passed, said) = tool("hadolint", &["--no-color"], Path::new(&wrong));
    assert!(!passed && said.contains("DL3007"), "what is wrong is found: {said}");
}

#[test]
fn the_build_is_given_all_that_it_reads() {
    let (given, scratch) = (given(), Scratch::new());
    let ignored = std::fs::read_to_string(root().join(".dockerignore")).expect("it is there");
    let let_through: Vec<String> =
        ignored.lines().filter_map(|line| line.strip_prefix('!')).map(str::to_owned).collect();
    for path in &given {
        assert!(root().join(path).exists(), "{path} is not there");
        assert!(is_under(Path::new(path), &let_through), "{path} is left out by .dockerignore");
    }
    for path in &let_through {
        assert!(is_under(Path::new(path), &given), "{path} is let through by .dockerignore, and copied by nobody");
    }
    // What the compiler reads beside the sources.
    let mut included = Vec::new();
    ["src", "crates"].iter().for_each(|sources| includes(&root().join(sources), &mut included));
    assert!(included.len() > 10, "{included:?}");
    for path in included {
        assert!(
            is_under(path.strip_prefix(root()).expect("it is in the source"), &given),
            "{} is not given",
            path.display()
        );
    }
    // What cargo wants to be there: it reads the manifest in a place where nothing else is.
    for path in &given {
        let to = scratch.path("src").join(path);
        std::fs::create_dir_all(to.parent().expect("it lies in a folder"))
            .expect("the target directory can be written");
        let copied = Command::new("cp").arg("-r").arg(root().join(path)).arg(to).status().expect("there is `cp`");
        assert!(copied.success());
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(scratch.path("src"));
    let read = cargo.output().expect("cargo runs the tests");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

/// The files that sources under a folder include.
fn includes(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            includes(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file is text");
            for named in text.split("include_").skip(1).filter_map(|rest| rest.split('"').nth(1)) {
                let named = path.parent().expect("it lies in a folder").join(named);
                if let Ok(named) = named.canonicalize() {
                    found.push(named);
                }
            }
        }
    }
}

#[test]
fn what_it_sets_is_what_the_program_takes() {
    let recipe = dockerfile();
    let sets = recipe.lines().filter_map(|line| line.strip_prefix("ENV "));
    let variables: Vec<(String, String)> = sets
        .flat_map(str::split_whitespace)
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_eq!(variables.len(), 3, "{variables:?}");
    let told = in_force(&variables, &[]);
    assert_eq!(told["http"], "0.0.0.0:8080", "{told}");
    // As a user by number, whose folder it is, and with a check by the program itself.
    let user = recipe.lines().find_map(|line| line.strip_prefix("USER ")).expect("it names a user");
    let (uid, gid) = user.split_once(':').expect("with a group");
    assert!(uid.parse::<u32>().is_ok_and(|uid| uid >= 1_000), "{user}");
    assert!(recipe.contains(&format!("install -d -o {uid} -g {gid} /var/lib/attrition-watch")), "{recipe}");
    assert!(recipe.contains(r#"CMD ["attrition-watch", "health"]"#), "{recipe}");
    // The compiler of the image is the one that the manifest asks for.
    let rust = recipe.lines().find_map(|line| line.strip_prefix("ARG RUST=")).expect("it names a compiler");
    assert_eq!(rust, env!("CARGO_PKG_RUST_VERSION"));
}
