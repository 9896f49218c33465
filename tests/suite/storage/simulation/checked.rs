//! What is checked when all is worked off.

use std::collections::BTreeMap;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::{Header, Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::desk::Rules;
use attrition_core::event::Fact;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::score::ScoreStage;
use attrition_pipeline::{Outputs, PartitionState, Stage};
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::Step;
use attrition_stream::backend::local::{SharedStore, Store};
use attrition_stream::backend::memory::Memory;

use super::process::{ingest, score};

/// Bytes of a key or of a value.
type Bytes = Box<[u8]>;

/// A key of the state, and its value.
type Kept = (Bytes, Bytes);

/// Events by partition, agent and topic they came from, each in order; dead letters in any.
#[derive(Default, PartialEq)]
struct TakenIn {
    events: BTreeMap<(u32, Bytes, Topic), Vec<Bytes>>,
    facts: BTreeMap<Bytes, Vec<Bytes>>,
    dead: Vec<(u32, Bytes, Bytes, Vec<Header>)>,
}

impl TakenIn {
    fn add(&mut self, topic: Topic, partition: u32, key: &Bytes, value: &Bytes, headers: &[Header]) {
        if topic == Topic::DeadLetters {
            return self.dead.push((partition, key.clone(), value.clone(), headers.to_vec()));
        }
        let Some(JournalEntry::Event(event)) = journal::read(value) else { return };
        if topic == Topic::Org {
            return self.facts.entry(key.clone()).or_default().push(value.clone());
        }
        let source = match event.fact {
            Fact::Shift(_) | Fact::Request(_) => Topic::Attendance,
            Fact::Evaluation(_) | Fact::Coaching(_) => Topic::Qa,
            Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) => Topic::Tickets,
            Fact::Roster(_) | Fact::Separation(_) => Topic::Roster,
        };
        self.events.entry((partition, key.clone(), source)).or_default().push(value.clone());
    }
}

/// No record without its event or dead letter, none twice, each agent's in order.
pub(super) fn is_taken_in_once(memory: &Memory, partitions: u32) -> bool {
    let (stage, mut expected, mut found) = (ingest(partitions), TakenIn::default(), TakenIn::default());
    for (topic, partition) in places(&Topic::SOURCES, partitions) {
        let mut out = Outputs::default();
        for record in memory.records(topic, partition) {
            // What is refused is in the outputs.
            let _ = stage.accept(record, record.topic.role(), &mut out);
        }
        for Output { topic, partition, key, value, headers, .. } in out.records {
            expected.add(topic, partition, &key, &value.unwrap_or_default(), &headers);
        }
    }
    for (topic, partition) in places(&[Topic::Journal, Topic::DeadLetters], partitions).chain([(Topic::Org, 0)]) {
        for Record { partition, key, value, headers, .. } in memory.records(topic, partition) {
            found.add(topic, *partition, key, value, headers);
        }
    }
    expected.dead.sort();
    found.dead.sort();
    expected == found
}

/// Scores, alerts and state are those of the same journal when nothing befalls anyone, byte for byte.
pub(super) fn is_as_undisturbed(memory: &Memory, partitions: u32) -> bool {
    let mut undisturbed = Memory::new(partitions);
    let copied = places(&[Topic::Journal], partitions).chain([(Topic::Org, 0)]).flat_map(|(topic, partition)| {
        let again = move |record: &Record| Output::new(topic, partition, record.key.clone(), record.value.clone());
        memory.records(topic, partition).iter().map(again).collect::<Vec<_>>()
    });
    let step = Step { outputs: copied.collect(), positions: Vec::new() };
    undisturbed.commit("copy", step).expect("memory does not fail");
    let store = SharedStore::new(undisturbed);
    let desk = DeskStage::new(Rules::default());
    let mut pipeline = Pipeline::new(&store, ingest(partitions), score(partitions), desk);
    pipeline.drain(|_, _| ()).expect("memory does not fail");
    let same = |topic: Topic, partition: u32| {
        store.with(|other| {
            let keys = |memory: &Memory| {
                memory.compacted(topic, partition).map(|kept| kept.keys().cloned().collect::<Vec<_>>())
            };
            match topic {
                // How far a day has forgotten what it needs no more depends on when it was last written.
                Topic::ScoreState => keys(memory) == keys(other),
                Topic::DeskState => memory.compacted(topic, partition) == other.compacted(topic, partition),
                _ => memory.records(topic, partition) == other.records(topic, partition),
            }
        })
    };
    let topics = [Topic::Scores, Topic::Alerts, Topic::ScoreState, Topic::DeskState];
    places(&topics, partitions).all(|(topic, partition)| same(topic, partition))
        && (0..partitions).all(|p| restored(memory, p) == store.with(|other| restored(other, p)))
}

/// The state in a member is the one that its changelog restores to.
pub(super) fn is_state_the_changelog(live: &ScoreStage, memory: &Memory) -> bool {
    let mut partitions = live.partitions().iter();
    partitions.all(|(number, partition)| written(partition) == restored(memory, *number))
}

/// The state of a partition, as it is restored.
fn restored(memory: &Memory, partition: u32) -> Vec<Kept> {
    let mut state = score(1).empty();
    for (key, value) in memory.compacted(Topic::ScoreState, partition).into_iter().flatten() {
        state.restore(key, Some(value)).expect("what was written can be read");
    }
    state.restored();
    written(&state)
}

fn written(state: &impl PartitionState) -> Vec<Kept> {
    let mut kept = Vec::new();
    state.each(&mut |key, value| kept.push((key.into(), value.into())));
    kept
}

fn places(topics: &[Topic], partitions: u32) -> impl Iterator<Item = (Topic, u32)> {
    topics.iter().flat_map(move |topic| (0..partitions).map(move |partition| (*topic, partition)))
}
