//! Training on a simulated centre: the artifact is put in force, and nothing is learned from noise.

use std::path::Path;
use std::process::{Command, Output};

use attrition_core::basics::date::Date;
use attrition_core::model::{Model, probability};
use attrition_core::signals;
use attrition_learner::inputs::Inputs;
use attrition_learner::metrics::auc;
use attrition_learner::rows::Rows;
use attrition_learner::train::{Error, TrainingOptions, train};
use attrition_simulator::{Parameters, Simulation};

use crate::learning::rows::rows;
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::simulated::first_day;

const AGENTS: usize = 200;
const DAYS: i32 = 400;
/// The last day that the model may know.
const KNOWN: i32 = 280;

/// A model as the tests want it.
pub(crate) fn wish() -> TrainingOptions {
    TrainingOptions {
        id: String::new(),
        note: String::new(),
        alerts_per_week: 0.5,
        prior: None,
        missing: Default::default(),
        plain: false,
        inputs: Inputs::default(),
    }
}

/// Area under the ROC curve of a model over rows.
fn auc_of(model: &Model, rows: &Rows, from: usize) -> f64 {
    let risk = |row: usize| probability(rows.logit(model, row));
    let risks: Vec<f64> = (from..rows.len()).map(risk).collect();
    auc(&risks, &rows.leaves[from..]).expect("some leave and some stay")
}

fn program(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_attrition-watch")).args(args).output().expect("the program is there")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

/// Rows of a simulated centre, made day by day: the whole log would take half a gigabyte.
fn centre(agents: usize, days: i32, seed: u64) -> Rows {
    let mut simulation = Simulation::new(&Parameters::default(), agents, seed, first_day());
    let events = (0..days).flat_map(move |_| simulation.next_day().events);
    rows(events.map(|recorded| recorded.line), None)
}

/// The rows that a log up to the close of a day has.
fn until(rows: &Rows, day: Date) -> Rows {
    let end = rows.first_on(day - rows.horizon_days + 1);
    let cut = |column: &Vec<f64>| column[..end].to_vec();
    Rows {
        days: rows.days[..end].to_vec(),
        agents: rows.agents[..end].to_vec(),
        leaves: rows.leaves[..end].to_vec(),
        columns: rows.columns.iter().map(cut).collect(),
        site_years: rows.site_years[..end].to_vec(),
        observed: (rows.observed.0, day),
        ..rows.clone()
    }
}

#[test]
fn a_trained_model_is_put_in_force() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("training");
    // A model of an earlier run would not be written over.
    _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).expect("the folder for temporary files can be written");
    let path = |path: &Path| path.display().to_string();
    let (events, day) = (dir.join("events.ndjson.zst"), (first_day() + KNOWN).to_string());
    let simulated = program(&["simulate", "--agents", "120", "--days", "300", "--out", &path(&events)]);
    assert!(simulated.status.success(), "{}", told(&simulated));
    let prior = path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/prior.json"));
    for (id, pull) in [("plain", vec![]), ("pulled", vec!["--prior", &prior])] {
        let (events, out) = (path(&events), path(&dir));
        let known = ["train", "--from", &events, "--until", &day, "--out", &out, "--id", id];
        let trained = program(&[&known[..], &["--note", "Trained on simulated data."], &*pull].concat());
        assert!(trained.status.success() && told(&trained).contains("tenure alone"), "{}", told(&trained));
        let toml = dir.join(format!("{id}.toml"));
        let artifact = path(&dir.join(format!("{id}.json")));
        std::fs::write(&toml, format!("[score]\nmodel = \"{artifact}\"\n")).expect("the file can be written");
        let checked = program(&["config", "check", "--config", &path(&toml)]);
        assert!(checked.status.success() && told(&checked).contains(id), "{}", told(&checked));
        let card = std::fs::read_to_string(dir.join(format!("{id}.md"))).expect("the card is beside it");
        assert!(card.starts_with(&format!("# {id}: Trained on simulated data. Learned from ")), "{card}");
        assert!(card.contains("| Bands | red from") && card.contains("Never for"), "{card}");
        assert!(card.contains(&format!("| Log | {} to {day} |", first_day())), "{card}");
        assert!(!told(&trained).contains("later than the last day"), "{}", told(&trained));
        let plots: Vec<&str> = card.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(plots.len(), 5, "{card}");
        for plot in plots {
            let plot = std::fs::read_to_string(dir.join(plot)).expect("the plots of the card are beside it");
            assert!(plot.starts_with("<svg ") && plot.trim_end().ends_with("</svg>"), "{plot}");
        }
    }
}

#[test]
fn a_model_of_no_use_is_warned_of() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("training-weak");
    std::fs::create_dir_all(&dir).expect("the folder for temporary files can be written");
    let path = |path: &Path| path.display().to_string();
    let (events, out) = (path(&dir.join("events.ndjson.zst")), path(&dir));
    assert!(program(&["simulate", "--agents", "120", "--days", "300", "--out", &events]).status.success());
    let warning = |signals: &[&str]| {
        let trained = program(&[&["train", "--from", &events, "--out", &out][..], signals].concat());
        assert!(trained.status.success(), "{}", told(&trained));
        let said = told(&trained);
        let is_later = signals.contains(&"2030-01-01");
        assert_eq!(said.contains("`--until 2030-01-01` is later than the last day that is closed"), is_later, "{said}");
        let figures = said.lines().filter(|line| line.contains("folds over time") || line.contains("later rows"));
        let auc = |line: &str| line.split('┆').nth(1).and_then(|cell| cell.trim().parse::<f64>().ok());
        let worst = figures.filter_map(auc).fold(1.0, f64::min);
        assert_eq!(said.contains("warning: this model hardly tells"), worst < 0.55, "{worst}: {said}");
        worst
    };
    assert!(warning(&["--signals", "category_entropy"]) < 0.55, "which tickets come foretells nothing");
    warning(&["--until", "2030-01-01"]);
}

#[test]
fn shuffled_labels_teach_nothing() {
    let whole = centre(AGENTS, DAYS, 2);
    let later = whole.first_on(first_day() + KNOWN + 1);
    let mut learn = until(&whole, first_day() + KNOWN);
    let mut chance = Chance(99);
    chance.shuffle(&mut learn.leaves);
    let model = train(&learn, &wish()).expect("it can be trained").artifact.model().expect("it is valid");
    let mut test = whole;
    chance.shuffle(&mut test.leaves[later..]);
    let leaving = test.leaves[later..].iter().filter(|leaves| **leaves).count() as f64;
    // Three standard errors of the AUC of noise, 1 / (12 leavers) where stayers are many (Hanley and McNeil 1982).
    let noise = 3.0 / (12.0 * leaving).sqrt();
    let found = auc_of(&model, &test, later);
    assert!((found - 0.5).abs() < noise, "{found} {noise}");
}

#[test]
fn what_cannot_be_learned_from_is_refused_in_words() {
    let whole = centre(60, 250, 3);
    let refused = |rows: &Rows, expected: &str| {
        let error = train(rows, &wish()).expect_err("it must be refused");
        assert!(error.to_string().contains(expected), "{error}");
    };
    let few = Rows { leaves: vec![false; whole.len()], ..whole.clone() };
    refused(&few, "0 agents left");
    refused(&Rows { leaves: vec![true; whole.len()], ..whole.clone() }, "everybody left");
    refused(&Rows { horizon_days: 180, ..whole.clone() }, "less than two horizons");
    let mut known = whole.clone();
    let place = signals::position("disputes").expect("it is in the catalogue");
    // Marked as leaving for a signal that only the future knows.
    (0..known.len()).for_each(|row| known.leaves[row] = known.agents[row] % 4 == 1);
    known.columns[place] = known.leaves.iter().map(|leaves| f64::from(u8::from(*leaves))).collect();
    assert!(matches!(train(&known, &wish()), Err(Error::Leak { signal: "disputes" })));
}

#[test]
fn signals_that_say_nothing_are_left_out_and_named() {
    let mut whole = centre(100, 300, 4);
    let place = |name: &str| signals::position(name).expect("it is in the catalogue");
    whole.columns[place("qa_level")].fill(f64::NAN);
    whole.columns[place("overtime_hours")].fill(1.5);
    let trained = train(&whole, &wish()).expect("it can be trained");
    let named: Vec<&str> = trained.left_out.iter().map(|(name, _)| *name).collect();
    assert!(named.contains(&"qa_level") && named.contains(&"overtime_hours"), "{named:?}");
    assert!(!trained.artifact.signals.contains_key("qa_level"));
}
