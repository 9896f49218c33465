//! Person-period rows: what was scored live is what is learned from, and nothing of it is from the future.

use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::model::InForce;
use attrition_learner::rows::{Rows, Weekly};
use attrition_pipeline::ingest::Partitions;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::import::importer::Importer;
use attrition_service::replay::scoring::Replay;
use attrition_service::runtime::model;
use time::OffsetDateTime;

use attrition_test_support::centres::simulated::{days, first_day, lines};

const AGENTS: usize = 40;
const DAYS: i32 = 160;
const HORIZON_DAYS: i32 = 30;

/// The score stage over one partition, with the prior.
pub(crate) fn setting() -> ScoreWriter {
    ScoreWriter {
        models: InForce::new(model::load("").expect("the prior is valid")),
        follows_registry: false,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: 1,
        desk_partitions: 1,
    }
}

/// Labelled rows of a log.
pub(crate) fn rows(lines: impl IntoIterator<Item: AsRef<[u8]>>, until: Option<Date>) -> Rows {
    let partitions = Partitions { journal: 1, dead_letters: 1 };
    let weekly = Weekly::new(setting(), until);
    let mut importer = Importer::open(weekly, partitions, "test", &[], clock()).expect("nothing can fail");
    lines.into_iter().for_each(|line| importer.line(line.as_ref()).expect("nothing can fail"));
    importer.close_days().expect("nothing can fail");
    importer.into_log().label(HORIZON_DAYS).expect("days were closed")
}

/// Later than any simulated event.
fn clock() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_900_000_000).expect("it is of this century")
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn rows_hold_the_values_that_were_scored() {
    let log = lines(&days(AGENTS, DAYS, 5).concat());
    let rows = rows(&log, None);
    let mut cut_offs = rows.days.clone();
    cut_offs.dedup();
    assert!(cut_offs.len() > 10 && cut_offs.iter().all(|day| day.weekday() == 6), "{cut_offs:?}");
    // On the first cut-off, whoever was on leave has not been at work for four weeks yet.
    for day in [cut_offs[2], cut_offs[7]] {
        let mut importer = Replay::new(setting(), day).importer("test", clock()).expect("nothing can fail");
        log.iter().for_each(|line| importer.line(line.as_bytes()).expect("nothing can fail"));
        let mut replay = importer.into_log().join();
        replay.finish();
        let mut scored = Vec::new();
        replay.evaluate(|_, evaluation| scored.push(bits(&evaluation.values)));
        // Both are in the order of agent ids; those whose outcome is unknown have no row.
        let mut rest = scored.iter();
        let these = rows.first_on(day)..rows.first_on(day + 1);
        assert!(these.len() > AGENTS / 2);
        for row in these {
            let values = bits(&rows.values(row));
            assert!(rest.any(|scored| *scored == values), "row {row} of {day} was not scored");
        }
    }
}

#[test]
fn a_shorter_log_has_the_same_rows_before_its_end() {
    let log = lines(&days(AGENTS, DAYS, 6).concat());
    let (whole, until) = (rows(&log, None), first_day() + 110);
    let cut = rows(&log, Some(until));
    assert_eq!(cut.observed, (first_day(), until), "from the first day that has data");
    assert!(!cut.is_empty() && cut.days.iter().all(|day| *day + HORIZON_DAYS <= until));
    let (mut same, mut own) = (0..whole.len(), 0);
    for row in 0..cut.len() {
        let is_row = |other: &usize| {
            whole.days[*other] == cut.days[row] && bits(&whole.values(*other)) == bits(&cut.values(row))
        };
        // A notice that was recorded after the cut may have made a row of the whole log one that is left out.
        match same.clone().find(is_row) {
            Some(found) => same = found + 1..whole.len(),
            None => own += 1,
        }
    }
    assert!(own * 100 < cut.len(), "{own} of {} rows are not in the whole log", cut.len());
}
