//! What the score stage's core makes of lines of events: the values of every signal, by agent and day.

use std::collections::BTreeMap;

use attrition_watch::engine::date::Date;
use attrition_watch::engine::org::Org;
use attrition_watch::engine::partition::{Finding, Partition};
use attrition_watch::engine::signals::COUNT;
use attrition_watch::live::model;
use attrition_watch::log::local::Shared;
use attrition_watch::log::memory::Memory;
use attrition_watch::wire::journal::{self, Entry};
use attrition_watch::wire::topic::Topic;

use super::play::{PARTITIONS, import, records};

/// One agent at the close of a day.
pub(crate) struct Scored {
    /// By signal; `NaN` is missing.
    pub(crate) values: [f64; COUNT],
    /// Whether there is history enough to be judged.
    pub(crate) is_judged: bool,
}

/// Values by agent and day.
pub(crate) type ByDay = BTreeMap<(String, Date), Scored>;

/// Imports the lines, and closes day after day.
pub(crate) fn scored(lines: &[String]) -> ByDay {
    let store = Shared::new(Memory::new(PARTITIONS));
    import(&store, lines);
    let (model, mut org) = (model::load("").expect("the prior is sound"), Org::default());
    for record in store.with(|memory| memory.records(Topic::Org, 0).to_vec()) {
        match journal::read(&record.value) {
            Some(Entry::Event(event)) => org.take(&text(&record.key), &event),
            Some(Entry::DayClosed(close)) => org.close(close.day),
            _ => {}
        }
    }
    let mut partitions = [(); PARTITIONS as usize].map(|()| Partition::new(35));
    let mut found = ByDay::new();
    let mut tell = |finding: Finding<'_>| {
        if let Finding::Score(score) = finding
            && !score.interim
        {
            let (values, is_judged) = (score.evaluation.values, score.evaluation.evidence.is_enough());
            found.insert((score.name.to_owned(), score.day), Scored { values, is_judged });
        }
    };
    for record in store.with(|memory| records(memory, Topic::Journal)) {
        let partition = &mut partitions[record.partition as usize];
        match journal::read(&record.value) {
            Some(Entry::Event(event)) => {
                partition.take(&text(&record.key), &event, &org, &model, &mut tell);
            }
            Some(Entry::DayClosed(close)) => partition.close(close.day, &mut org, &model, &mut tell),
            _ => {}
        }
    }
    found
}

fn text(key: &[u8]) -> String {
    String::from_utf8(key.to_vec()).expect("agent ids are text")
}
