//! The rules of the house that no compiler knows: purity, lengths, leftovers, generated pages. It knows the layers: they are crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use attrition_contracts::models::artifact::Artifact;
use attrition_service::admin::catalogue;
use attrition_service::observability::metrics;

/// What the core and the stages never name: clocks, files, sockets, threads, logging, async.
const IMPURE: [&str; 9] =
    ["std::io", "std::fs", "std::net", "std::thread", "std::time", "now_utc", "tracing", "tokio", "async "];

/// Lines of the longest file: one idea each, and nobody reads more at a sitting.
const LINES_MAX: usize = 400;

/// Modules of the largest folder, beside its face: more are not seen at a glance.
const FOLDER_MAX: usize = 12;

#[test]
fn the_core_and_the_stages_are_pure() {
    let mut wrong = Vec::new();
    for (path, text) in [
        "crates/core/src",
        "crates/i18n/src",
        "crates/contracts/src",
        "crates/pipeline/src",
        "crates/service/src/rendering",
    ]
    .iter()
    .flat_map(|dir| sources(dir))
    {
        let code = |line: &&str| !line.trim_start().starts_with("//");
        for word in IMPURE {
            if text.lines().filter(code).any(|line| line.contains(word)) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    for (path, text) in sources("crates/core/src") {
        // Ids are texts in records as well.
        let text = if path.ends_with("ids.rs") { text.replace("serde", "").replace("fmt::Result", "") } else { text };
        let foreign = ["serde", "thiserror", "xxhash", "Result<"];
        wrong.extend(
            foreign.iter().filter(|word| text.contains(**word)).map(|word| format!("{}: {word}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "what decides does nothing else:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_without_leftovers() {
    let mut wrong = Vec::new();
    for (path, text) in ["src", "crates", "tests", "benches", "crates/fuzz-readers/src", "fuzz/targets"]
        .iter()
        .flat_map(|dir| sources(dir))
    {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: its first line does not say what it is for", path.display()));
        }
        // Put together, so that this file does not find itself. A test that is left out says why.
        for leftover in [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("#[ig", "nore]")] {
            if text.contains(leftover) {
                wrong.push(format!("{}: {leftover}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Documentation comments of a source: the number of the first line, and the words.
fn comments(text: &str) -> Vec<(usize, Vec<&str>)> {
    let mut comments: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut before = None;
    for (number, line) in (1..).zip(text.lines()) {
        let mark = ["///", "//!"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        if let Some(mark) = mark {
            let words = line.trim_start()[mark.len()..].split_whitespace();
            match comments.last_mut().filter(|_| before == Some(mark)) {
                Some((_, comment)) => comment.extend(words),
                None => comments.push((number, words.collect())),
            }
        }
        before = mark;
    }
    comments
}

#[test]
fn comments_say_something() {
    let mut wrong = Vec::new();
    for (path, text) in ["src", "crates", "tests", "benches", "fuzz/targets"].iter().flat_map(|dir| sources(dir)) {
        // A help text of the command line has no full stop.
        let is_short = |words: &[&str]| words.len() <= 3 && words.last().is_some_and(|last| last.ends_with('.'));
        let short = comments(&text).into_iter().filter(|(_, words)| is_short(words));
        wrong.extend(short.map(|(number, words)| format!("{}:{number}: {}", path.display(), words.join(" "))));
    }
    assert!(wrong.is_empty(), "say what it is, in which unit, or what its absence means:\n{}", wrong.join("\n"));
}

#[test]
fn a_folder_has_a_dozen_modules_at_most() {
    let mut modules: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for (path, _) in ["src", "crates", "tests/suite", "benches"].iter().flat_map(|dir| sources(dir)) {
        let folder = path.parent().expect("a file lies in a folder");
        let is_face = ["mod.rs", "lib.rs", "main.rs"].iter().any(|face| path.ends_with(face));
        *modules.entry(folder.to_owned()).or_default() += usize::from(!is_face);
    }
    let large: Vec<_> = modules.into_iter().filter(|(_, modules)| *modules > FOLDER_MAX).collect();
    assert!(large.is_empty(), "{large:?}");
}

/// What the rooms of a crate, its first folders and files, use of each other outside of their tests.
fn uses(krate: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources(krate.to_str().expect("paths of the project are text")) {
        let inside = path.strip_prefix(root().join(krate)).expect("it lies in the crate");
        let room = inside.iter().next().and_then(|first| Path::new(first).file_stem()).expect("it has a name");
        let room = room.to_string_lossy().into_owned();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let names = code.split("crate::").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_'));
        let names = names.filter_map(|mut words| words.next()).filter(|name| !name.is_empty() && *name != room);
        uses.entry(room.clone()).or_default().extend(names.map(str::to_owned));
    }
    for face in ["lib", "main"] {
        uses.remove(face);
    }
    uses
}

#[test]
fn rooms_use_each_other_in_no_circle() {
    let mut wrong = Vec::new();
    let crates = fs::read_dir(root().join("crates")).expect("there are crates");
    let crates = crates.map(|entry| entry.expect("a folder can be read").path().join("src"));
    for krate in crates.chain([root().join("src")]) {
        let mut uses = uses(krate.strip_prefix(root()).expect("it lies in the project"));
        assert!(!uses.is_empty(), "{} has rooms", krate.display());
        // Whoever uses nobody that is left is in no circle.
        while let Some(free) = uses.iter().find(|(_, of)| !of.iter().any(|other| uses.contains_key(other))) {
            let free = free.0.clone();
            uses.remove(&free);
        }
        if !uses.is_empty() {
            wrong.push(format!("{}: {uses:?}", krate.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn generated_pages_are_fresh() {
    for (name, fresh) in [("signals.md", catalogue::markdown()), ("metrics.md", metrics::page::markdown())] {
        let path = root().join("docs").join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &fresh).expect("the folder of pages can be written");
        }
        let page = fs::read_to_string(&path).unwrap_or_default();
        assert!(page == fresh, "docs/{name} is stale: UPDATE_EXPECT=1 cargo test --test suite tidy makes it anew");
    }
}

#[test]
fn every_signal_of_the_prior_is_accounted_for() {
    let readme = fs::read_to_string(root().join("models/README.md")).expect("the models have a README");
    let prior: serde_json::Value =
        serde_json::from_str(attrition_service::runtime::model::PRIOR).expect("the prior is JSON");
    let rows = |columns: usize| -> Vec<Vec<&str>> {
        let cells = readme.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<&str>>());
        cells.filter(|cells| cells.len() == columns + 2).collect()
    };
    let constructs: BTreeMap<&str, f64> =
        rows(4).iter().filter_map(|cells| Some((cells[1], log_odds(cells[2])?))).collect();
    let signals: BTreeMap<&str, Vec<&str>> =
        rows(8).into_iter().filter_map(|cells| Some((cells[1].strip_prefix('`')?.strip_suffix('`')?, cells))).collect();
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    let of_construct = |construct| signals.values().filter(|cells| cells[2] == construct).count() as f64;
    let terms = prior["signals"].as_object().expect("the prior has signals");
    for (signal, term) in terms.iter().filter(|(signal, _)| *signal != "tenure_days") {
        let cells = signals.get(&**signal).unwrap_or_else(|| panic!("{signal} is not in the table"));
        let told = |place: usize| cells[place].parse::<f64>().unwrap_or_else(|_| panic!("{signal}: {}", cells[place]));
        let number = |name: &str| term[name].as_f64().unwrap_or_else(|| panic!("{signal} has no {name}"));
        for (name, place) in [("centre", 4), ("scale", 5), ("low", 6), ("high", 7), ("weight", 8)] {
            assert!((number(name) - told(place)).abs() < 1e-9, "{signal}: the table and the artifact differ in {name}");
        }
        let effect = constructs[cells[2]] * told(3) / of_construct(cells[2]);
        assert!(
            (effect - number("weight").abs()).abs() < 1e-4,
            "{signal}: {effect} derived, {} told",
            number("weight")
        );
        let furthest = (number("low") - number("centre")).abs().max((number("high") - number("centre")).abs());
        *shares.entry(cells[2]).or_default() += furthest / number("scale") * number("weight").abs();
    }
    assert_eq!(signals.len() + 1, terms.len(), "the table has a signal that the artifact has not");
    for (construct, share) in shares {
        assert!(share <= 2.01 * constructs[construct], "{construct} adds {share}, more than its share");
    }
}

#[test]
fn shipped_models_can_score_and_say_what_they_are() {
    let mut trained = 0;
    for entry in fs::read_dir(root().join("models")).expect("there are models") {
        let path = entry.expect("a folder can be read").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let artifact = Artifact::read(&fs::read(&path).expect("it can be read")).expect("it is an artifact");
        let told = artifact
            .model()
            .map_err(|error| format!("{}: {error} (`just model`; of the prior, set `schema` by hand)", path.display()));
        assert!(told.is_ok(), "{}", told.expect_err("just checked"));
        if artifact.training.is_some() {
            trained += 1;
            let card = fs::read_to_string(path.with_extension("md")).expect("its card is beside it");
            let first = card.lines().next().unwrap_or_default();
            assert!(first.contains("Trained on simulated data"), "{first}");
        }
    }
    assert_eq!(trained, 1);
}

/// The log-odds of an effect of models/README.md: of a correlation a standard deviation's, of a hazard ratio a unit's.
fn log_odds(effect: &str) -> Option<f64> {
    let (kind, size) = effect.trim_start_matches('-').split_once(' ')?;
    let size: f64 = size.parse().ok()?;
    match kind {
        "r" => Some(2.0 * size / (1.0 - size * size).sqrt()),
        "HR" => Some(size.ln().abs()),
        _ => None,
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Rust files under a folder, with their text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path, text));
            }
        }
    }
    found
}
