//! From the journal to scores exactly once, over a real broker. CPU is that of this process: not the broker's.

use std::time::Duration;

use attrition_contracts::records::topic::Topic;
use attrition_pipeline::Count;
use attrition_pipeline::Stage;
use attrition_pipeline::score::ScoreStage;
use attrition_stream::backend::kafka::{KafkaLog, Settings};
use attrition_stream::{LogArrival, StageLog, StageRunner};

use attrition_test_support::kafka::broker;

use crate::{Bare, PARTITIONS, setting};
use attrition_test_support::measure::cost::{Cost, measure};
use attrition_test_support::measure::figures::Figures;
use attrition_test_support::measure::tickets;

const TURN: Duration = Duration::from_millis(100);

pub(crate) fn run(lines: &[String], figures: &mut Figures) {
    let settings = broker::with_topics(PARTITIONS);
    let log = KafkaLog::writer(&settings, "import").expect("the broker answers");
    let (_, import) = measure(|| tickets::import(log, lines, PARTITIONS));
    let (n, alone) = bare(&settings, lines.len());
    let score = score(&settings, n);
    figures.add("Kafka: import", import.cpu_us(n), "us CPU/event");
    figures.add("Kafka: journal to scores", score.per_second(n), "events/s");
    figures.against("Kafka: journal to scores", score.cpu_us(n), "us CPU/event", 4.0);
    figures.add("  bare loop: consume, decode, count", alone.per_second(n), "events/s");
    figures.add("  bare loop: consume, decode, count", alone.cpu_us(n), "us CPU/event");
    figures.add("  journal to scores, of the bare loop", score.cpu_us(n) / alone.cpu_us(n), "times");
}

/// The same records by the same client in a group of its own: how many there are, and what reading them takes.
fn bare(settings: &Settings, events: usize) -> (usize, Cost) {
    let mut log = KafkaLog::stage(settings, "bare", &[Topic::Journal]).expect("the broker answers");
    while !matches!(log.next(TURN, &[]).expect("the broker answers"), LogArrival::Assigned(_)) {}
    let mut bare = Bare::default();
    let ((), cost) = measure(|| {
        while bare.events() < events {
            if let LogArrival::Records(records) = log.next(TURN, &[]).expect("the broker answers") {
                records.iter().for_each(|record| bare.record(&record.key, &record.value));
            }
        }
    });
    (bare.events(), cost)
}

/// The score stage, from its assignment to the commit of the last event.
fn score(settings: &Settings, events: usize) -> Cost {
    let stage = ScoreStage::new(setting(PARTITIONS));
    let log = KafkaLog::stage(settings, stage.name().code(), stage.inputs()).expect("the broker answers");
    let mut member = StageRunner::new(stage, log);
    while member.stage().partitions().is_empty() {
        member.turn(TURN).expect("the broker answers");
    }
    let mut done = 0;
    let ((), cost) = measure(|| {
        while done < events {
            let progress = member.turn(TURN).expect("the broker answers");
            done += progress.counts.total(|count| matches!(count, Count::Event(..))) as usize;
        }
    });
    cost
}
