//! End to end: replay, the embedded log, and Kafka's journal to scores, each beside a bare loop over the same records.
//!
//! `cargo bench --bench pipeline`, with `-- --json` a line of JSON a figure. Kafka needs what its tests need; `-- --no-kafka`
//! leaves it out.

mod embedded;
mod kafka;
mod replay;

use std::collections::BTreeMap;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_core::desk::Rules;
use attrition_core::model::InForce;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::runtime::model;
use attrition_test_support::measure::figures::Figures;
use attrition_test_support::measure::tickets;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AGENTS: usize = 100;
const DAYS: usize = 120;
const PARTITIONS: u32 = 3;

fn main() {
    let lines = tickets::lines(AGENTS, DAYS);
    let mut figures = Figures::default();
    figures.add("events", lines.len() as f64, "");
    replay::run(&lines, &mut figures);
    embedded::run(&lines, &mut figures);
    if !std::env::args().any(|argument| argument == "--no-kafka") {
        kafka::run(&lines, &mut figures);
    }
    figures.print();
}

/// What the score stage works with here.
fn setting(partitions: u32) -> ScoreWriter {
    ScoreWriter {
        models: InForce::new(model::load("").expect("the shipped model is right")),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: partitions,
        desk_partitions: partitions,
    }
}

/// What the bare loops keep: a number an agent, and no windows, no scores, no transactions.
#[derive(Default)]
struct Bare(BTreeMap<Box<[u8]>, u64>);

impl Bare {
    fn count(&mut self, agent: &[u8]) {
        match self.0.get_mut(agent) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(agent.into(), 1)),
        }
    }

    /// Counts an event of the journal.
    fn record(&mut self, key: &[u8], value: &[u8]) {
        if let Some(JournalEntry::Event(event)) = journal::read(value) {
            std::hint::black_box(event);
            self.count(key);
        }
    }

    fn events(&self) -> usize {
        self.0.values().sum::<u64>() as usize
    }
}
