//! Back-tests ask first: they say what the service says, and nothing that comes later changes it.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::model::Band;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use attrition_contracts::alerting::alert;
use attrition_contracts::models::artifact::{Artifact, Training};
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_learner::backtest::{Backtest, BacktestModels, BacktestReport, Error, Plan};
use attrition_learner::metrics::Bootstrap;
use attrition_learner::report;
use attrition_learner::train::train;
use attrition_pipeline::ingest::Partitions;
use attrition_service::import::importer::Importer;
use attrition_service::runtime::model::PRIOR;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::Step;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;
use attrition_stream::backend::sink::Sink;
use attrition_stream::listener::{Listener, show};

use crate::learning::{rows, training};
use attrition_test_support::centres::simulated::{closing_day, days, first_day, lines};
use attrition_test_support::stages::play::{PARTITIONS, import, now, records, stages_with};

const AGENTS: usize = 60;
const DAYS: i32 = 150;

/// A back-test as a log that an importer writes to.
struct Shown(Backtest);

impl Sink for Shown {
    fn take(&mut self, step: Step) {
        show(&mut self.0, step);
    }
}

/// Agent, day and bits of a risk.
type Asked = Vec<(String, Date, u64)>;

/// What a back-test asked, the alerts it raised, and what it reports.
struct Tested {
    asked: Asked,
    alerts: Vec<Vec<u8>>,
    report: Result<BacktestReport, Error>,
}

fn test(plan: Plan, lines: impl IntoIterator<Item: AsRef<[u8]>>) -> Tested {
    test_over(1, plan, lines)
}

/// The same with more partitions of the journal.
fn test_over(journal: u32, plan: Plan, lines: impl IntoIterator<Item: AsRef<[u8]>>) -> Tested {
    let alerts = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&alerts);
    let hear = move |output: &attrition_contracts::records::record::Output| {
        heard.lock().expect("nobody panics with it").push(output.value.as_deref().expect("alerts are told").to_vec());
    };
    let mut backtest = Backtest::new(plan).showing(hear);
    backtest.begin(journal);
    let partitions = Partitions { journal, dead_letters: 1 };
    let mut importer = Importer::open(Shown(backtest), partitions, "test", &[], now()).expect("nothing can fail");
    lines.into_iter().for_each(|line| importer.line(line.as_ref()).expect("nothing can fail"));
    importer.close_days().expect("nothing can fail");
    let backtest = importer.into_log().0;
    let asked = backtest.judged_scores().map(|(agent, day, risk)| (agent.to_owned(), day, risk.to_bits())).collect();
    let report = backtest.report();
    let alerts = std::mem::take(&mut *alerts.lock().expect("nobody panics with it"));
    Tested { asked, alerts, report }
}

fn prior() -> Artifact {
    Artifact::read(PRIOR.as_bytes()).expect("the prior is valid")
}

fn plan(models: BacktestModels) -> Plan {
    Plan {
        models,
        from: None,
        to: None,
        dedup_days: 35,
        rules: Rules::default().into(),
        rows_max: 1_000_000,
        bootstrap: Bootstrap { draws: 50, seed: 1 },
    }
}

fn fixed() -> Plan {
    plan(BacktestModels::Fixed(Box::new(prior())))
}

/// Retrains every three months.
fn walking() -> Plan {
    let wish = Box::new(training::wish());
    plan(BacktestModels::WalkForward { every_months: 3, start: Box::new(prior()), wish })
}

fn sorted(mut values: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    values.sort_unstable();
    values
}

#[test]
fn a_backtest_says_what_the_service_says() {
    let log = lines(&days(AGENTS, DAYS, 8).concat());
    // Thresholds at which there is much to say.
    let mut artifact = prior();
    (artifact.bands.amber, artifact.bands.red) = (0.03, 0.05);
    let model = Arc::new(artifact.model().expect("it is valid"));
    let tested = test(plan(BacktestModels::Fixed(Box::new(artifact))), &log);
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &log);
    stages_with(&store, model).drain(|_, _| {}).expect("memory does not fail");
    let published = store.with(|memory| records(memory, Topic::Scores));
    let read = |value: &[u8]| score::read(value).ok().flatten().expect("scores read back");
    let published = published.iter().map(|record| read(&record.value)).filter_map(|(agent, score)| {
        let day = score.date;
        let is_asked = !score.interim && day.weekday() == 6 && score.band != Band::Unknown;
        is_asked.then(|| (agent, day, score.risk.to_bits()))
    });
    let (mut published, mut asked): (Asked, Asked) = (published.collect(), tested.asked);
    published.sort_unstable();
    asked.sort_unstable();
    assert!(asked.len() > 10 * AGENTS && asked == published);
    let alerts = store.with(|memory| records(memory, Topic::Alerts));
    let alerts: Vec<Vec<u8>> = alerts.into_iter().map(|record| record.value.into_vec()).collect();
    assert!(alerts.len() > 20, "{}", alerts.len());
    assert!(sorted(tested.alerts) == sorted(alerts), "the desk of a back-test is that of the service");
}

#[test]
fn what_comes_later_changes_nothing_that_was_said() {
    let events = days(100, 250, 9).concat();
    let whole = test(walking(), lines(&events));
    for cut in [120, 205] {
        let known = events.partition_point(|recorded| closing_day(recorded) <= first_day().0 + cut);
        let before = test(walking(), lines(&events[..known]));
        let last = before.asked.last().expect("something was asked").1;
        let same = whole.asked.iter().take_while(|asked| asked.1 <= last);
        assert!(before.asked.iter().eq(same), "a score before day {cut} depends on what came later");
        let said = before.alerts.len();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        // The last day of a log that is cut off may lack a source, and the desk says so.
        let day = |bytes: &[u8]| text(bytes).split("\"date\":\"").nth(1).map(|date| date[..10].to_owned());
        let end = before.alerts.iter().map(|bytes| day(bytes)).max().flatten();
        let both = before.alerts.iter().take_while(|bytes| day(bytes) < end).zip(&whole.alerts);
        for (n, (before, whole)) in both.enumerate() {
            assert!(before == whole, "day {cut}, record {n} of {said}: {} or {}", text(before), text(whole));
        }
        assert!(said > 0 && said <= whole.alerts.len(), "{said}");
    }
    let report = whole.report.expect("a model was trained");
    let trainings: Vec<(Date, Option<Date>)> = report.trainings.iter().map(|t| (t.day, t.last_row)).collect();
    assert!(trainings.len() == 2 && trainings[0].1.is_none(), "after three months there is too little: {trainings:?}");
    for training in report.trainings.iter().filter(|training| training.model.is_some()) {
        let last_row = training.last_row.expect("it has rows");
        assert!(last_row + report.horizon_days <= training.day, "{training:?}");
        assert!(training.in_force_from > Some(training.day));
        // What is trained on the way is what `train --until` gives.
        let alone =
            train(&rows::rows(lines(&events), Some(training.day)), &training::wish()).expect("it can be trained");
        assert_eq!(Some(alone.artifact.id), training.model);
    }
    assert!(report.trainings[1].model.is_some(), "{:?}", report.trainings);
    assert_eq!(Some(report.span.from), report.trainings[1].in_force_from);
}

#[test]
fn a_report_is_told_whole() {
    let mut simulation = Simulation::new(&Parameters::default(), 100, 10, first_day());
    let events = (0..240).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line);
    let report = test(Plan { from: Some(first_day() + 60), ..fixed() }, events).report.expect("there are answers");
    assert_eq!(report.span.from, first_day() + 60);
    // The last day that was closed is the 240th.
    assert_eq!(report.span.to, first_day() + 239 - report.horizon_days);
    assert!(report.figures.auc.low < report.figures.auc.value && report.figures.auc.value < report.figures.auc.high);
    let rows: usize = report.bands.iter().map(|band| band.rows).sum();
    assert_eq!(rows, report.rows);
    assert_eq!(report.curves.reliability.iter().map(|tenth| tenth.rows).sum::<usize>(), report.rows);
    let desk = &report.desk;
    assert_eq!(desk.load.weeks.iter().sum::<usize>(), desk.load.supervisor_weeks);
    assert_eq!(desk.lead.weeks.iter().sum::<usize>(), desk.found);
    assert!(desk.alerts > 0 && desk.found <= desk.leavers && desk.policies.len() == 2);
    assert!(desk.policies.iter().all(|policy| policy.alerts <= desk.alerts as f64));
    let page = report::page(&report);
    for section in ["What reached the supervisors", "Whether the risks keep their word", "What the words mean"] {
        assert!(page.contains(section), "{section} is missing");
    }
    assert_eq!(page.matches("<svg ").count(), 10);
    // Chance may move every share, also one that is 0.
    let shares = desk.precision.into_iter().chain(desk.recall).chain(report.bands.iter().filter_map(|band| band.real));
    let shares = shares.chain(report.curves.reliability.iter().map(|tenth| tenth.real));
    assert!(shares.into_iter().all(|share| share.low < share.high), "{report:?}");
    let mut nobody = report.clone();
    nobody.desk.lead.median_days = None;
    assert!(report::page(&nobody).contains("no alert came before a notice"));
    // It needs nothing else, and names nobody.
    let others = page.replace("http://www.w3.org/2000/svg", "");
    for foreign in ["http:", "https:", "<script", "<link", "<img", "@import", "url(", "agent-0", "sup-0"] {
        assert!(!others.contains(foreign), "{foreign} is in the page");
    }
}

#[test]
fn a_model_is_not_asked_what_it_was_told() {
    let mut told = prior();
    let training = |until: &str| Training {
        from: "2025-01-12".into(),
        until: until.into(),
        rows: 1_000,
        leavers: 50,
        data: "0".into(),
    };
    told.training = Some(training(&(first_day() + 60).to_string()));
    let of = |from| Plan { from, ..plan(BacktestModels::Fixed(Box::new(told.clone()))) };
    let (known, free) = (first_day() + 90, first_day() + 91);
    let refused = of(Some(known)).check().expect_err("it knows who left on that day");
    assert!(refused.to_string().contains(&format!("--test-from {free}")), "{refused}");
    of(Some(free)).check().expect("it knows nothing of that day");
    let log = lines(&days(40, 150, 11).concat());
    // Without a day named, what it was told is left out; where nothing else is there, it is not tested.
    match test(of(None), &log).report {
        Ok(report) => assert_eq!(report.span.from, free),
        Err(error) => assert!(matches!(error, Error::OneClass { from, .. } if from == free), "{error}"),
    }
    let short = test(of(None), &log[..log.len() / 2]).report.expect_err("the log ends within what it was told");
    assert!(short.to_string().contains("nothing can be tested"), "{short}");
}

#[test]
fn partitions_change_nothing_of_a_report() {
    let log = lines(&days(AGENTS, DAYS, 12).concat());
    let tested = test(fixed(), &log);
    let report = tested.report.expect("there are answers");
    let raised = tested.alerts.iter().filter_map(|bytes| alert::read(bytes).ok().flatten()).filter(|(_, alert)| {
        let day = alert.date;
        alert.status == AlertStatus::Raised && report.span.holds(day)
    });
    assert_eq!(raised.count(), report.desk.alerts, "what is counted was told");
    let over_three = test_over(3, fixed(), &log);
    assert!(sorted(over_three.alerts) == sorted(tested.alerts));
    assert_eq!(over_three.report.expect("there are answers"), report);
}

#[test]
fn the_command_writes_a_page_and_refuses_in_words() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("backtest");
    std::fs::create_dir_all(&dir).expect("the folder for temporary files can be written");
    let path = |name: &str| dir.join(name).display().to_string();
    std::fs::write(path("events.ndjson"), lines(&days(60, DAYS, 13).concat()).join("\n")).expect("it can be written");
    let run = |args: &[&str]| {
        let history = ["backtest", "--from", &path("events.ndjson"), "--draws", "100"];
        let output = Command::new(env!("CARGO_BIN_EXE_attrition-watch")).args(history).args(args).output();
        let output = output.expect("the program is there");
        let told = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&told).into_owned())
    };
    let (code, told) = run(&["--model", "prior", "--out", &path("report")]);
    assert!(code == Some(0) && told.contains("by tenure alone") && told.contains("left within the horizon"), "{told}");
    assert!(told.contains("Wilson's for alerts and leavers found") && !told.contains("came - before"), "{told}");
    let page = std::fs::read_to_string(path("report/backtest.html")).expect("the page is there");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    let json = std::fs::read(path("report/backtest.json")).expect("the figures are there");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("they are JSON");
    assert_eq!(json["horizon_days"], 30);
    assert!(json["figures"]["auc"]["value"].as_f64().is_some_and(|auc| auc > 0.0 && auc < 1.0), "{json}");
    // Names of sites are written as JSON writes them.
    std::fs::write(path("site.toml"), "[sites.\"a\\\"\\\\b\"]\nbudget_week = 9\n").expect("it can be written");
    let (code, told) = run(&["--model", "prior", "--json", "--config", &path("site.toml")]);
    let told: serde_json::Value = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
    assert!(code == Some(0) && told.to_string().contains(r#"a\"\\b"#), "{told}");
    let refused = |args: &[&str], why: &str| {
        let (code, told) = run(args);
        assert!(code == Some(2) && told.contains(why), "{told}");
    };
    refused(&[], "--model");
    refused(&["--model", "prior", "--prior", "prior.json"], "cannot be used with");
    refused(&["--model", "nowhere.json"], "`--model nowhere.json` cannot be used");
    refused(&["--model", "prior", "--test-from", "2030-01-01"], "nothing can be tested from 2030-01-01");
    refused(&["--model", "prior", "--test-from", "2030-01-01"], "choose `--test-from ");
    let (code, told) = run(&["--retrain-every", "24"]);
    assert!(
        code == Some(1)
            && told.contains("the history ends before the first 24 months")
            && told.contains("--model prior"),
        "{told}"
    );
}

#[test]
fn the_handbook_defines_every_figure() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/backtest.md");
    let page = std::fs::read_to_string(page).expect("there is a page of it");
    for (name, meaning, source) in report::TERMS {
        let row = if source.is_empty() {
            format!("| {name} | {meaning} | |")
        } else {
            format!("| {name} | {meaning} | {source} |")
        };
        assert!(page.contains(&row), "docs/backtest.md lacks: {row}");
    }
}
