//! The embedded log alone: what a step costs, what reading it back, and what a whole file is checked and copied for.
//!
//! `cargo bench --bench embedded`, with `-- --json` a line of JSON a figure, `-- --steps 300` with so many steps (100 else).
//! The steps are those of a large site: records in eight partitions, as many keys of state changed, positions. CPU is that of
//! this process over all its threads.

mod load;

use std::path::Path;

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::{self, Embedded};
use attrition_stream::backend::local::Store;

use attrition_test_support::measure::cost::{Cost, measure};
use attrition_test_support::measure::figures::Figures;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Records and keys that are read at once, as the stages do.
const BATCH: usize = 20_000;
const STAGE: &str = "bench";

fn main() {
    let steps = steps();
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("embedded-{}", std::process::id()));
    let mut log = Embedded::open(&dir, load::PARTITIONS).expect("the folder can be written");
    let mut figures = Figures::default();
    let committed = write(&mut log, steps);
    figures.add("a step of 4,000 records and keys", committed.cpu_us(steps) / 1e3, "ms CPU");
    figures.add("a step of 4,000 records and keys", 1e3 / committed.per_second(steps), "ms");
    let (records, read) = measure(|| read(&mut log));
    assert_eq!(records, steps * load::ROWS);
    figures.add("records read", read.cpu_us(records), "us CPU/record");
    let (keys, restored) = measure(|| restore(&mut log));
    figures.add("state read", restored.cpu_us(keys), "us CPU/key");
    // Dropped, not closed: the mark of an open log stays, as after a kill.
    drop(log);
    let megabytes = |file: &Path| std::fs::metadata(file).map_or(0.0, |file| file.len() as f64 / 1e6);
    let size = megabytes(&dir.join(embedded::FILE));
    let (opened, checked) = measure(|| Embedded::open(&dir, load::PARTITIONS));
    figures.add("checked before it is used", checked.cpu.as_secs_f64() * 1e3 / size, "s CPU/GB");
    drop(opened.expect("it is whole"));
    let copy = dir.join("copy");
    let ((), copied) = measure(|| embedded::backup(&dir, &copy).expect("it can be copied"));
    figures.add("copied and checked", copied.cpu.as_secs_f64() * 1e3 / size, "s CPU/GB");
    figures.add("the file", size, "MB");
    figures.add("its copy", megabytes(&copy), "MB");
    std::fs::remove_dir_all(&dir).expect("the folder is this bench's own");
    figures.print();
}

fn steps() -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--steps");
    arguments.nth(1).map_or(100, |count| count.parse().expect("--steps is followed by how many"))
}

/// Writes steps; making them is not counted.
fn write(log: &mut Embedded, steps: usize) -> Cost {
    let mut all = Cost::default();
    for number in 0..steps {
        let step = load::step(number);
        let ((), one) = measure(|| log.commit(STAGE, step).expect("the log can be written"));
        all.wall += one.wall;
        all.cpu += one.cpu;
    }
    all
}

/// Reads all records; returns how many there are.
fn read(log: &mut Embedded) -> usize {
    let mut count = 0;
    for partition in 0..load::PARTITIONS {
        let mut next = 0;
        loop {
            let records = log.read(Topic::Journal, partition, next, BATCH).expect("the log can be read");
            let Some(last) = records.last() else { break };
            next = last.offset + 1;
            count += records.len();
        }
    }
    count
}

/// Reads the whole state; returns how many keys it has.
fn restore(log: &mut Embedded) -> usize {
    let mut count = 0;
    for partition in 0..load::PARTITIONS {
        let mut after = Vec::new();
        loop {
            let keys = log.state(Topic::ScoreState, partition, &after, BATCH).expect("the log can be read");
            let Some((last, _)) = keys.last() else { break };
            after = last.to_vec();
            count += keys.len();
        }
    }
    count
}
