//! Shifts of a simulated site, as its notices tell them.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_pipeline::Count;
use std::sync::Arc;

use attrition_contracts::alerting::alert;
use attrition_contracts::alerting::announced::{self, Announced, AnnouncedData};
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::Counts;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::centre::{CREW, Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::centres::simulated::first_day;
use attrition_test_support::stages::models::eager;
use attrition_test_support::stages::play::{PARTITIONS, import, records, stages, stages_with};

/// Long enough for a new form of evaluation, on day 210, to be ninety days old.
const DAYS: i32 = 310;
/// Enough for evaluations on every day.
const AGENTS: usize = 70;

#[test]
fn every_shift_of_a_simulated_site_is_over_within_ninety_days_of_its_date() {
    let shipped = include_str!("../../../../../crates/simulator/src/contact_centre.toml");
    let strict = shipped.replacen("qa_form_points = -5.0", "qa_form_points = -20.0", 1);
    assert_ne!(strict, shipped, "the shipped parameters say how many points a new form takes");
    let parameters = Parameters::parse(&strict).expect("the parameters are right");
    let mut simulation = Simulation::new(&parameters, AGENTS, 3, first_day());
    let lines: Vec<String> =
        (0..DAYS).flat_map(|_| simulation.next_day().events).map(|recorded| recorded.line).collect();
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &lines);
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    let alerts = store.with(|memory| records(memory, Topic::Alerts));
    let mut stayed = 0;
    for record in &alerts {
        let announced = announced::read(&record.value).expect("every record of the topic can be read");
        let Some(Announced { what: AnnouncedData::Notice(notice), .. }) = announced else { continue };
        let days = notice.date - notice.since;
        assert!((0..=90).contains(&days), "{notice:?}");
        stayed += u32::from(days == 90 && notice.status == NoticeStatus::Over);
    }
    assert!(stayed > 0, "something stays, and is usual then");
}

#[test]
fn an_alert_that_goes_back_to_its_supervisor_is_counted_once() {
    let (first, last) = (date("2025-03-03"), date("2025-06-20"));
    let mut centre = Centre::with_crew(first);
    // Strained, so that the risk of some is there as well once the supervisor stays: what is gone goes back to nobody.
    CREW.into_iter().for_each(|agent| centre.work(agent, first..last, Conduct::strained));
    // The supervisor is gone for some days, and then was not to be.
    let gone = Said { kind: "voluntary", notice: last - 10, last_day: last - 10 };
    centre.say("sup-1", gone, last - 10);
    centre.say("sup-1", Said { kind: "withdrawn", ..gone }, last - 5);
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &centre.lines());
    let model = Artifact::read(eager().as_bytes()).and_then(|artifact| artifact.model()).expect("it can score");
    let mut counts = Counts::default();
    let mut stages = stages_with(&store, Arc::new(model));
    stages.drain(|_, progress| counts.merge(&progress.counts)).expect("memory does not fail");
    let alerts = store.with(|memory| records(memory, Topic::Alerts));
    let alerts = alerts.iter().filter_map(|record| alert::read(&record.value).expect("alerts read back"));
    let versions: Vec<u32> =
        alerts.filter(|(_, alert)| alert.status == AlertStatus::Raised).map(|(_, alert)| alert.version).collect();
    let raised = versions.iter().filter(|version| **version == 1).count();
    assert!(raised > 0 && raised < versions.len(), "some went back: {versions:?}");
    assert_eq!(counts.total(|count| matches!(count, Count::Alert(AlertStatus::Raised, _))), raised as u64);
}
