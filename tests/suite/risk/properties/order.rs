//! Records of one thing in any order of arrival, straight into the window.

use attrition_core::basics::date::Date;
use attrition_core::event::{
    Absence, Attendance, Coaching, Evaluation, Event, Fact, Fingerprint, Request, RequestKind, Shift,
};
use attrition_core::windows::bucket::Bucket;
use attrition_core::windows::window::{Horizon, IntakeOutcome, Window};

use attrition_test_support::centres::chance::Chance;

const OPEN: Date = Date(20_000);
const HORIZON: Horizon = Horizon { open: OPEN, dedup_days: 35 };

/// A version of one of four things: its content is of the chance, its time is `time_ms`.
fn version(chance: &mut Chance, time_ms: i64) -> Event {
    let (kind, key, content) = (chance.below(4), chance.below(4) as u64, chance.below(3));
    let date = OPEN - chance.below(90) as i32;
    let fact = match kind {
        0 => Fact::Shift(Shift {
            key,
            start_s: i64::from(date.0) * 86_400 + 32_400,
            offset_min: 0,
            scheduled_s: 28_800,
            short_notice: content == 0,
            attendance: Attendance::Absent([Absence::Planned, Absence::Sick, Absence::NoShow][content]),
        }),
        1 => Fact::Request(Request { key, kind: RequestKind::Swap, refused: content == 0 }),
        2 => Fact::Evaluation(Evaluation {
            key,
            score_milli: 1_000 * content as u32,
            critical_fail: false,
            disputed: false,
        }),
        _ => Fact::Coaching(Coaching { key, held: content == 0 }),
    };
    // Two versions of one thing may be sent with the same id: their times tell them apart.
    let id = (kind as u64 * 4 + key) * 2 + chance.below(2) as u64;
    Event { fingerprint: Fingerprint(id << 2), date, time_ms, fact }
}

/// Every day of the window, without what is remembered for finding duplicates, records in order of their keys.
fn state(window: &Window) -> Vec<(Date, Bucket)> {
    let days = window.dates().into_iter().filter_map(|date| {
        let mut bucket = window.packed(date, HORIZON)?.unpack(date).expect("it was packed");
        bucket.seen.clear();
        bucket.shifts.sort_by_key(|shift| shift.record.key);
        bucket.requests.sort_by_key(|request| request.record.key);
        bucket.evaluations.sort_by_key(|evaluation| evaluation.record.key);
        bucket.coachings.sort_by_key(|coaching| coaching.record.key);
        bucket.moved_away.sort_by_key(|moved| (moved.kind, moved.key));
        Some((date, bucket)).filter(|(_, bucket)| *bucket != Bucket::default())
    });
    days.collect()
}

fn taken(events: &[Event]) -> (Window, Vec<IntakeOutcome>) {
    let (mut window, mut changed) = (Window::default(), Vec::new());
    let outcomes = events.iter().map(|event| window.take(event, HORIZON, &mut changed)).collect();
    (window, outcomes)
}

#[test]
fn any_order_of_arrival_gives_the_same_records() {
    let mut outcomes = Vec::new();
    for seed in 0..300 {
        let mut chance = Chance(seed);
        let mut events: Vec<Event> = (0..24).map(|i| version(&mut chance, 1_700_000_000_000 + i)).collect();
        let in_order = state(&taken(&events).0);
        for _ in 0..5 {
            chance.shuffle(&mut events);
            let (window, became) = taken(&events);
            assert!(state(&window) == in_order, "seed {seed}: {events:?}");
            outcomes.extend(became);
        }
    }
    for outcome in [IntakeOutcome::Accepted, IntakeOutcome::Corrected, IntakeOutcome::Superseded] {
        assert!(outcomes.contains(&outcome), "{outcome:?} happened");
    }
}

#[test]
fn each_version_again_changes_nothing() {
    for seed in 0..100 {
        let mut chance = Chance(seed);
        let events: Vec<Event> = (0..24).map(|i| version(&mut chance, 1_700_000_000_000 + i)).collect();
        let (mut window, _) = taken(&events);
        let before = state(&window);
        for event in events.iter().rev().chain(&events) {
            let outcome = window.take(event, HORIZON, &mut Vec::new());
            assert!(!outcome.counts(), "seed {seed}: {event:?} is {outcome:?}");
        }
        assert!(state(&window) == before, "seed {seed}");
    }
}

#[test]
fn at_equal_times_the_one_that_arrives_later_counts() {
    let score = |id: u64, score_milli: u32| Event {
        fingerprint: Fingerprint(id << 2),
        date: OPEN,
        time_ms: 1_000,
        fact: Fact::Evaluation(Evaluation { key: 1, score_milli, critical_fail: false, disputed: false }),
    };
    let events = [score(1, 40_000), score(2, 95_000), score(1, 40_000)];
    let (window, outcomes) = taken(&events);
    assert_eq!(
        outcomes,
        [IntakeOutcome::Accepted, IntakeOutcome::Corrected, IntakeOutcome::Duplicate],
        "the same event is no later one"
    );
    assert_eq!(state(&window)[0].1.evaluations[0].record.score_milli, 95_000);
}

#[test]
fn a_record_without_a_known_time_is_older_than_any() {
    let old = |id: u64, score_milli: u32, time_ms: i64| Event {
        fingerprint: Fingerprint(id << 2),
        date: OPEN - 50,
        time_ms,
        fact: Fact::Evaluation(Evaluation { key: 1, score_milli, critical_fail: false, disputed: false }),
    };
    let (mut window, outcomes) = taken(&[old(1, 40_000, 0), old(2, 50_000, 0), old(3, 60_000, 1_000)]);
    assert_eq!(outcomes, [IntakeOutcome::Accepted, IntakeOutcome::Corrected, IntakeOutcome::Corrected]);
    assert_eq!(window.take(&old(1, 40_000, 0), HORIZON, &mut Vec::new()), IntakeOutcome::Superseded);
}
