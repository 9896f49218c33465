//! What an agent takes in memory at forty tickets a shift.

use attrition_contracts::records::topic::Topic;
use attrition_core::model::RiskEvaluation;
use attrition_core::partition::agent::Agent;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::simulated::first_day;
use attrition_test_support::stages::play::{PARTITIONS, import, stages};

const AGENTS: usize = 12;
const DAYS: i32 = 100;
/// The most that an agent may take, bytes.
const MEMORY_MAX: usize = 16 * 1_024;
/// What the list of days adds to the bytes of a packed day.
const BESIDE_A_DAY: usize = 24;

#[test]
fn an_agent_at_forty_tickets_a_shift_stays_within_the_budget() {
    let shipped = include_str!("../../../../crates/simulator/src/contact_centre.toml");
    let busy = shipped.replacen("per_hour = 3.1", "per_hour = 5.1", 1);
    assert_ne!(busy, shipped, "the shipped parameters say how many tickets an hour there are");
    let parameters = Parameters::parse(&busy).expect("the parameters are right");
    let mut simulation = Simulation::new(&parameters, AGENTS, 1, first_day());
    let lines: Vec<String> =
        (0..DAYS).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line).collect();
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &lines);
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    let state = |partition| store.with(|memory| memory.compacted(Topic::ScoreState, partition).cloned());
    let days = (0..PARTITIONS).filter_map(state).flatten().filter(|(key, _)| key.first() == Some(&1));
    // The first byte of a record of state is its version.
    let days: Vec<usize> = days.map(|(_, value)| value.len() - 1 + BESIDE_A_DAY).collect();
    let of_days = days.iter().sum::<usize>() / AGENTS;
    let all = of_days + size_of::<Agent>() + size_of::<RiskEvaluation>();
    assert!(days.len() > 50 * AGENTS, "{} days", days.len());
    assert!(all < MEMORY_MAX, "{all} bytes, {of_days} of them for {} days", days.len() / AGENTS);
}
