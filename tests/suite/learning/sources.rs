//! One history out of files, out of a log of several partitions, out of Kafka: the same rows, the same model.

use std::path::Path;

use attrition_core::basics::date::Date;
use attrition_learner::rows::{Rows, Weekly};
use attrition_pipeline::ingest::Partitions;
use attrition_service::import::importer::Importer;
use attrition_service::replay::history::{HistorySource, ProgressUnit, ReplayProgress, play};
use attrition_service::storage::logs::Logs;
use attrition_stream::StageLog;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka::KafkaLog;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use time::OffsetDateTime;

use crate::learning::rows::setting;
use attrition_test_support::centres::simulated::{days, first_day, lines};
use attrition_test_support::kafka::broker;
use attrition_test_support::process::program::{Scratch, done, embedded, kafka, variable};
use attrition_test_support::stages::sorting;

const HORIZON_DAYS: i32 = 30;
const PARTITIONS: u32 = 4;

fn file(scratch: &Scratch) -> String {
    scratch.file("events.ndjson", lines(&days(60, 160, 5).concat()).join("\n"))
}

fn import(file: &str, log: impl StageLog) {
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    let text = std::fs::read(file).expect("it was written");
    let lines: Vec<Vec<u8>> = text.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let texts = sorting::in_memory(&lines);
    let mut importer = Importer::open(log, partitions, "test", &[], OffsetDateTime::now_utc()).expect("it is new");
    importer.take(&texts, &["test".to_owned()], &mut |_, _| true).expect("the log can be written");
}

fn in_directory(dir: &Path) -> HistorySource {
    HistorySource::Log(Logs::Embedded(SharedStore::new(Embedded::read_only(dir).expect("there is a log"))))
}

/// Rows of a history, and the last that was told of its progress.
fn rows(source: &HistorySource, until: Option<Date>) -> (Rows, ReplayProgress) {
    rows_of(source, Weekly::new(setting(), until))
}

fn rows_of(source: &HistorySource, weekly: Weekly) -> (Rows, ReplayProgress) {
    let mut told = None;
    let played = play(source, weekly, &mut |progress| told = Some(progress));
    let weekly = played.expect("it can be read").listener;
    (weekly.label(HORIZON_DAYS).expect("days are closed"), told.expect("it is long enough to tell"))
}

fn assert_same(left: &Rows, right: &Rows) {
    let bits = |rows: &Rows| rows.columns.concat().into_iter().map(f64::to_bits).collect::<Vec<_>>();
    assert!(left.len() > 150, "{} rows are too few to compare", left.len());
    // Apart from the values, for a missing one is equal to nothing.
    let rest = |rows: &Rows| Rows { columns: Vec::new(), ..rows.clone() };
    assert_eq!(rest(left), rest(right));
    assert!(bits(left) == bits(right), "the values differ");
}

#[test]
fn partitions_do_not_change_a_row() {
    let scratch = Scratch::new();
    let file = file(&scratch);
    let store = SharedStore::new(Embedded::open(&scratch.path("log"), PARTITIONS).expect("it can be made"));
    import(&file, LocalLog::new(&store, "import", &[]));
    drop(store);
    let files = HistorySource::Files(vec![file.into()]);
    for until in [None, Some(first_day() + 131)] {
        let (of_files, read) = rows(&files, until);
        let (of_log, days) = rows(&in_directory(&scratch.path("log")), until);
        assert_same(&of_files, &of_log);
        assert_eq!((read.unit, days.unit), (ProgressUnit::Events, ProgressUnit::Days));
        assert_eq!(days.done == days.total, until.is_none(), "{days:?}");
    }
    // Nor do they change which rows are kept where not all can be.
    let within = || Weekly::new(setting(), None).within(700, HORIZON_DAYS);
    let of_files = rows_of(&files, within()).0;
    assert!(of_files.fraction < 1.0, "{} rows are all that there are", of_files.len());
    assert_same(&of_files, &rows_of(&in_directory(&scratch.path("log")), within()).0);
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn kafka_gives_the_rows_of_the_files() {
    let scratch = Scratch::new();
    let file = file(&scratch);
    let settings = broker::with_topics(PARTITIONS);
    import(&file, KafkaLog::writer(&settings, "import").expect("the broker answers"));
    let files = HistorySource::Files(vec![file.into()]);
    let log = HistorySource::Log(Logs::Kafka(settings));
    for until in [None, Some(first_day() + 131)] {
        assert_same(&rows(&files, until).0, &rows(&log, until).0);
    }
}

#[test]
#[ignore = "needs Kafka: ./check"]
fn a_log_trains_the_model_that_its_files_train() {
    let scratch = Scratch::new();
    let events = scratch.text("events.ndjson.zst");
    done(&["simulate", "--agents", "100", "--days", "240", "--out", &events], &[]);
    let (dir, out) = (scratch.text("log"), scratch.text("models"));
    let mut variables = embedded(&scratch.path("log"));
    variables.push(variable("LOG__PARTITIONS", &PARTITIONS.to_string()));
    done(&["import", &events], &variables);
    let train = |from: &str, id: &str, variables: &[(String, String)]| {
        done(&["train", "--from", from, "--out", &out, "--id", id], variables);
        let artifact = std::fs::read_to_string(scratch.path("models").join(format!("{id}.json")));
        artifact.expect("it was written").replace(&format!("\"{id}\""), "\"id\"")
    };
    let of_files = train(&events, "of-files", &[]);
    assert!(of_files.contains("\"weight\""), "{of_files}");
    // The folder of a log, the log of the configuration, and that on Kafka.
    assert!(train(&dir, "of-folder", &[]) == of_files);
    assert!(train("log", "of-configuration", &variables) == of_files);
    let variables = kafka(&broker::with_topics(PARTITIONS));
    done(&["import", &events], &variables);
    assert!(train("log", "of-kafka", &variables) == of_files);
}
