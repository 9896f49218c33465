//! The service was away for a week: what waits comes source by source, and not in the order of days.

use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::score::{self, ScoreData};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::event::{Event, Fact};
use attrition_stream::Step;
use attrition_stream::backend::local::{SharedStore, Store};
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::simulated::{self, lines};
use attrition_test_support::stages::play::{PARTITIONS, import, records, stages};

/// Days of events that wait while the service is away.
const AWAY_DAYS: i32 = 7;

/// Where an event lies, and what it is.
struct Lying {
    record: Record,
    event: Event,
}

/// Everything in the journal and in org, without the closes.
fn events() -> Vec<Lying> {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &lines(&simulated::centre(24)));
    let all = store.with(|memory| [memory.records(Topic::Org, 0).to_vec(), records(memory, Topic::Journal)].concat());
    let event = |record: Record| match journal::read(&record.value) {
        Some(JournalEntry::Event(event)) => Some(Lying { record, event }),
        _ => None,
    };
    all.into_iter().filter_map(event).collect()
}

fn add(store: &Arc<SharedStore<Memory>>, events: &[&Lying], closes: Option<Date>) {
    let mut outputs: Vec<Output> = events
        .iter()
        .map(|Lying { record, .. }| {
            Output::new(record.topic, record.partition, record.key.clone(), record.value.clone())
        })
        .collect();
    if let Some(day) = closes {
        let close = journal::write(&JournalEntry::DayClosed(Close::new(day)));
        outputs.push(Output::new(Topic::Org, 0, [], close.clone()));
        outputs.extend((0..PARTITIONS).map(|partition| Output::new(Topic::Journal, partition, [], close.clone())));
    }
    store.with(|memory| memory.commit("test", Step { outputs, positions: Vec::new() })).expect("memory does not fail");
}

/// The daily scores, if the events of the days up to `away` came each on its day, and those of later days afterwards, one kind
/// after the other.
fn daily_scores(events: &[Lying], away: Date) -> Vec<(String, ScoreData)> {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    let days: BTreeSet<Date> = events.iter().map(|lying| lying.event.date).collect();
    let (first, last) = (*days.first().expect("there are days"), *days.last().expect("there are days"));
    for day in first.0..=away.0.min(last.0) {
        let of_day: Vec<&Lying> = events.iter().filter(|lying| lying.event.date == Date(day)).collect();
        add(&store, &of_day, Some(Date(day)));
    }
    let mut waiting: Vec<&Lying> = events.iter().filter(|lying| lying.event.date > away).collect();
    waiting.sort_by_key(|lying| match lying.event.fact {
        Fact::Evaluation(_) | Fact::Coaching(_) => 0,
        Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) => 1,
        Fact::Shift(_) | Fact::Request(_) => 2,
        Fact::Roster(_) | Fact::Separation(_) => 3,
    });
    add(&store, &waiting, None);
    (away.0 + 1..=last.0).for_each(|day| add(&store, &[], Some(Date(day))));
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    let scores = store.with(|memory| records(memory, Topic::Scores));
    let read = scores.iter().map(|record| score::read(&record.value).ok().flatten().expect("scores read back"));
    read.filter(|(_, score)| !score.interim).collect()
}

#[test]
fn what_waited_for_a_week_scores_as_if_it_had_come_in_time() {
    let events = events();
    let last = events.iter().map(|lying| lying.event.date).max().expect("there are events");
    let in_time = daily_scores(&events, last);
    let after_outage = daily_scores(&events, last - AWAY_DAYS);
    assert_eq!(in_time.len(), after_outage.len());
    for (one, other) in in_time.iter().zip(&after_outage) {
        assert_eq!(one, other);
    }
}
