//! What a restore costs: agents with full windows, back from the changelog of a real Kafka, from a local snapshot and from
//! the embedded log, beside the bare decoding and the bare reading of the same records.
//!
//! `cargo bench --bench restore`, with `-- --json` a line of JSON a figure, `-- --agents 100000` with so many of them (20,000
//! else); figures are for 100,000. It brings its own broker, as the tests do. CPU is that of this process over all its
//! threads: on one core it is the time that a restore takes, once the broker is not the slower one.
//!
//! The agents are those of the simulated centre at forty tickets a shift: 50 of them, through the real stages for 120 days,
//! and then each as often as it takes under other names. The changelog has each key once, day after day, as it stands when
//! the brokers have compacted it.

mod changelog;
mod embedded;
mod kafka;

use std::io::Write;

use attrition_core::partition::Partition;
use attrition_pipeline::PartitionState;
use attrition_pipeline::score::Agents;

use attrition_test_support::measure::cost::{Cost, measure};
use attrition_test_support::measure::figures::Figures;
use changelog::Changelog;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Days for which duplicates are looked for, as by default.
const DEDUP_DAYS: i32 = 35;
const PARTITIONS: u32 = 4;
/// Figures are for so many.
const PER: f64 = 100_000.0;

fn main() {
    let agents = agents();
    say("a centre is simulated");
    let changelog = Changelog::of(agents);
    say("its changelog is decoded");
    let mut figures = Figures::default();
    figures.add("agents", agents as f64, "");
    figures.add("records", changelog.records() as f64 / agents as f64, "/agent");
    figures.against("changelog, keys and values", changelog.bytes() as f64 / agents as f64, "bytes/agent", 16_384.0);
    decode(&changelog, &mut figures);
    say("it is written to Kafka, and restored");
    kafka::run(&changelog, &mut figures);
    say("it is written to the embedded log, and restored");
    embedded::run(&changelog, &mut figures);
    figures.print();
}

/// What is done now, for who waits.
fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

fn agents() -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--agents");
    arguments.nth(1).map_or(20_000, |count| count.parse().expect("--agents is followed by how many"))
}

/// Without any log: what the stage itself takes.
fn decode(changelog: &Changelog, figures: &mut Figures) {
    let (people, cost) = measure(|| {
        let one = |records: &Vec<changelog::Kept>| {
            let mut partition = Agents(Partition::new(DEDUP_DAYS));
            let put = |(key, value): &changelog::Kept| PartitionState::restore(&mut partition, key, Some(value));
            records.iter().try_for_each(put).expect("the stage wrote it");
            PartitionState::restored(&mut partition);
            partition
        };
        let partitions: Vec<Agents> = changelog.partitions.iter().map(one).collect();
        partitions.iter().map(PartitionState::people).sum::<usize>()
    });
    assert_eq!(people, changelog.agents);
    figures.add("decoding alone", cost.per_second(changelog.records()), "records/s");
    figures.add("decoding alone", seconds(cost, changelog), "s CPU/100,000 agents");
    figures.add("decoding alone", cost.cpu_us(changelog.records()), "us CPU/record");
}

/// CPU seconds for 100,000 agents.
fn seconds(cost: Cost, changelog: &Changelog) -> f64 {
    cost.cpu.as_secs_f64() * PER / changelog.agents as f64
}

/// Seconds by the wall clock for 100,000 agents.
fn wall(cost: Cost, changelog: &Changelog) -> f64 {
    cost.wall.as_secs_f64() * PER / changelog.agents as f64
}
