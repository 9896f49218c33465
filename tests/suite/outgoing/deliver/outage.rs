//! Couriers through outages, in a time of the test's own: hours pass in no time. What they carry is what a desk has said.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_service::deliver::channel::{Channel, Look};
use attrition_service::deliver::in_flight::Parcel;
use attrition_service::deliver::response_class::ResponseClass;
use attrition_service::deliver::worker::{DeliveryWorker, Terms};
use attrition_service::observability::summary::Passed;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::backend::memory::Memory;
use attrition_stream::{StageLog, Step};
use time::OffsetDateTime;

use super::site::Site;
use attrition_test_support::centres::chance::Chance;

const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
const HOUR: Duration = Duration::from_secs(3_600);
const PARTITIONS: u32 = 3;

/// Messages with the time since the start.
type Sent = Arc<Mutex<Vec<(Duration, Vec<u64>)>>>;

type Script = dyn FnMut(&[u64], Duration) -> ResponseClass + Send;

/// A receiver as a script: what is in a message, and when, decide what it says.
struct Scripted {
    at_most: usize,
    script: Box<Script>,
    sent: Sent,
}

impl Channel for Scripted {
    fn at_most(&self) -> usize {
        self.at_most
    }

    fn classify(&mut self, parcel: &Parcel, _now: OffsetDateTime) -> Look {
        if number(&parcel.record).is_multiple_of(10) { Look::Pass(Passed::OtherType) } else { Look::Send }
    }

    fn send(&mut self, parcels: &[&Parcel], now: OffsetDateTime) -> ResponseClass {
        let (numbers, at) = (parcels.iter().map(|parcel| number(&parcel.record)).collect::<Vec<_>>(), since_start(now));
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push((at, numbers.clone()));
        (self.script)(&numbers, at)
    }
}

/// What the desk of the centre has said.
fn said() -> &'static [Box<[u8]>] {
    static SAID: OnceLock<Vec<Box<[u8]>>> = OnceLock::new();
    SAID.get_or_init(|| Site::played().records(Topic::Alerts).into_iter().map(|record| record.value).collect())
}

/// Its place among that, from 1.
fn number(record: &Record) -> u64 {
    let place = said().iter().position(|value| *value == record.value).expect("the desk has said it");
    place as u64 + 1
}

fn since_start(now: OffsetDateTime) -> Duration {
    Duration::try_from(now - START).expect("time goes on")
}

struct World {
    store: Arc<SharedStore<Memory>>,
    sent: Sent,
    now: OffsetDateTime,
}

impl World {
    /// The first so many records, over the partitions.
    fn with(records: u64) -> Self {
        assert!(said().len() as u64 >= records, "the desk has said {} things", said().len());
        let store = SharedStore::new(Memory::new(PARTITIONS));
        let output = |number: u64| {
            let partition = (number % u64::from(PARTITIONS)) as u32;
            Output::new(Topic::Alerts, partition, *b"key", said()[number as usize - 1].clone())
        };
        let step = Step { outputs: (1..=records).map(output).collect(), positions: Vec::new() };
        LocalLog::new(&store, "desk", &[]).commit(step).expect("memory takes it");
        Self { store, sent: Arc::default(), now: START }
    }

    fn courier(
        &self,
        at_most: usize,
        script: impl FnMut(&[u64], Duration) -> ResponseClass + Send + 'static,
    ) -> DeliveryWorker<LocalLog<Memory>> {
        let channel = Scripted { at_most, script: Box::new(script), sent: Arc::clone(&self.sent) };
        let terms = Terms { name: "test".to_owned(), give_up: 72 * HOUR, dead_letters: PARTITIONS };
        let log = LocalLog::new(&self.store, "deliver-test", &[Topic::Alerts]).handing(50);
        DeliveryWorker::new(terms, log, Box::new(channel), Box::new(|_, _| Ok(())))
    }

    /// Lets time pass from one thing to do to the next, until nothing is left or so long is over.
    fn run(&mut self, courier: &mut DeliveryWorker<LocalLog<Memory>>, at_most: Duration) {
        let end = self.now + at_most;
        let mut idle = 0;
        while idle < 3 && self.now < end {
            let told = courier.turn(Duration::ZERO, self.now).expect("memory does not fail");
            let next = courier.next_due(self.now);
            idle = if told.outcomes.is_empty() && !told.rebalanced && next.is_none() { idle + 1 } else { 0 };
            self.now = next.map_or(self.now, |next| next.max(self.now));
        }
    }

    fn sent(&self) -> Vec<(Duration, Vec<u64>)> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn position(&self) -> u64 {
        let positions = self.store.with(|store| store.positions("deliver-test")).expect("memory does not fail");
        positions.iter().map(|position| position.next).sum()
    }

    /// Dead letters with their codes.
    fn letters(&self) -> BTreeMap<u64, String> {
        let of = |partition| self.store.with(|store| store.records(Topic::DeadLetters, partition).to_vec());
        let letter = |record: Record| (number(&record), super::site::header(&record, "dead-letter-code"));
        (0..PARTITIONS).flat_map(of).map(letter).collect()
    }
}

fn busy() -> ResponseClass {
    ResponseClass::unreachable("it is down")
}

#[test]
fn an_hour_of_darkness_loses_nothing_and_asks_seldom() {
    let mut world = World::with(60);
    let mut courier = world.courier(1, |_, at| if at < HOUR { busy() } else { ResponseClass::Taken });
    world.run(&mut courier, 10 * HOUR);
    let (dark, light): (Vec<_>, Vec<_>) = world.sent().into_iter().partition(|(at, _)| *at < HOUR);
    assert!((8..30).contains(&dark.len()), "asked {} times in an hour", dark.len());
    assert!(dark.iter().all(|(_, numbers)| *numbers == dark[0].1), "with the same message");
    let mut numbers: Vec<u64> = light.iter().flat_map(|(_, numbers)| numbers.clone()).collect();
    assert!(light[0].0 < HOUR + Duration::from_secs(600), "and it is found again soon");
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=60).filter(|number: &u64| !number.is_multiple_of(10)).collect::<Vec<_>>(), "each once");
    assert_eq!((world.position(), world.letters().len()), (60, 0));
}

#[test]
fn what_is_not_taken_for_three_days_is_a_dead_letter() {
    let mut world = World::with(4);
    let mut courier = world.courier(1, |_, _| busy());
    world.run(&mut courier, 24 * 30 * HOUR);
    let letters = world.letters();
    assert_eq!(letters.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(letters.values().all(|code| code == "given_up"));
    let last = world.sent().last().map(|(at, _)| *at).expect("it was tried");
    assert!(last >= 72 * HOUR && last < 74 * HOUR, "{last:?}");
    assert_eq!(world.position(), 4);
}

#[test]
fn a_wrong_secret_buries_nothing_however_long_it_takes() {
    let mut world = World::with(4);
    let mended = 24 * 20 * HOUR;
    let script =
        move |_: &[u64], at| if at < mended { ResponseClass::Barred("401".to_owned()) } else { ResponseClass::Taken };
    let mut courier = world.courier(1, script);
    world.run(&mut courier, 24 * 30 * HOUR);
    assert_eq!((world.position(), world.letters().len()), (4, 0));
    let asked = world.sent().iter().filter(|(at, _)| *at < mended).count();
    assert!(asked <= 24 * 20 * 4 + 1, "four times an hour: {asked}");
}

#[test]
fn one_that_wants_no_more_is_asked_no_more() {
    let mut world = World::with(4);
    let mut courier = world.courier(1, |_, _| ResponseClass::Gone("410".to_owned()));
    world.run(&mut courier, 24 * 30 * HOUR);
    assert_eq!((world.sent().len(), world.position(), world.letters().len()), (1, 0, 0));
}

#[test]
fn a_message_of_its_own_trouble_holds_up_no_other() {
    let mut world = World::with(8);
    let later = |numbers: &[u64], at| match numbers {
        [3] if at < HOUR => ResponseClass::Later("452".to_owned()),
        [5] => ResponseClass::Never("550".to_owned()),
        _ => ResponseClass::Taken,
    };
    let mut courier = world.courier(1, later);
    world.run(&mut courier, 10 * HOUR);
    let sent = world.sent();
    assert!(sent.iter().filter(|(at, numbers)| at.is_zero() && *numbers != [3]).count() == 7, "{sent:?}");
    assert_eq!(world.letters(), BTreeMap::from([(5, "undeliverable".to_owned())]));
    assert_eq!(world.position(), 8);
}

#[test]
fn whatever_happens_each_is_delivered_or_a_dead_letter_and_nothing_is_sent_after_it_was_taken() {
    for seed in 0..200 {
        let (mut world, mut chance) = (World::with(60), Chance(seed));
        let (mut taken, mut lives) = (Vec::new(), 0);
        while world.position() < 60 {
            let (of_life, mut chance_of) = (Arc::<Mutex<Vec<u64>>>::default(), Chance(seed * 10_000 + lives));
            let kept = Arc::clone(&of_life);
            let script = move |numbers: &[u64], _| match chance_of.below(8) {
                0 => busy(),
                1 => ResponseClass::Busy { after: Some(HOUR), why: String::new() },
                2 => ResponseClass::Later(String::new()),
                3 if numbers.iter().any(|number| number.is_multiple_of(7)) => ResponseClass::Never(String::new()),
                _ => {
                    kept.lock().unwrap_or_else(PoisonError::into_inner).extend(numbers);
                    ResponseClass::Taken
                }
            };
            let mut courier = world.courier(1 + chance.below(7), script);
            // A process that dies takes its window with it; most do before all is done.
            let span = Duration::from_secs(60 * (1 + chance.below(600) as u64));
            world.run(&mut courier, span);
            let of_life = of_life.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let different: std::collections::BTreeSet<u64> = of_life.iter().copied().collect();
            assert_eq!(different.len(), of_life.len(), "seed {seed}: a process that lives sends nothing twice");
            taken.extend(different);
            lives += 1;
            assert!(lives < 2_000, "seed {seed}: it does not come to an end");
        }
        let letters = world.letters();
        let expected = (1..=60).filter(|number: &u64| !number.is_multiple_of(10));
        let lost: Vec<u64> =
            expected.filter(|number| !taken.contains(number) && !letters.contains_key(number)).collect();
        assert!(lost.is_empty(), "seed {seed}: lost {lost:?}");
        let is_to_blame = |number: &u64| number.is_multiple_of(7);
        let buried = letters.iter().filter(|(_, code)| *code == "undeliverable").map(|(number, _)| number);
        assert!(buried.copied().collect::<Vec<_>>().iter().all(is_to_blame), "seed {seed}: only what is to blame");
    }
}
