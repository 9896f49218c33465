//! Who reads what is for a supervisor, as it is set and as the supervisor's shifts have it.

use attrition_contracts::alerting::alert_status::Addressee;
use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_config::Config;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::digest::DigestData;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::centre::{CREW, Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::models;
use attrition_test_support::stages::play::{PARTITIONS, import, records, stages_by};

const SECOND: &str = "[desk]\nsecond_address = \"second@example.org\"\n";
const LEAVE: &str = "2025-04-07";

/// What the roster says of those who read.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// Where the supervisor stands.
    Placed,
    /// Nothing: of the supervisor there are shifts alone.
    ByShifts,
    /// The same, and the supervisor is sick instead.
    Sick,
    /// Nothing of the supervisor, and that the deputy has left.
    DeputyGone,
    /// Nothing of either: of both there are shifts alone, and the deputy is on leave too.
    DeputyAway,
}

/// The letters of a team that has a hard quarter, whose supervisor works, and is on leave in the last two weeks, by settings.
fn letters(file: &str, known: Known) -> Vec<DigestData> {
    let (first, leave, last) = (date("2025-01-06"), date(LEAVE), date("2025-04-21"));
    let mut centre = Centre::with_crew(first);
    match known {
        Known::Placed => centre.place("sup-1", first, first - 400, "manager"),
        Known::ByShifts | Known::Sick | Known::DeputyAway => {}
        Known::DeputyGone => {
            let said = Said { kind: "voluntary", notice: first + 30, last_day: first + 60 };
            centre.say("sup-2", said, first + 30);
        }
    }
    let absence = if known == Known::Sick { "sick" } else { "planned" };
    let both = ["sup-1", "sup-2"];
    for reader in if known == Known::DeputyAway { &both[..] } else { &both[..1] } {
        centre.work(reader, first..leave, Conduct::steady);
        centre.work(reader, leave..last, |number, day| Conduct::steady(number, day).away(absence));
    }
    for agent in CREW {
        centre.work(agent, first..last, Conduct::strained);
    }
    let config = Config::read(Some(file), std::iter::empty()).expect("it can run");
    let model = Artifact::read(models::eager().as_bytes()).and_then(|artifact| artifact.model()).expect("it can score");
    let store = SharedStore::new(Memory::new(PARTITIONS));
    import(&store, &centre.lines());
    let mut stages = stages_by(&store, Arc::new(model), &config.sites.rules());
    stages.drain(|_, _| ()).expect("memory does not fail");
    let said = store.with(|memory| records(memory, Topic::Alerts));
    let said = said.iter().filter_map(|record| announced::read(&record.value).expect("it reads back"));
    said.filter_map(|said| if let AnnouncedData::Digest(letter) = said.what { Some(*letter) } else { None }).collect()
}

fn readers(letters: &[DigestData]) -> BTreeSet<&str> {
    letters.iter().map(|letter| letter.supervisor.as_deref().unwrap_or_default()).collect()
}

#[test]
fn a_deputy_reads_while_the_supervisor_is_away_on_the_roster_or_not() {
    let with_deputy = format!("{SECOND}deputies = [\"sup-1: sup-2\"]\n");
    for known in [Known::Placed, Known::ByShifts, Known::Sick] {
        let usual = letters(SECOND, known);
        assert!(usual.iter().any(|letter| letter.to == Addressee::Second), "what nobody answers goes there");
        assert!(!readers(&usual).contains("sup-2"));
        let deputy = letters(&with_deputy, known);
        let read: Vec<_> = deputy.iter().filter(|letter| letter.supervisor.as_deref() == Some("sup-2")).collect();
        assert!(!read.is_empty(), "{:?}", readers(&deputy));
        assert!(read.iter().all(|letter| letter.date >= date(LEAVE)), "only while the other is on leave");
    }
}

#[test]
fn a_deputy_who_has_left_or_is_meant_does_not_read() {
    let gone = letters(&format!("{SECOND}deputies = [\"sup-1: sup-2\"]\n"), Known::DeputyGone);
    assert!(!readers(&gone).contains("sup-2"), "{:?}", readers(&gone));
    // Of each of the crew there is an alert sooner or later.
    let meant = letters(&format!("{SECOND}deputies = [\"sup-1: anna\"]\n"), Known::Placed);
    let read_by_anna = meant.iter().filter(|letter| letter.supervisor.as_deref() == Some("anna"));
    let agents: BTreeSet<&str> =
        read_by_anna.flat_map(|letter| &letter.alerts).map(|about| about.agent.as_str()).collect();
    assert!(!agents.is_empty() && !agents.contains("anna"), "{agents:?}");
}

#[test]
fn a_deputy_who_is_on_leave_does_not_read_though_the_roster_does_not_know_them() {
    let letters = letters(&format!("{SECOND}deputies = [\"sup-1: sup-2\"]\n"), Known::DeputyAway);
    assert!(!readers(&letters).contains("sup-2"), "{:?}", readers(&letters));
    let stood_in = |letter: &DigestData| letter.date > date(LEAVE) && letter.to == Addressee::Second;
    assert!(letters.iter().any(stood_in), "the second address stands in");
    let own = |letter: &DigestData| letter.date > date(LEAVE) && letter.supervisor.as_deref() == Some("sup-1");
    assert!(!letters.iter().any(own), "nor does the supervisor read on leave");
}
