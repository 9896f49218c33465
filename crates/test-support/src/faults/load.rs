//! What the members are given to do: a history as an import writes it, then events as a site sends them.

use attrition_contracts::incoming::cloudevent::{self, local_date};
use attrition_contracts::records::journal::Close;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_pipeline::Outputs;
use attrition_pipeline::ingest::{IngestStage, Partitions, last_closed};
use attrition_service::import::importer::Importer;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::Step;
use attrition_stream::backend::sink::Sink;
use time::OffsetDateTime;

/// Partitions of the topics.
pub const PARTITIONS: u32 = 12;

/// One event in so many is followed by its first half: it belongs into the dead letters.
const BROKEN_IN: usize = 500;

/// Records in the order in which they are to be written.
pub struct Load {
    /// Journal and org, day closes included: the days up to the one before the live ones.
    pub history: Vec<Output>,
    /// The source topics: the days up to yesterday, so that it is the timer of the members that closes them.
    pub live: Vec<Output>,
    /// Events in both, the broken ones included.
    pub events: usize,
}

impl Load {
    /// What a simulated centre of so many agents records in so many days of history and so many live ones, up to
    /// `events_max` events.
    pub fn new(agents: usize, history_days: i32, live_days: i32, events_max: usize) -> Self {
        let now = OffsetDateTime::now_utc();
        let first = local_date(now) - (history_days + live_days);
        let mut simulation = Simulation::new(&Parameters::default(), agents, 1, first);
        let mut days = |count: i32| -> Vec<String> {
            (0..count).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line).collect()
        };
        let (history, live) = (days(history_days), days(live_days));
        // Those that are cut are events too.
        let left = events_max.saturating_sub(history.len());
        let live = sources(&live, now, left - left.div_ceil(BROKEN_IN + 1));
        let sent = live.iter().filter(|output| Topic::SOURCES.contains(&output.topic)).count();
        Self { events: history.len() + sent, history: imported(&history, now), live }
    }
}

/// What an import of the lines writes.
fn imported(lines: &[String], now: OffsetDateTime) -> Vec<Output> {
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    let importer = Importer::open(Kept::default(), partitions, "history", b"history", now);
    let mut importer = importer.expect("it only keeps what is written");
    lines.iter().for_each(|line| importer.line(line.as_bytes()).expect("it only keeps what is written"));
    importer.close_days().expect("it only keeps what is written");
    importer.into_log().0
}

/// A log that keeps what is written to it, in the order of writing.
#[derive(Default)]
struct Kept(Vec<Output>);

impl Sink for Kept {
    fn take(&mut self, step: Step) {
        self.0.extend(step.outputs);
    }
}

/// The lines as a site sends them: by kind and agent. They are of days gone by, whose timer would only close them when all
/// is taken in: so the closes come with them.
fn sources(lines: &[String], now: OffsetDateTime, events_max: usize) -> Vec<Output> {
    let (mut outputs, mut closed) = (Vec::with_capacity(lines.len()), None);
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    for (number, line) in lines.iter().take(events_max).enumerate() {
        let incoming = cloudevent::read(line.as_bytes(), &[], now).expect("the simulator writes events");
        let over = last_closed(incoming.time);
        if closed.is_none_or(|closed| closed < over) {
            let mut close = Outputs::default();
            IngestStage::new(partitions, now).close(Close::new(over), &mut close);
            outputs.extend(close.records);
            closed = Some(over);
        }
        let key = incoming.agent.as_bytes();
        let topic = incoming.kind.topic();
        let mut send = |value: &[u8]| outputs.push(Output::new(topic, partition_of(key, PARTITIONS), key, value));
        send(line.as_bytes());
        if number % BROKEN_IN == 0 {
            send(&line.as_bytes()[..line.len() / 2]);
        }
    }
    outputs
}
