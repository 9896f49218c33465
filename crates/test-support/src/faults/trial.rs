//! A trial: members under load, faults that befall them one after the other, and how long each takes to get over.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rustix::process::Signal;

use crate::faults::fault::Fault;
use crate::faults::feed::Feed;
use crate::faults::fleet::{Fleet, Setup};
use crate::faults::load::{Load, PARTITIONS};
use crate::faults::outcome::{self, Compared};
use crate::faults::places::Places;
use crate::kafka::brokers::Cluster;
use crate::process::program::{Scratch, eventually};

/// Members that share the work of a trial.
const MEMBERS: usize = 3;

/// A fault that is not over by then is not got over.
const WORKING_MAX: Duration = Duration::from_secs(180);

/// The load lasts at least so long while a fault is got over.
const LOAD_MIN: Duration = Duration::from_secs(20);

/// How often to look whether something has come to be so.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// What a trial runs, over what, and what befalls it.
pub struct Plan {
    /// Brokers; topics are kept on all of them.
    pub brokers: usize,
    /// Properties of the brokers.
    pub broker_properties: &'static str,
    /// Properties of the members' Kafka clients.
    pub properties: &'static [(&'static str, &'static str)],
    /// What they are given to do.
    pub load: Load,
    /// Records that are written in a second.
    pub pace: u32,
    /// Faults while score and desk work off the history; the members have no names.
    pub history: Vec<Fault>,
    /// Faults while all stages take in what the site sends; each member has a name.
    pub live: Vec<Fault>,
    /// No fault begins when the load lasts less than this.
    pub reserve: Duration,
    /// The program, and the version that it is upgraded to and back.
    pub versions: [PathBuf; 2],
}

/// A fault that has been got over.
#[derive(Clone, Debug)]
pub struct Struck {
    /// The fault that was brought about.
    pub fault: Fault,
    /// Whether the members had names.
    pub is_named: bool,
    /// From the fault to the time when all that it had stopped worked again.
    pub to_work: Duration,
}

/// What came out of a trial: what befell it, and what was lost, doubled or changed.
pub struct Report {
    /// Events that were written.
    pub events: usize,
    /// The faults, in the order in which they were brought about.
    pub struck: Vec<Struck>,
    /// What came out, topic by topic.
    pub compared: Vec<Compared>,
    /// Members that ended by themselves, and why.
    pub ended: Vec<String>,
}

impl Report {
    /// Whether each record is there once, in its order.
    pub fn is_whole(&self) -> bool {
        let is_right = |compared: &Compared| {
            compared.expected > 0 && compared.lost == 0 && compared.doubled == 0 && compared.disordered == 0
        };
        self.compared.iter().all(is_right)
    }
}

struct Trial<'a> {
    cluster: &'a mut Cluster,
    fleet: Fleet,
    versions: [PathBuf; 2],
    is_named: bool,
    /// What has to work: the input of each stage that is never without work.
    watched: Vec<Places>,
    /// Partitions that the load reaches.
    reached: BTreeSet<u32>,
    struck: Vec<Struck>,
}

/// Carries out a plan; `tell` hears how far it has come: records written, of all, and what befalls.
pub fn run(plan: Plan, tell: &mut dyn FnMut(usize, usize, &str)) -> Report {
    let mut cluster = Cluster::start(plan.brokers, plan.broker_properties);
    let mut settings = cluster.with_topics(PARTITIONS);
    settings.properties.extend(plan.properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let scratch = Scratch::new();
    let model = serde_json::to_string(&outcome::artifact()).expect("an artifact is JSON");
    let model = scratch.file("model.json", model);
    let setup = Setup { settings: settings.clone(), stages: &["score", "desk"], is_named: false, model };
    let mut trial = Trial {
        cluster: &mut cluster,
        fleet: Fleet::new(setup.clone(), MEMBERS, &plan.versions[0]),
        versions: plan.versions,
        is_named: false,
        watched: vec![Places::new(&settings, "score", Topic::Journal)],
        reached: partitions(&plan.load.history, Topic::Journal),
        struck: Vec::new(),
    };
    (0..MEMBERS).for_each(|number| trial.fleet.start(number, None));
    let Load { history, live, events } = plan.load;
    let total = history.len() + live.len();
    let feed = Feed::start(&settings, history.clone(), plan.pace, plan.history.len());
    trial.befall(&feed, &plan.history, plan.reserve, &mut |sent, what| tell(sent, total, what));
    feed.finish();

    trial.is_named = true;
    let all = Setup { stages: &["ingest", "score", "desk"], is_named: true, ..setup };
    for number in 0..MEMBERS {
        // One that has only just been started does not listen to signals yet.
        trial.owned_by(number);
        trial.fleet.set_up(all.clone());
        trial.start_anew(number, None);
    }
    trial.watched.push(Places::new(&settings, "ingest", Topic::Tickets));
    trial.reached = partitions(&live, Topic::Tickets);
    let feed = Feed::start(&settings, live.clone(), plan.pace, plan.live.len());
    trial.befall(&feed, &plan.live, plan.reserve, &mut |sent, what| tell(history.len() + sent, total, what));
    feed.finish();
    tell(total, total, "the rest is worked off");
    let compared = trial.outcome(&settings, &history, &live);
    Report { events, struck: trial.struck, compared, ended: trial.fleet.ended().to_vec() }
}

impl Trial<'_> {
    /// Has the faults befall one after the other, while the load lasts.
    fn befall(&mut self, feed: &Feed, faults: &[Fault], reserve: Duration, tell: &mut dyn FnMut(usize, &str)) {
        for (number, fault) in faults.iter().enumerate() {
            if feed.lasts() < reserve {
                return;
            }
            tell(feed.sent(), fault.text());
            let to_work = if fault.is_of_broker() {
                let before = self.struck.iter().filter(|struck| struck.fault.is_of_broker()).count();
                self.strike_broker(*fault, before % self.cluster.count(), feed)
            } else {
                self.strike_member(*fault, number % MEMBERS, feed)
            };
            tell(feed.sent(), &format!("works again after {:.1} s", to_work.as_secs_f64()));
            self.struck.push(Struck { fault: *fault, is_named: self.is_named, to_work });
        }
        tell(feed.sent(), "the rest is written");
    }

    fn strike_member(&mut self, fault: Fault, number: usize, feed: &Feed) -> Duration {
        let owned = self.owned_by_all().swap_remove(number);
        let begun = Instant::now();
        match fault {
            Fault::Killed => {
                self.fleet.take(number).kill();
                self.fleet.start(number, None);
            }
            Fault::Gone => {
                self.fleet.take(number).kill();
                let to_work = self.wait_for_work(begun, &owned, feed);
                self.fleet.start(number, None);
                return to_work;
            }
            Fault::Zombie => {
                let zombie = self.fleet.take(number);
                zombie.signal(Signal::STOP);
                let to_work = self.wait_for_work(begun, &owned, feed);
                zombie.signal(Signal::CONT);
                self.fleet.put(number, zombie);
                return to_work;
            }
            Fault::Replaced => {
                let mut zombie = self.fleet.take(number);
                zombie.signal(Signal::STOP);
                self.fleet.start(number, None);
                let to_work = self.wait_for_work(begun, &owned, feed);
                zombie.signal(Signal::CONT);
                eventually("whoever was replaced ends", || {
                    self.fleet.look_after();
                    zombie.0.try_wait().expect("it is a child of this process").is_some()
                });
                return to_work;
            }
            _ => {
                let program = self.versions.iter().find(|program| *program != self.fleet.program(number));
                let program = program.cloned();
                self.start_anew(number, program.as_deref());
            }
        }
        self.wait_for_work(begun, &owned, feed)
    }

    fn strike_broker(&mut self, fault: Fault, place: usize, feed: &Feed) -> Duration {
        self.owned_by_all();
        self.cluster.wait_for_copies();
        let begun = Instant::now();
        self.cluster.take_down(place, if fault == Fault::BrokerStopped { "TERM" } else { "KILL" });
        let all = vec![(0..PARTITIONS).collect(); self.watched.len()];
        if fault == Fault::BrokerGone {
            let to_work = self.wait_for_work(begun, &all, feed);
            self.cluster.start_again(place);
            self.cluster.wait_for(place);
            return to_work;
        }
        self.cluster.start_again(place);
        self.wait_for_work(begun, &all, feed)
    }

    /// Ends a member in order, and starts it again.
    fn start_anew(&mut self, number: usize, program: Option<&Path>) {
        let status = self.fleet.take(number).terminate();
        assert!(status.success(), "member {number} ends in order, {status}: {}", self.fleet.last_said(number));
        self.fleet.start(number, program);
    }

    /// Waits until every member has partitions; says which.
    fn owned_by_all(&mut self) -> Vec<Vec<Vec<u32>>> {
        (0..MEMBERS).map(|number| self.owned_by(number)).collect()
    }

    /// Waits until a member has partitions of every input that is watched; says which.
    fn owned_by(&mut self, number: usize) -> Vec<Vec<u32>> {
        let client = Fleet::client(number);
        let begun = Instant::now();
        loop {
            self.fleet.look_after();
            let owned: Vec<Vec<u32>> = self.watched.iter().map(|places| places.owned(&client)).collect();
            if owned.iter().all(|owned| !owned.is_empty()) {
                return owned;
            }
            assert!(begun.elapsed() < WORKING_MAX, "member {number} has no partitions: {}", self.told());
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits until every stage has committed something in each of the partitions that was written to them after the fault.
    fn wait_for_work(&mut self, begun: Instant, owned: &[Vec<u32>], feed: &Feed) -> Duration {
        let mut ends: Vec<Option<Vec<i64>>> = vec![None; self.watched.len()];
        let mut is_let_go = false;
        loop {
            self.fleet.look_after();
            feed.stretch(LOAD_MIN);
            let mut behind: Vec<u32> = Vec::new();
            for ((places, owned), ends) in self.watched.iter().zip(owned).zip(&mut ends) {
                // As soon as the brokers tell: what they tell then is not before the fault.
                if ends.is_none() {
                    *ends = places.ends();
                }
                let (committed, ends) = (places.committed(), ends.as_ref());
                let is_past = |partition: u32| {
                    let of = |places: &[i64]| places[partition as usize];
                    committed.as_deref().zip(ends).is_some_and(|(committed, ends)| of(committed) > of(ends))
                };
                let owned = owned.iter().filter(|partition| self.reached.contains(partition));
                behind.extend(owned.copied().filter(|partition| !is_past(*partition)));
            }
            if behind.is_empty() {
                return begun.elapsed();
            }
            // What is held back comes after the ends that were told, however late that was.
            if !is_let_go && ends.iter().all(Option::is_some) {
                feed.let_go();
                is_let_go = true;
            }
            assert!(begun.elapsed() < WORKING_MAX, "partitions {behind:?} are not worked on: {}", self.told());
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// What brokers and members say, for messages.
    fn told(&self) -> String {
        let groups = self.watched.iter().map(Places::told);
        let said = (0..MEMBERS).map(|number| self.fleet.last_said(number));
        let ended = self.fleet.ended().iter().map(|ended| format!("ended by itself: {ended}"));
        groups.chain(said).chain(ended).collect::<Vec<String>>().join("\n")
    }

    /// Waits until all is worked off, and compares what came out with what had to.
    fn outcome(&mut self, settings: &Settings, history: &[Output], live: &[Output]) -> Vec<Compared> {
        for topic in Topic::SOURCES {
            let places = Places::new(settings, "ingest", topic);
            let ends = places.ends().expect("the brokers answer");
            self.work_off("ingest", &places, &ends);
        }
        let journal = outcome::settled(settings, Topic::Journal);
        self.work_off("score", &Places::new(settings, "score", Topic::Journal), &outcome::ends(&journal));
        let inbox = outcome::settled(settings, Topic::Desk);
        self.work_off("desk", &Places::new(settings, "desk", Topic::Desk), &outcome::ends(&inbox));
        outcome::compare(settings, history, live, &journal, &inbox)
    }

    fn work_off(&mut self, stage: &str, places: &Places, ends: &[i64]) {
        let begun = Instant::now();
        let is_through = |committed: Vec<i64>| committed.iter().zip(ends).all(|(committed, end)| committed >= end);
        while !places.committed().is_some_and(is_through) {
            self.fleet.look_after();
            assert!(begun.elapsed() < WORKING_MAX, "{stage} does not get through: {}", self.fleet.last_said(0));
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

fn partitions(records: &[Output], topic: Topic) -> BTreeSet<u32> {
    let events = records.iter().filter(|record| record.topic == topic && !record.key.is_empty());
    events.map(|record| record.partition).collect()
}
