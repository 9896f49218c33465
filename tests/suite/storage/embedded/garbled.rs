//! A main file that is not what was written: it is noticed, and never handed on as if it were right.

use std::fs;
use std::path::Path;

use attrition_stream::backend::embedded::Embedded;

use super::snapshot::{PARTITIONS, Snapshot, steps, written};
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::process::program::{Scratch, embedded, eventually, finish};

const SEEDS: u64 = 250;

/// What became of damaged files.
#[derive(Debug, Default)]
struct Fates {
    refused: u32,
    unharmed: u32,
    hidden: u32,
}

#[test]
fn after_an_unclean_stop_damage_is_found_before_anything_is_read() {
    let scratch = Scratch::new();
    drop(written(&scratch.path("log"), &steps(3, 15, 9_000)));
    // Dropped, not closed: the mark stays when SQLite has brought all into the main file.
    eventually("the WAL is gone", || !scratch.path("log/log.sqlite-wal").exists());
    let fates = damaged(&scratch, |dir| Embedded::open(dir, PARTITIONS));
    assert!(fates.hidden == 0 && fates.refused > SEEDS as u32 / 2, "{fates:?}");
}

#[test]
fn what_is_read_of_a_damaged_file_is_what_was_written() {
    let scratch = Scratch::new();
    let mut log = written(&scratch.path("log"), &steps(3, 15, 9_000));
    log.close().expect("nobody else has it");
    let fates = damaged(&scratch, Embedded::read_only);
    // Without a check of the whole file, a row can be out of sight.
    assert!(fates.refused > SEEDS as u32 / 2 && fates.hidden < SEEDS as u32 / 10, "{fates:?}");
}

/// Damages copies of the log, opens each, and looks at what can be read.
fn damaged(scratch: &Scratch, open: impl Fn(&Path) -> Result<Embedded, attrition_stream::Error>) -> Fates {
    let file = fs::read(scratch.path("log/log.sqlite")).expect("it was written");
    let mut whole = Embedded::read_only(&scratch.path("log")).expect("it is whole");
    let whole = Snapshot::of(&mut whole).expect("it is whole");
    let mut fates = Fates::default();
    for seed in 0..SEEDS {
        let dir = scratch.path(&format!("damaged-{seed}"));
        fs::create_dir(&dir).expect("the scratch can be written");
        fs::write(dir.join("log.sqlite"), garble(&file, seed)).expect("the scratch can be written");
        match open(&dir).and_then(|mut log| Snapshot::of(&mut log)) {
            Err(_) => fates.refused += 1,
            // Free room was hit, or a number that nothing depends on.
            Ok(found) if found == whole => fates.unharmed += 1,
            Ok(found) => {
                assert!(found.is_part_of(&whole), "seed {seed}: what was not written is served");
                fates.hidden += 1;
            }
        }
        fs::remove_dir_all(&dir).expect("the scratch can be written");
    }
    fates
}

fn garble(file: &[u8], seed: u64) -> Vec<u8> {
    const PAGE: usize = 4_096;
    let mut chance = Chance(seed);
    let mut bytes = file.to_vec();
    let at = chance.below(bytes.len());
    let page = at / PAGE * PAGE;
    match seed % 5 {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes[at..].iter_mut().take(16).for_each(|byte| *byte = chance.below(256) as u8),
        2 => bytes[at / 512 * 512..].iter_mut().take(512).for_each(|byte| *byte = 0),
        3 => bytes[page..page + PAGE].iter_mut().for_each(|byte| *byte = chance.below(256) as u8),
        _ => {
            // A page written to the wrong place.
            let other = chance.below(bytes.len()) / PAGE * PAGE;
            let content = bytes[other..other + PAGE].to_vec();
            bytes[page..page + PAGE].copy_from_slice(&content);
        }
    }
    bytes
}

#[test]
fn a_damaged_file_is_refused_with_what_to_do() {
    let scratch = Scratch::new();
    let mut log = written(&scratch.path("log"), &steps(4, 5, 9_000));
    log.close().expect("nobody else has it");
    let path = scratch.path("log/log.sqlite");
    let mut file = fs::read(&path).expect("it was written");
    // The tables' first pages.
    file[4_096..5 * 4_096].fill(0xee);
    fs::write(&path, file).expect("the scratch can be written");
    let events = scratch.file("events.ndjson", "{}\n");
    for command in [&["run"][..], &["explain", "agent-1"], &["import", &events], &["backup", &scratch.text("copy")]] {
        let output = finish(command, &embedded(&scratch.path("log")));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {said}");
        for word in ["is damaged", "log.sqlite", "put a backup into a new one", "Restore a backup"] {
            assert!(said.contains(word), "{command:?} does not say `{word}`: {said}");
        }
    }
    assert!(!scratch.path("copy").exists() && !scratch.path("copy.part").exists(), "no backup is made of it");
}
