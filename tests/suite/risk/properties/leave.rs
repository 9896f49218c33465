//! Leave changes no signal of behaviour beyond what its lost days explain, wherever it lies in an agent's history.
//!
//! Two halves: of all that is summed over days, leave is as if nothing had been recorded; of all that counts days, it is as if
//! its days were not in the calendar.

use attrition_core::basics::date::Date;
use attrition_core::signals::{BEHAVIOUR, SIGNALS, position};
use serde_json::{Value, json};

use attrition_test_support::centres::centre::{Centre, date};
use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::centres::simulated::{days, first_day};
use attrition_test_support::stages::scored::{ByDay, scored};
use attrition_test_support::stages::what_if::{Log, date_of, earlier, is, on_leave};

/// What counts days, rather than what happened on them.
const COUNTERS: [&str; 4] = ["days_since_feedback", "coaching_held", "coaching_cancelled", "days_since_worked"];
/// Of days without any record it is not known why: they are days off, or a gap.
const UNLIKE_SILENCE: [&str; 4] = ["under_hours", "day_off_adjacent_absence", "refused_requests", "swap_requests"];

/// The names and numbers of behaviour that differ, where both are there.
fn differences(left: &ByDay, right: &ByDay, from: Date, names: impl Fn(&str) -> bool) -> (Vec<String>, usize) {
    let (mut apart, mut compared) = (Vec::new(), 0);
    for (who, one) in left.iter().filter(|(who, _)| who.1 >= from) {
        let Some(other) = right.get(who) else { continue };
        for (i, signal) in SIGNALS[BEHAVIOUR].iter().enumerate().filter(|(_, signal)| names(signal.name)) {
            let (a, b) = (one.values[i], other.values[i]);
            compared += 1;
            if a.to_bits() != b.to_bits() && !(a.is_nan() && b.is_nan()) {
                apart.push(format!("{} {}: {a} and {b}", signal.name, who.1));
            }
        }
    }
    (apart, compared)
}

#[test]
fn sums_are_as_if_nothing_were_recorded_on_leave() {
    let mut compared = 0;
    for seed in 30..34 {
        let base = Log::of(&days(12, 125, seed).concat());
        let mut chance = Chance(seed);
        let from = first_day() + 20 + chance.below(80) as i32;
        let until = from + 1 + chance.below(30) as i32;
        let absence = ["planned", "protected"][chance.below(2)];
        let within = |event: &Value| (from..until).contains(&date_of(event));
        let taken = base.with(|event| if within(&event) { on_leave(event, absence) } else { Some(event) });
        let blank = base.with(|event| Some(event).filter(|event| is(event, "roster") || !within(event)));
        let sums = |name: &str| !COUNTERS.contains(&name) && !UNLIKE_SILENCE.contains(&name);
        let (apart, n) = differences(&scored(&taken.lines()), &scored(&blank.lines()), first_day(), sums);
        assert!(apart.is_empty(), "seed {seed}, {absence} from {from} to {until}: {apart:#?}");
        compared += n;
    }
    assert!(compared > 100_000, "{compared} values were compared");
}

#[test]
fn counters_are_as_if_leave_were_not_in_the_calendar() {
    let mut compared = 0;
    for seed in 40..44 {
        let base = Log::of(&days(10, 68, seed).concat());
        let mut agents: Vec<&str> = base.0.iter().filter_map(|event| event["subject"].as_str()).collect();
        agents.sort_unstable();
        agents.dedup();
        for (number, agent) in agents.into_iter().enumerate() {
            let mut chance = Chance(seed * 100 + number as u64);
            let own: Vec<Value> = base.0.iter().filter(|event| event["subject"] == agent).cloned().collect();
            let Some(back) = some_scheduled_day(&own, first_day() + 10 + chance.below(40) as i32) else { continue };
            let lasts = 1 + chance.below(21) as i32;
            let mut with: Vec<Value> = own.clone();
            for event in with.iter_mut().filter(|event| is(event, "roster") || date_of(event) < back) {
                *event = earlier(event, lasts);
            }
            // Of the days of a leave the first is recorded, and any of the others.
            let away = (0..lasts).filter(|day| *day == 0 || chance.below(3) > 0);
            with.extend(away.map(|day| leave(agent, back - lasts + day)));
            let names = |name: &str| COUNTERS.contains(&name);
            // The shift that ends the leave may be told up to five days late.
            let (apart, n) = differences(&play(with), &play(own), back + 6, names);
            assert!(apart.is_empty(), "seed {seed}, {lasts} days up to {back}, agent {number}: {apart:#?}");
            compared += n;
        }
    }
    assert!(compared > 2_000, "{compared} values were compared");
}

/// The first day from here on with a shift that is no leave in any version of it.
fn some_scheduled_day(events: &[Value], from: Date) -> Option<Date> {
    let shifts = events.iter().filter(|event| is(event, "attendance.shift") && date_of(event) >= from);
    let is_leave = |event: &Value| matches!(event["data"]["absence"].as_str(), Some("planned" | "protected"));
    let date = shifts
        .clone()
        .map(date_of)
        .find(|date| !shifts.clone().any(|event| date_of(event) == *date && is_leave(event)))?;
    Some(date)
}

fn leave(agent: &str, day: Date) -> Value {
    json!({
        "specversion": "1.0", "id": format!("leave-{agent}-{day}"), "source": "/test", "type": "attendance.shift.v1",
        "time": format!("{day}T18:00:00+00:00"), "subject": agent,
        "data": {
            "shift_id": format!("leave-{agent}-{day}"), "date": day.to_string(), "status": "absent", "absence": "protected",
            "scheduled_start": format!("{day}T09:00:00+00:00"), "scheduled_end": format!("{day}T17:00:00+00:00"),
        },
    })
}

/// Plays events in the order in which they were recorded.
fn play(mut events: Vec<Value>) -> ByDay {
    events.sort_by_key(|event| event["time"].as_str().unwrap_or_default().to_owned());
    scored(&Log(events).lines())
}

#[test]
fn no_counter_counts_days_before_hire() {
    let (first, last) = (date("2025-03-03"), date("2025-04-06"));
    // The last day with records is a Friday.
    let (day, hired) = (last - 2, last - 30);
    let mut centre = Centre::default();
    for (agent, qa) in [("anna", None), ("ben", Some(first))] {
        centre.place(agent, first, hired, "sup-1");
        // There are records of the days before, as of a training.
        centre.work(agent, first..last, |number, day| Conduct {
            qa: qa.filter(|on| *on == day).map(|_| 80.0),
            coaching: None,
            ..Conduct::steady(number, day)
        });
    }
    let found = scored(&centre.lines());
    let value = |agent: &str, name: &str| {
        let of = &found[&(agent.to_owned(), day)];
        of.values[position(name).expect("it is in the catalogue")]
    };
    assert_eq!(value("anna", "tenure_days"), 28.0);
    assert!(value("anna", "days_since_feedback").is_nan(), "nobody has given feedback, as far as is known");
    assert_eq!(value("ben", "days_since_feedback"), 29.0, "the day of hire and those after it");
    assert!(value("anna", "coaching_held").is_nan() && value("ben", "coaching_held").is_nan());
    assert_eq!(value("anna", "under_hours"), 0.0, "every rostered week had its hours");
}
