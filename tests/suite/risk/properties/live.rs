//! The evaluation that is kept up to date event by event is the one that a fresh look at the buckets gives.

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::event::Event;
use attrition_core::model::Model;
use attrition_core::model::RiskEvaluation;
use attrition_core::org::Org;
use attrition_core::partition::Partition;
use attrition_service::runtime::model;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;
use serde_json::{Value, json};

use attrition_test_support::centres::centre::{Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::centres::employment;
use attrition_test_support::centres::simulated::{self, lines};
use attrition_test_support::stages::play::{import, records};

#[test]
fn live_equals_a_fresh_look_to_the_bit() {
    check(&lines(&simulated::centre(17)));
}

#[test]
fn live_equals_a_fresh_look_to_the_bit_whatever_is_corrected() {
    check(&lines(&employment::centre(18)));
}

#[test]
fn live_equals_a_fresh_look_after_a_shift_has_moved_to_tomorrow() {
    let (first, day) = (date("2025-03-03"), date("2025-04-30"));
    let mut centre = Centre::default();
    centre.place("anna", first, first, "sup-1");
    centre.work("anna", first..day, Conduct::steady);
    let on = |date: &str| -> Value {
        json!({
            "shift_id": "moved", "date": date, "status": "absent", "absence": "unplanned",
            "scheduled_start": format!("{date}T09:00:00+00:00"), "scheduled_end": format!("{date}T17:00:00+00:00"),
        })
    };
    centre.put((day, 9 * 60), "attendance.shift.v1", "anna", "before", &on("2025-04-30"));
    centre.put((day, 10 * 60), "attendance.shift.v1", "anna", "after", &on("2025-05-01"));
    check(&centre.lines());
}

/// Plays the journal of some lines and compares after each event.
fn check(lines: &[String]) {
    let store = SharedStore::new(Memory::new(2));
    import(&store, lines);
    let (model, mut org) = (model::load("").expect("the prior is sound"), Org::default());
    for record in store.with(|memory| memory.records(Topic::Org, 0).to_vec()) {
        match journal::read(&record.value) {
            Some(JournalEntry::Event(event)) => org.take(&text(&record.key), &event),
            Some(JournalEntry::DayClosed(close)) => org.close(close.day),
            _ => {}
        }
    }
    let mut partitions = [Partition::new(35), Partition::new(35)];
    let mut compared = 0;
    for record in store.with(|memory| records(memory, Topic::Journal)) {
        let partition = &mut partitions[record.partition as usize];
        match journal::read(&record.value) {
            Some(JournalEntry::Event(event)) => compared += take(partition, &text(&record.key), &event, &model),
            Some(JournalEntry::DayClosed(close)) => partition.close(close.day, &mut org, &model, &mut |_| ()),
            _ => {}
        }
    }
    assert!(compared > lines.len() / 2, "only {compared} of {} events were compared", lines.len());
}

/// Takes an event in; whether there was an evaluation to compare.
fn take(partition: &mut Partition, name: &str, event: &Event, model: &Model) -> usize {
    assert_eq!(partition.due(event), None, "days close before their events");
    partition.take(name, event, &Org::default(), model, &mut |_| ());
    let (Some(agent), Some(open)) = (partition.agent(name), partition.open()) else { return 0 };
    let Some(live) = agent.live.as_deref().filter(|live| live.evidence.day == open) else { return 0 };
    let fresh = agent.evaluate(open, agent.past.org, model);
    assert_eq!(live.evidence, fresh.evidence, "{name} on {open} after {event:?}");
    assert_eq!(bits(live), bits(&fresh), "{name} on {open} after {event:?}");
    assert_eq!(live.band, fresh.band);
    1
}

fn bits(evaluation: &RiskEvaluation) -> Vec<u64> {
    let numbers =
        evaluation.values.iter().chain(&evaluation.contributions).chain([&evaluation.logit, &evaluation.risk]);
    numbers.map(|number| number.to_bits()).collect()
}

fn text(key: &[u8]) -> String {
    String::from_utf8(key.to_vec()).expect("agent ids are text")
}
