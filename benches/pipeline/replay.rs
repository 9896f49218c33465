//! From NDJSON in memory to scores, without a log.

use std::hint::black_box;

use attrition_contracts::incoming::cloudevent;
use attrition_core::basics::date::Date;
use attrition_service::replay::scoring::Replay;

use crate::{Bare, setting};
use attrition_test_support::measure::cost::measure;
use attrition_test_support::measure::figures::Figures;
use attrition_test_support::measure::tickets;

/// Later than all of it: everything is replayed.
const NEVER: Date = Date(40_000);

pub(crate) fn run(lines: &[String], figures: &mut Figures) {
    let n = lines.len();
    let mut bare = Bare::default();
    let ((), parse) = measure(|| {
        for line in lines {
            let incoming = cloudevent::read(line.as_bytes(), &[], tickets::now()).expect("the simulator writes events");
            bare.count(incoming.agent.as_bytes());
        }
    });
    let (journal, ingest) = measure(|| tickets::imported(lines, 1));
    drop(black_box(journal));
    let (_, all) = measure(|| {
        let replay =
            Replay::new(setting(1), NEVER).importer("centre", tickets::now()).expect("there is nothing to read");
        tickets::take_in(replay, lines).join()
    });
    figures.against("replay from NDJSON", all.per_second(n), "events/s", 600_000.0);
    figures.add("replay from NDJSON", all.cpu_us(n), "us CPU/event");
    figures.add("  of it ingest, parsing included", ingest.cpu_us(n), "us CPU/event");
    figures.add("  of it score", all.cpu_us(n) - ingest.cpu_us(n), "us CPU/event");
    figures.add("  bare loop: parse, count", parse.cpu_us(n), "us CPU/event");
}
