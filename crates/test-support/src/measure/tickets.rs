//! A simulated contact centre with forty tickets a shift.

use attrition_contracts::records::record::Output;
use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::Partitions;
use attrition_service::import::importer::Importer;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::backend::sink::Sink;
use attrition_stream::{StageLog, Step};
use time::OffsetDateTime;

/// Tickets an hour of work that make forty a shift.
const PER_HOUR: &str = "per_hour = 5.1";

/// What a centre of so many agents recorded in so many days, a line an event.
pub fn lines(agents: usize, days: usize) -> Vec<String> {
    let shipped = include_str!("../../../simulator/src/contact_centre.toml");
    let busy = shipped.replacen("per_hour = 3.1", PER_HOUR, 1);
    assert!(busy.contains(PER_HOUR), "the shipped parameters say how many tickets an hour there are");
    let p = Parameters::parse(&busy).expect("the parameters are right");
    let first_day = Date::parse("2025-01-06").expect("it is a date");
    let mut simulation = Simulation::new(&p, agents, 1, first_day);
    (0..days).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line).collect()
}

/// A time after all of it.
pub fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(2_000_000_000).expect("it is a time")
}

/// Imports lines into a log, with day closes.
pub fn import<L: StageLog>(log: L, lines: &[String], partitions: u32) -> L {
    let partitions = Partitions { journal: partitions, dead_letters: partitions };
    let head = lines[0].as_bytes();
    take_in(Importer::open(log, partitions, "centre", head, now()).expect("the log can be read"), lines)
}

/// Gives lines to an importer; returns its log.
pub fn take_in<L: StageLog>(mut importer: Importer<L>, lines: &[String]) -> L {
    lines.iter().for_each(|line| importer.line(line.as_bytes()).expect("the log can be written"));
    importer.close_days().expect("the log can be written");
    importer.into_log()
}

/// What an import of the lines writes, in the order of writing.
pub fn imported(lines: &[String], partitions: u32) -> Vec<Output> {
    import(Kept::default(), lines, partitions).0
}

/// A log that keeps what is written to it, in the order of writing.
#[derive(Default)]
struct Kept(Vec<Output>);

impl Sink for Kept {
    fn take(&mut self, step: Step) {
        self.0.extend(step.outputs);
    }
}
