//! What is known of employments depends on what was said and when it was recorded, not on the order in which it arrives.

use attrition_core::basics::date::Date;
use attrition_core::employment::profile::Profile;
use attrition_core::event::{Event, Fact, Fingerprint, Roster, Separation, SeparationKind};
use attrition_core::org::Org;
use attrition_core::partition::agent::{AgentMemory, pack, unpack};
use attrition_core::windows::window::IntakeOutcome;

use attrition_test_support::centres::chance::Chance;

const DAYS: std::ops::Range<i32> = -10..320;

fn event(time: usize, date: Date, fact: Fact) -> Event {
    Event { fingerprint: Fingerprint(time as u64), date, time_ms: 1 + time as i64 * 3_600_000, fact }
}

fn fact(chance: &mut Chance, time: usize) -> Event {
    let effective = chance.below(200) as i32;
    let text = |n: usize| Box::<str>::from(["one", "two", "three"][n]);
    let roster = Roster {
        hire_date: Date([0, 60, 120, effective][chance.below(4)]),
        site: text(0).into(),
        team: text(chance.below(2)).into(),
        supervisor: text(chance.below(3)).into(),
        queue: text(0).into(),
        level: text(chance.below(2)),
        contract_min_week: 2_400,
        shift_pattern: text(chance.below(2)),
        potential: None,
    };
    event(time, Date(effective), Fact::Roster(roster))
}

fn separation(chance: &mut Chance, time: usize) -> Event {
    use SeparationKind::{ContractEnd, Dismissal, Other, Transfer, Voluntary, Withdrawn};
    let kind = [Voluntary, Voluntary, Dismissal, Transfer, ContractEnd, Other, Withdrawn, Withdrawn][chance.below(8)];
    let notice_date = Date(5 * chance.below(40) as i32);
    let last_day = notice_date + [0, 5, 20, 60][chance.below(4)];
    event(time, Date(0), Fact::Separation(Separation { kind, notice_date, last_day }))
}

/// A person's records, each recorded at a time of its own.
fn records(chance: &mut Chance) -> Vec<Event> {
    let (facts, separations) = (chance.below(5), 1 + chance.below(6));
    let mut records: Vec<Event> = (0..facts).map(|n| fact(chance, 7 * n + chance.clone().below(5))).collect();
    records.extend((0..separations).map(|n| separation(chance, 100 + n)));
    // Facts and separations are told one among the other.
    let mut times: Vec<i64> = (0..records.len() as i64).collect();
    chance.shuffle(&mut times);
    records.iter_mut().zip(times).for_each(|(record, time)| record.time_ms = 1 + time * 3_600_000);
    records
}

fn learned(records: &[Event]) -> Profile {
    let mut profile = Profile::default();
    records.iter().for_each(|record| _ = profile.take(record));
    profile
}

#[test]
fn any_order_of_the_same_records_gives_the_same_profile() {
    for seed in 0..3_000 {
        let mut chance = Chance(seed);
        let mut records = records(&mut chance);
        let profile = learned(&records);
        for _ in 0..4 {
            chance.shuffle(&mut records);
            assert!(learned(&records) == profile, "seed {seed}: {profile:?}");
        }
        // What is sent once more says nothing new; where a later record of the same thing is there, it is superseded.
        let mut again = profile.clone();
        for record in &records {
            let is_later = |time_ms: i64| time_ms > record.time_ms;
            let is_replaced = match &record.fact {
                Fact::Separation(said) => {
                    profile.notices().iter().any(|notice| notice.separation == *said && is_later(notice.time_ms))
                }
                _ => profile.facts().iter().any(|fact| fact.effective == record.date && is_later(fact.time_ms)),
            };
            let expected = if is_replaced { IntakeOutcome::Superseded } else { IntakeOutcome::Duplicate };
            assert_eq!(again.take(record), Some(expected), "seed {seed}: {record:?}");
        }
        assert!(again == profile, "seed {seed}");
    }
}

#[test]
fn what_comes_after_a_later_record_of_the_same_thing_is_superseded() {
    let mut chance = Chance(7);
    let (mut first, mut second) = (fact(&mut chance, 0), fact(&mut chance, 9));
    first.date = second.date;
    if let Fact::Roster(roster) = &mut second.fact {
        roster.hire_date = Date(0);
    }
    let mut profile = learned(std::slice::from_ref(&second));
    assert_eq!(profile.take(&first), Some(IntakeOutcome::Superseded), "a roster fact of the same date");
    let notice = |time: usize, last_day: i32| {
        let separation =
            Separation { kind: SeparationKind::Voluntary, notice_date: Date(100), last_day: Date(last_day) };
        event(time, Date(100), Fact::Separation(separation))
    };
    assert_eq!(profile.take(&notice(20, 130)), Some(IntakeOutcome::Accepted));
    assert_eq!(
        profile.take(&notice(15, 120)),
        Some(IntakeOutcome::Superseded),
        "what was said before of the same employment"
    );
    assert_eq!(profile.take(&notice(15, 130)), Some(IntakeOutcome::Superseded), "the same, recorded before");
    assert_eq!(profile.take(&notice(20, 130)), Some(IntakeOutcome::Duplicate));
    assert_eq!(profile.take(&notice(25, 140)), Some(IntakeOutcome::Corrected));
}

#[test]
fn a_profile_reads_back() {
    for seed in 0..500 {
        let profile = learned(&records(&mut Chance(seed)));
        let read = unpack(&pack(&profile, &AgentMemory::default())).expect("it is what was written");
        assert!(read.0 == profile, "seed {seed}");
    }
}

#[test]
fn the_organisation_knows_of_an_employment_what_the_agent_knows() {
    let (mut there, mut gone) = (0, 0);
    for seed in 0..1_500 {
        let mut chance = Chance(seed);
        let mut records = records(&mut chance);
        let profile = learned(&records);
        chance.shuffle(&mut records);
        let mut org = Org::default();
        records.iter().for_each(|record| org.take("anna", record));
        for day in DAYS.map(Date) {
            let has_left = profile.is_employed(day) == Some(false);
            // Known at the close of the day before the one that letters of the next morning tell of.
            assert_eq!(org.has_left("anna", day - 2), has_left, "seed {seed}, {day}: {profile:?}");
            (there, gone) = (there + u32::from(!has_left), gone + u32::from(has_left));
        }
    }
    assert!(there > 10_000 && gone > 10_000, "{there} {gone}");
}

#[test]
fn what_is_withdrawn_was_never_said() {
    for seed in 0..1_000 {
        let mut chance = Chance(seed);
        let facts: Vec<Event> = (0..1 + chance.below(4)).map(|time| fact(&mut chance, time)).collect();
        let mut said = separation(&mut chance, 10);
        let Fact::Separation(separation) = &mut said.fact else { unreachable!("it is one") };
        separation.kind = SeparationKind::Voluntary;
        let mut back = said.clone();
        back.time_ms += 1;
        let Fact::Separation(separation) = &mut back.fact else { unreachable!("it is one") };
        separation.kind = SeparationKind::Withdrawn;
        let never = learned(&facts);
        let withdrawn = learned(&[&facts[..], &[back, said]].concat());
        for day in DAYS.map(Date) {
            assert_eq!(withdrawn.is_employed(day), never.is_employed(day), "seed {seed}, {day}");
            assert_eq!(withdrawn.leaving(day), None, "seed {seed}, {day}");
            assert_eq!(withdrawn.rehired_since(day), never.rehired_since(day), "seed {seed}, {day}");
        }
        assert!(withdrawn.ends().is_empty(), "seed {seed}");
    }
}
