//! Logs made of steps by chance, and all that can be read of one.

use std::collections::BTreeMap;
use std::path::Path;

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use attrition_stream::backend::memory::Memory;
use attrition_stream::{Error, Position, Step};

use attrition_test_support::centres::chance::Chance;

pub(super) const PARTITIONS: u32 = 3;

/// The stage that all steps are of.
pub(super) const STAGE: &str = "score";

const TOPICS: [Topic; 4] = [Topic::Journal, Topic::Org, Topic::Scores, Topic::DeadLetters];

/// All that can be read of a log.
#[derive(Clone, PartialEq)]
pub(super) struct Snapshot {
    pub(super) records: BTreeMap<(Topic, u32), Vec<Record>>,
    pub(super) state: BTreeMap<(u32, Vec<u8>), Vec<u8>>,
    pub(super) positions: Vec<Position>,
}

impl Snapshot {
    /// Reads all topics and positions of a log.
    pub(super) fn of(store: &mut impl Store) -> Result<Self, Error> {
        let (mut records, mut state) = (BTreeMap::new(), BTreeMap::new());
        for topic in TOPICS {
            for partition in 0..store.partitions(topic) {
                records.insert((topic, partition), store.read(topic, partition, 0, usize::MAX)?);
            }
        }
        for partition in 0..store.partitions(Topic::ScoreState) {
            let kept = store.state(Topic::ScoreState, partition, &[], usize::MAX)?;
            state.extend(kept.into_iter().map(|(key, value)| ((partition, key.into_vec()), value.into_vec())));
        }
        let mut positions = store.positions(STAGE)?;
        positions.sort();
        Ok(Self { records, state, positions })
    }

    /// Whether everything here is there too, at its place.
    pub(super) fn is_part_of(&self, other: &Self) -> bool {
        let begins = |(place, records): (&(Topic, u32), &Vec<Record>)| other.records[place].starts_with(records);
        self.records.iter().all(begins)
            && self.state.iter().all(|(key, value)| other.state.get(key) == Some(value))
            && self.positions.iter().all(|position| other.positions.contains(position))
    }
}

/// Steps of many sizes: records in several partitions, state that comes, changes and goes, positions.
pub(super) fn steps(seed: u64, count: usize, bytes_max: usize) -> Vec<Step> {
    let mut chance = Chance(seed);
    (0..count as u64).map(|number| step(number, &mut chance, bytes_max)).collect()
}

fn step(number: u64, chance: &mut Chance, bytes_max: usize) -> Step {
    let mut outputs = Vec::new();
    for topic in TOPICS {
        for partition in 0..if topic.is_broadcast() { 1 } else { PARTITIONS } {
            for _ in 0..chance.below(4) {
                let key = format!("agent-{}", chance.below(20));
                outputs.push(Output::new(topic, partition, key.as_bytes(), bytes(chance, bytes_max)));
            }
        }
    }
    for partition in 0..PARTITIONS {
        for _ in 0..chance.below(20) {
            let key = format!("agent-{}/{}", chance.below(20), chance.below(9));
            outputs.push(match chance.below(4) {
                0 => Output::tombstone(Topic::ScoreState, partition, key.as_bytes()),
                _ => Output::new(Topic::ScoreState, partition, key.as_bytes(), bytes(chance, 300)),
            });
        }
    }
    let position = |partition| Position { topic: Topic::Journal, partition, next: number + 1 };
    Step { outputs, positions: (0..PARTITIONS).map(position).collect() }
}

/// Bytes that do not compress.
fn bytes(chance: &mut Chance, below: usize) -> Vec<u8> {
    let len = chance.below(below);
    (0..len).map(|_| u8::try_from(chance.below(256)).expect("it is a byte")).collect()
}

/// What a log holds after none of the steps, after the first, and so on.
pub(super) fn after_each(steps: &[Step]) -> Vec<Snapshot> {
    let mut memory = Memory::new(PARTITIONS);
    let mut snapshots = vec![Snapshot::of(&mut memory).expect("memory does not fail")];
    for step in steps {
        memory.commit(STAGE, again(step)).expect("memory does not fail");
        snapshots.push(Snapshot::of(&mut memory).expect("memory does not fail"));
    }
    snapshots
}

/// A step that is the same, to be committed again.
pub(super) fn again(step: &Step) -> Step {
    Step { outputs: step.outputs.clone(), positions: step.positions.clone() }
}

/// Commits steps to a log in a folder, which stays open.
pub(super) fn written(dir: &Path, steps: &[Step]) -> Embedded {
    let mut log = Embedded::open(dir, PARTITIONS).expect("the scratch can be written");
    steps.iter().try_for_each(|step| log.commit(STAGE, again(step))).expect("there is room");
    log
}
