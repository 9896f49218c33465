//! Torn writes: a WAL that ends anywhere, or has anything in it. The log is what it was after one of its steps.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;

use super::snapshot::{PARTITIONS, STAGE, Snapshot, after_each, again, steps, written};
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::process::program::Scratch;

const STEPS: usize = 12;

#[test]
fn a_torn_wal_leaves_whole_steps() {
    // All steps in the WAL; then so large that some are in the main file already, and old ones lie behind the new.
    let few = torn_leaves_whole_steps(1, 3_000, 200);
    assert!(few.len() > STEPS / 2, "tears came everywhere: {few:?}");
    let some = torn_leaves_whole_steps(2, 120_000, 60);
    assert!(some.len() > 1 && !some.contains(&0), "what is in the main file cannot be torn: {some:?}");
}

/// How many steps were left, over all seeds.
fn torn_leaves_whole_steps(seed: u64, bytes_max: usize, seeds: u64) -> BTreeSet<usize> {
    let scratch = Scratch::new();
    let mut all = steps(seed, STEPS + 1, bytes_max);
    let one_more = all.pop().expect("there is one");
    let snapshots = after_each(&all);
    // As the files are at the moment of a kill -9.
    let log = written(&scratch.path("log"), &all);
    let (main, wal) =
        (scratch.path("log/log.sqlite"), fs::read(scratch.path("log/log.sqlite-wal")).expect("it is open"));
    let mut left = BTreeSet::new();
    for seed in 0..seeds {
        let dir = scratch.path(&format!("torn-{seed}"));
        fs::create_dir(&dir).expect("the scratch can be written");
        fs::copy(&main, dir.join("log.sqlite")).expect("the scratch can be written");
        fs::write(dir.join("log.sqlite-wal"), tear(&wal, seed)).expect("the scratch can be written");
        left.insert(check(&dir, &snapshots, again(&one_more), seed));
        fs::remove_dir_all(&dir).expect("the scratch can be written");
    }
    drop(log);
    left
}

fn tear(wal: &[u8], seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed);
    let at = chance.below(wal.len());
    let mut torn = wal.to_vec();
    match seed % 4 {
        0 => torn.truncate(at),
        // A sector that was never written, and one with something else in it.
        1 => torn[at..].iter_mut().take(512).for_each(|byte| *byte = 0),
        2 => torn[at..].iter_mut().take(512).for_each(|byte| *byte ^= 1 + chance.below(255) as u8),
        _ => torn[at] ^= 1 << chance.below(8),
    }
    torn
}

/// The log opens, is what it was after some step, and goes on; returns after which.
fn check(dir: &Path, snapshots: &[Snapshot], one_more: attrition_stream::Step, seed: u64) -> usize {
    let mut log = Embedded::open(dir, PARTITIONS).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let found = Snapshot::of(&mut log).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let step = snapshots.iter().position(|snapshot| *snapshot == found);
    let step = step.unwrap_or_else(|| panic!("seed {seed}: the log has half a step"));
    let outputs = one_more.outputs.len();
    log.commit(STAGE, one_more).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let grown = Snapshot::of(&mut log).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    assert!(outputs == 0 || grown != found, "seed {seed}: it goes on");
    assert!(found.records.iter().all(|(place, records)| grown.records[place].starts_with(records)), "seed {seed}");
    step
}
