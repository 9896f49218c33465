//! Where memory is too small for all rows: those of who leaves are all there, and risks are what they were.

use std::collections::BTreeSet;

use attrition_core::model::{Model, probability};
use attrition_learner::inputs::Inputs;
use attrition_learner::rows::{Rows, Weekly};
use attrition_learner::train::{Trained, TrainingOptions, train};
use attrition_pipeline::ingest::Partitions;
use attrition_service::import::importer::Importer;
use attrition_simulator::{Parameters, Simulation};
use time::OffsetDateTime;

use crate::learning::rows::setting;
use attrition_test_support::centres::simulated::first_day;

const HORIZON_DAYS: i32 = 30;

/// Rows of a centre, all of them and within a bound.
fn centre(rows_max: usize) -> [Rows; 2] {
    let bounds = [usize::MAX, rows_max];
    let mut importers = bounds.map(|rows_max| {
        let weekly = Weekly::new(setting(), None).within(rows_max, HORIZON_DAYS);
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        Importer::open(weekly, partitions, "test", &[], OffsetDateTime::now_utc()).expect("nothing can fail")
    });
    let mut simulation = Simulation::new(&Parameters::default(), 150, 8, first_day());
    for event in (0..330).flat_map(|_| simulation.next_day().events) {
        importers.iter_mut().for_each(|importer| importer.line(event.line.as_bytes()).expect("nothing can fail"));
    }
    importers.map(|mut importer| {
        importer.close_days().expect("nothing can fail");
        importer.into_log().label(HORIZON_DAYS).expect("days were closed")
    })
}

fn trained(rows: &Rows) -> Trained {
    let wish = TrainingOptions {
        id: String::new(),
        note: String::new(),
        alerts_per_week: 0.5,
        prior: None,
        missing: Default::default(),
        plain: false,
        inputs: Inputs::default(),
    };
    train(rows, &wish).expect("it can be trained")
}

fn mean_risk(model: &Model, rows: &Rows, first: usize) -> f64 {
    let risk = |row: usize| probability(rows.logit(model, row));
    (first..rows.len()).map(risk).sum::<f64>() / (rows.len() - first) as f64
}

#[test]
fn a_sample_of_those_who_stay_foretells_the_real_share() {
    let rows_max = 2_200;
    let [all, sample] = centre(rows_max);
    assert!(sample.fraction <= 0.25 && sample.len() <= rows_max && all.len() > 4_000, "{} {}", sample.len(), all.len());
    let of_leavers = |rows: &Rows| -> BTreeSet<(i32, Vec<u64>)> {
        let leaving = (0..rows.len()).filter(|row| rows.leaves[*row]);
        leaving.map(|row| (rows.days[row].0, rows.values(row).map(f64::to_bits).to_vec())).collect()
    };
    assert!(of_leavers(&all) == of_leavers(&sample), "rows of who leaves are all kept");
    // What the sample stands for is what there was, but for chance: its blocks of weeks are kept or dropped together.
    let stands_for: f64 = (0..sample.len()).map(|row| sample.weight(row)).sum();
    assert!((stands_for / all.len() as f64 - 1.0).abs() < 0.1, "{stands_for} of {}", all.len());

    let (of_all, of_sample) = (trained(&all), trained(&sample));
    let later = all.first_on(of_all.later_from);
    let share = all.leaves[later..].iter().filter(|leaves| **leaves).count() as f64 / (all.len() - later) as f64;
    let [full, sampled] = [&of_all, &of_sample].map(|trained| trained.artifact.model().expect("it is valid"));
    let (by_all, by_sample) = (mean_risk(&full, &all, later), mean_risk(&sampled, &all, later));
    // As near to the real share as the model of all rows: without correction it would be four times as high and more.
    let told = format!("foretold {by_all:.4} from all rows, {by_sample:.4} from a sample, real {share:.4}");
    assert!((by_sample / by_all - 1.0).abs() < 0.15 && (by_sample / share - 1.0).abs() < 0.25, "{told}");
    assert!((of_sample.later.base_rate / share - 1.0).abs() < 0.15, "{:?}", of_sample.later);
    let bands = |trained: &Trained| trained.artifact.bands.red;
    assert!((bands(&of_sample) / bands(&of_all)).ln().abs() < 0.5, "{} {}", bands(&of_sample), bands(&of_all));
    assert!(of_sample.artifact.description.contains("for memory"), "{}", of_sample.artifact.description);
}
