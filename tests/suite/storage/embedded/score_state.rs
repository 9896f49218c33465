//! State and journal of earlier versions: read as they are, written anew as this version does.

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::state::score_state;
use attrition_core::partition::{Change, Partition};

use super::versions::{old, rows};
use attrition_core::basics::ids::AgentId;
use attrition_test_support::process::program::Scratch;

/// The rows of a topic of the log of version 1: keys as hexadecimal text, values.
fn kept(topic: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let scratch = Scratch::new();
    let rows = rows(&old(&scratch));
    let of = |(name, value): (String, Vec<u8>)| {
        let key = name.strip_prefix(topic)?.rsplit('/').next()?.to_owned();
        let byte = |at: usize| u8::from_str_radix(&key[at..at + 2], 16).expect("it is hexadecimal");
        Some(((0..key.len()).step_by(2).map(byte).collect(), value))
    };
    rows.into_iter().filter_map(of).collect()
}

#[test]
fn a_state_of_version_1_is_read_and_written_as_this_one() {
    let state = kept("score-state/");
    let days = state.iter().filter(|(key, _)| key.first() == Some(&1)).count();
    assert!(days > 50, "{days} days of agents");
    assert!(state.iter().all(|(_, value)| value.first() == Some(&1)), "it is of version 1");
    let mut partition = Partition::new(35);
    for (key, value) in &state {
        score_state::restore(&mut partition, key, value).expect("it is read");
    }
    let mut again = Partition::new(35);
    let mut written = Vec::new();
    partition.each(|change| written.push((matches!(change, Change::Day(..)), score_state::write(change))));
    assert_eq!(written.iter().filter(|(is_day, _)| *is_day).count(), days);
    for (_, (key, value)) in written {
        let value = value.expect("what is there has a value");
        assert!(value[0] > 1, "it is written as the present version does");
        score_state::restore(&mut again, &key, &value).expect("it is read");
    }
    let windows = |partition: &Partition| {
        let of = |(name, agent): (&AgentId, &attrition_core::partition::agent::Agent)| {
            format!("{} {:?}", name.as_str(), agent.window)
        };
        partition.agents().map(of).collect::<Vec<_>>()
    };
    assert_eq!(windows(&partition), windows(&again));
}

#[test]
fn a_ticket_of_an_earlier_journal_is_known_by_its_event() {
    // Version 2: kind 6, a ticket that came back, had a fingerprint, a date and a time, and no ticket.
    let record = [2, 6, 1, 2, 3, 4, 5, 0, 0];
    let Some(JournalEntry::Event(event)) = journal::read(&record) else { panic!("it is read") };
    assert_eq!(event.fact, attrition_core::event::Fact::Reopened(event.fingerprint));
    assert_eq!(journal::read(&journal::write(&JournalEntry::Event(event.clone()))), Some(JournalEntry::Event(event)));
}
