//! Whatever lies in the topics of the stages: records of state to restore, and of the journal, org and the inbox to go on
//! with. A record is one byte of what it is, one of its key's length, two of its value's, key and value.

use std::sync::Arc;

use attrition_watch::engine::desk::Rules;
use attrition_watch::engine::model::{InForce, Model, Term};
use attrition_watch::engine::signals::COUNT;
use attrition_watch::stages::desk::Desk;
use attrition_watch::stages::score::{Score, Setting};
use attrition_watch::stages::{Flow, Outputs, Stage};
use attrition_watch::wire::record::Record;
use attrition_watch::wire::topic::Topic;

/// Topics by the byte that stands for them.
pub(crate) const KINDS: [Topic; 6] =
    [Topic::ScoreState, Topic::DeskState, Topic::Org, Topic::Models, Topic::Journal, Topic::Desk];

/// Restores what is state, hears what is broadcast, processes the rest, and restores what was written to an equal stage.
pub(crate) fn read(bytes: &[u8]) -> bool {
    let records = records(bytes);
    let mut score = of(score(), &records);
    let mut desk = of(Desk::new(Rules::default()), &records);
    // What was written is state, and restores to what writes the same again.
    let (of_score, of_desk) = (score.1.len(), desk.1.len());
    score.1.iter().for_each(|(key, value)| score.0.restore(0, key, value).expect("what was written can be read"));
    desk.1.iter().for_each(|(key, value)| desk.0.restore(0, key, value).expect("what was written can be read"));
    of_score + of_desk > 0
}

/// Key and value.
pub(crate) type Pair = (Box<[u8]>, Box<[u8]>);

/// A stage that has met the records, and the state that it wrote.
fn of<S: Stage>(mut stage: S, records: &[Record]) -> (S, Vec<Pair>) {
    let state = stage.state().expect("it has state");
    stage.assign(0);
    for record in records.iter().filter(|record| record.topic == state) {
        // A member ends at the first that cannot be read; here the rest is tried all the same.
        let _ = stage.restore(0, &record.key, &record.value);
    }
    stage.restored(0);
    let mut out = Outputs::default();
    for record in records {
        if stage.broadcast().contains(&record.topic) {
            stage.hear(record);
        }
        if stage.inputs().contains(&record.topic) && stage.process(record, &mut out) == Flow::Wait {
            continue;
        }
    }
    stage.flush(&mut out);
    let kept = out.records.into_iter().filter(|output| output.topic == state);
    (stage, kept.filter_map(|output| output.value.map(|value| (output.key, value))).collect())
}

fn records(mut bytes: &[u8]) -> Vec<Record> {
    let mut records = Vec::new();
    while let Some(([kind, key, low, high], rest)) = bytes.split_first_chunk() {
        let topic = KINDS[usize::from(*kind) % KINDS.len()];
        let (key, rest) = rest.split_at(usize::from(*key).min(rest.len()));
        let (value, rest) = rest.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(rest.len()));
        let offset = records.len() as u64;
        records.push(Record { topic, partition: 0, offset, key: key.into(), value: value.into(), headers: Vec::new() });
        bytes = rest;
    }
    records
}

/// A record as [`read`] takes it.
pub(crate) fn frame(topic: Topic, key: &[u8], value: &[u8]) -> Option<Vec<u8>> {
    let kind = KINDS.iter().position(|kind| *kind == topic)?;
    let (key_length, value_length) = (u8::try_from(key.len()).ok()?, u16::try_from(value.len()).ok()?);
    let [low, high] = value_length.to_le_bytes();
    Some([&[u8::try_from(kind).ok()?, key_length, low, high], key, value].concat())
}

fn score() -> Score {
    let mut terms = Box::new([const { None::<Term> }; COUNT].map(|_| Term::silent()));
    // Every signal counts, so that every signal is computed.
    terms.iter_mut().for_each(|term| term.weight = 0.1);
    let model = Model { id: "fuzz".into(), intercept: -3.0, terms, amber: 0.05, red: 0.1, horizon_days: 30 };
    Score::new(Setting {
        models: InForce::new(Arc::new(model)),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default(),
        journal_partitions: 1,
        desk_partitions: 1,
    })
}
