//! Whatever lies in the topics of the stages: records of state to restore, and of the journal, org and the inbox to go on
//! with. A record is one byte of what it is, one of its key's length, two of its value's, key and value.

use std::sync::Arc;

use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Model, Term};
use attrition_core::signals::COUNT;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Outputs, PartitionState, Stage};

/// Topics by the byte that stands for them.
pub const KINDS: [Topic; 6] =
    [Topic::ScoreState, Topic::DeskState, Topic::Org, Topic::Models, Topic::Journal, Topic::Desk];

/// Restores what is state, hears what is broadcast and processes the rest; what is written then can be restored.
pub fn read(bytes: &[u8]) -> bool {
    let records = records(bytes);
    let (score, desk) = (written(score_stage(), &records), written(desk_stage(), &records));
    score.iter().for_each(|(key, value)| restored(&mut score_stage().empty(), key, value));
    desk.iter().for_each(|(key, value)| restored(&mut desk_stage().empty(), key, value));
    score.len() + desk.len() > 0
}

/// The key and the value of a record of a changelog.
pub type Pair = (Box<[u8]>, Box<[u8]>);

fn restored(state: &mut impl PartitionState, key: &[u8], value: &[u8]) {
    state.restore(key, Some(value)).expect("what was written can be read");
}

/// The state that a stage writes when it has met the records.
fn written<S: Stage>(mut stage: S, records: &[Record]) -> Vec<Pair> {
    let (topic, mut state) = (stage.state().expect("it has state"), stage.empty());
    for record in records.iter().filter(|record| record.topic == topic) {
        // A member ends at the first that cannot be read; here the rest is tried all the same. No value deletes the key.
        let value = (!record.value.is_empty()).then_some(&*record.value);
        let _ = state.restore(&record.key, value);
    }
    state.restored();
    stage.adopt(0, state);
    let mut out = Outputs::default();
    for record in records {
        if stage.broadcast().contains(&record.topic) {
            stage.process_broadcast(record);
        }
        if stage.inputs().contains(&record.topic) {
            // What waits for more of the broadcast waits for good here.
            let _ = stage.process(record, &mut out);
        }
    }
    stage.flush(&mut out);
    // What is kept can be handed over whole as well.
    stage.state_of(0).expect("it was adopted").each(&mut |_, _| ());
    let kept = out.records.into_iter().filter(|output| output.topic == topic);
    kept.filter_map(|output| output.value.map(|value| (output.key, value))).collect()
}

fn records(mut bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while let Some(([kind, key, low, high], rest)) = bytes.split_first_chunk() {
        let topic = KINDS[usize::from(*kind) % KINDS.len()];
        let (key, rest) = rest.split_at(usize::from(*key).min(rest.len()));
        let (value, rest) = rest.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(rest.len()));
        let offset = records.len() as u64;
        records.push(Record {
            topic,
            partition: 0,
            offset,
            key: key.into(),
            value: value.into(),
            is_null: false,
            headers: Vec::new(),
            time_ms: 0,
        });
        bytes = rest;
    }
    records
}

/// A record as [`read`] takes it.
pub fn frame(topic: Topic, key: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let kind = KINDS.iter().position(|kind| *kind == topic)?;
    let (key_length, value_length) = (u8::try_from(key.len()).ok()?, u16::try_from(value.len()).ok()?);
    let [low, high] = value_length.to_le_bytes();
    Some([&[u8::try_from(kind).ok()?, key_length, low, high], key, value].concat())
}

fn desk_stage() -> DeskStage {
    DeskStage::new(Rules::default())
}

fn score_stage() -> ScoreStage {
    let mut terms = Box::new([const { None::<Term> }; COUNT].map(|_| Term::silent()));
    // Every signal counts, so that every signal is computed.
    terms.iter_mut().for_each(|term| term.weight = 0.1);
    let model = Model {
        id: "fuzz".into(),
        intercept: -3.0,
        terms,
        amber: 0.05,
        red: 0.1,
        horizon_days: 30,
        score_shares: None,
        trained_until: None,
        level: None,
        is_unmeasured: false,
    };
    ScoreStage::new(ScoreWriter {
        models: InForce::new(Arc::new(model)),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: 1,
        desk_partitions: 1,
    })
}
