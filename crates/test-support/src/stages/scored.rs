//! What the score stage's core makes of lines of events: the values of every signal, by agent and day.

use std::collections::BTreeMap;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_core::org::Org;
use attrition_core::partition::{Finding, Partition, Score};
use attrition_core::signals::COUNT;
use attrition_service::runtime::model;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use crate::stages::play::{PARTITIONS, import, records};

/// One agent at the close of a day.
pub struct Scored {
    /// By signal; `NaN` is missing.
    pub values: [f64; COUNT],
    /// Whether there is history enough to be judged.
    pub is_judged: bool,
}

/// Values by agent and day.
pub type ByDay = BTreeMap<(String, Date), Scored>;

/// Imports the lines, and closes day after day.
pub fn scored(lines: &[String]) -> ByDay {
    let mut found = ByDay::new();
    each_score(lines, &model::load("").expect("the prior is sound"), |score| {
        let (values, is_judged) = (score.evaluation.values, score.evaluation.evidence.is_enough());
        found.insert((score.name.as_str().to_owned(), score.day), Scored { values, is_judged });
    });
    found
}

/// The same, with a model of one's own: hands over each daily score.
pub fn each_score(lines: &[String], model: &Model, mut each: impl FnMut(&Score<'_>)) {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, lines);
    let mut org = Org::default();
    for record in store.with(|memory| memory.records(Topic::Org, 0).to_vec()) {
        match journal::read(&record.value) {
            Some(JournalEntry::Event(event)) => org.take(&text(&record.key), &event),
            Some(JournalEntry::DayClosed(close)) => org.close(close.day),
            _ => {}
        }
    }
    let mut partitions = [(); PARTITIONS as usize].map(|()| Partition::new(35));
    let mut tell = |finding: Finding<'_>| {
        if let Finding::Score(score) = finding
            && !score.interim
        {
            each(&score);
        }
    };
    for record in store.with(|memory| records(memory, Topic::Journal)) {
        let partition = &mut partitions[record.partition as usize];
        match journal::read(&record.value) {
            Some(JournalEntry::Event(event)) => {
                partition.take(&text(&record.key), &event, &org, model, &mut tell);
            }
            Some(JournalEntry::DayClosed(close)) => partition.close(close.day, &mut org, model, &mut tell),
            _ => {}
        }
    }
}

fn text(key: &[u8]) -> String {
    String::from_utf8(key.to_vec()).expect("agent ids are text")
}
