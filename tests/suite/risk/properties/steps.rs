//! Batches, drains and deaths of the process: none of them may show in what comes out.

use std::sync::Arc;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::SharedStore;

use attrition_test_support::centres::employment;
use attrition_test_support::centres::simulated::{self, lines};
use attrition_test_support::stages::play::{PARTITIONS, import, importer, records, stages};
use attrition_test_support::stages::shaky::Shaky;

/// Scores and alerts, record by record.
fn outputs(store: &Arc<SharedStore<Shaky>>) -> Vec<Record> {
    let of = |topic| store.with(|store| records(&store.memory, topic));
    let (scores, alerts) = (of(Topic::Scores), of(Topic::Alerts));
    assert!(!alerts.is_empty(), "there is something to compare");
    [scores, alerts].concat()
}

fn store(at_most: usize) -> Arc<SharedStore<Shaky>> {
    SharedStore::new(Shaky::new(PARTITIONS, at_most, at_most as u64))
}

/// The outputs of a log that nothing disturbed.
fn undisturbed(lines: &[String]) -> Vec<Record> {
    let store = store(usize::MAX);
    import(&store, lines);
    stages(&store).drain(|_, _| ()).expect("nothing fails yet");
    outputs(&store)
}

#[test]
fn batch_size_does_not_matter() {
    let lines = lines(&simulated::centre(24));
    let whole = undisturbed(&lines);
    for at_most in [7, 300, 5_000] {
        let store = store(at_most);
        import(&store, &lines);
        stages(&store).drain(|_, _| ()).expect("nothing fails yet");
        assert!(outputs(&store) == whole, "up to {at_most} records at a time");
    }
}

#[test]
fn corrected_employments_are_the_same_over_batches_and_deaths() {
    for seed in [3, 4] {
        let lines = lines(&employment::centre(seed));
        let whole = undisturbed(&lines);
        for (at_most, killed_in) in [(300, 0), (500, 9)] {
            let store = store(at_most);
            import(&store, &lines);
            store.with(|store| store.killed_in = killed_in);
            while stages(&store).drain(|_, _| ()).is_err() {}
            assert!(outputs(&store) == whole, "seed {seed}, killed in {killed_in}, up to {at_most} records at a time");
        }
    }
}

#[test]
fn how_often_the_stages_catch_up_does_not_matter() {
    let days = simulated::days(20, simulated::DAYS, 15);
    let fed = |days_ahead: usize| {
        let store = store(usize::MAX);
        let (mut importer, mut stages) = (importer(&store), stages(&store));
        for days in days.chunks(days_ahead) {
            for day in days {
                day.iter().try_for_each(|recorded| importer.line(recorded.line.as_bytes())).expect("nothing fails yet");
                importer.close_days().expect("nothing fails yet");
            }
            stages.drain(|_, _| ()).expect("nothing fails yet");
        }
        outputs(&store)
    };
    let daily = fed(1);
    assert!([9, 1_000].into_iter().all(|days_ahead| fed(days_ahead) == daily));
}

#[test]
fn killed_and_resumed_is_the_same() {
    let lines = lines(&simulated::centre(10));
    let whole = undisturbed(&lines);
    for (at_most, killed_in) in [(40, 25), (2_000, 3)] {
        let store = store(at_most);
        import(&store, &lines);
        store.with(|store| store.killed_in = killed_in);
        let mut deaths = 0;
        while stages(&store).drain(|_, _| ()).is_err() {
            deaths += 1;
        }
        assert!(deaths > 5, "it died {deaths} times");
        assert!(outputs(&store) == whole, "killed {deaths} times over, up to {at_most} records at a time");
    }
}
