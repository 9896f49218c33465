//! Steps as the score stage of a large site commits them.

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::{Position, Step};
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Partitions of records and of state.
pub(crate) const PARTITIONS: u32 = 8;
/// Records of a step, and keys of state that it changes.
pub(crate) const ROWS: usize = 4_000;
/// Keys of the whole state: a step changes one in ten.
const KEYS: u64 = 40_000;
/// Bytes of a record: the journal has some thirty for an event.
const RECORD: usize = 32;
/// Bytes of a value of state: a day of an agent's windows.
const VALUE: usize = 320;

/// The step of a number: each time the same.
pub(crate) fn step(number: usize) -> Step {
    let mut outputs = Vec::with_capacity(2 * ROWS);
    for row in 0..ROWS {
        let noise = noise((number * ROWS + row) as u64);
        let partition = (row % PARTITIONS as usize) as u32;
        // A key has its partition, as that of an agent has.
        let agent = (noise as u64 % KEYS) / u64::from(PARTITIONS) * u64::from(PARTITIONS) + u64::from(partition);
        let key = format!("agent-{agent:06}").into_bytes();
        outputs.push(Output::new(Topic::Journal, partition, key.clone(), bytes(noise, RECORD)));
        outputs.push(Output::new(Topic::ScoreState, partition, key, bytes(noise, VALUE)));
    }
    let next = (number * ROWS / PARTITIONS as usize) as u64;
    let position = |partition| Position { topic: Topic::Journal, partition, next };
    Step { outputs, positions: (0..PARTITIONS).map(position).collect() }
}

fn noise(seed: u64) -> u128 {
    xxh3_128_with_seed(b"load", seed)
}

/// Bytes of which half can be guessed, as of numbers that are mostly small.
fn bytes(noise: u128, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    for (place, byte) in bytes.iter_mut().step_by(2).enumerate() {
        *byte = (noise.rotate_left(place as u32 * 7) >> 3) as u8;
    }
    bytes
}
