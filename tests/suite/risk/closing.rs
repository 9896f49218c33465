//! When days close by the timer.

use std::sync::Arc;
use std::time::Duration;

use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::ingest::IngestStage;
use attrition_service::runtime::closer::Closer;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use attrition_stream::{StageLog, StageRunner, Step};
use time::OffsetDateTime;

use attrition_test_support::stages::small_centre::{self as centre, PARTITIONS};

/// Half past six of some morning: the day before is over.
fn morning() -> OffsetDateTime {
    centre::now().replace_time(time::Time::MIDNIGHT) + time::Duration::minutes(390)
}

fn post(store: &Arc<SharedStore<Memory>>, event: &str) {
    let output = Output::new(Topic::Attendance, 0, *b"agent", event.as_bytes());
    let step = Step { outputs: vec![output], positions: Vec::new() };
    LocalLog::new(store, "site", &[]).commit(step).expect("memory does not fail");
}

/// How many closes and how many events the journal has.
fn written(store: &Arc<SharedStore<Memory>>) -> (usize, usize) {
    let (mut closes, mut events) = (0, 0);
    for partition in 0..PARTITIONS {
        for record in store.with(|memory| memory.records(Topic::Journal, partition).to_vec()) {
            match journal::read(&record.value) {
                Some(JournalEntry::DayClosed(_)) => closes += 1,
                Some(JournalEntry::Event(_)) => events += 1,
                _ => {}
            }
        }
    }
    (closes, events)
}

/// Ingest with its timer, over a store to which a site sends.
struct Site {
    store: Arc<SharedStore<Memory>>,
    ingest: StageRunner<IngestStage, LocalLog<Memory>>,
    closer: Closer,
    events: std::vec::IntoIter<String>,
}

impl Site {
    fn open() -> Self {
        let store = SharedStore::new(Memory::new(PARTITIONS));
        let ingest = StageRunner::new(centre::ingest(), LocalLog::new(&store, "ingest", &Topic::SOURCES));
        let mut site = Self { store, ingest, closer: Closer::default(), events: centre::events().into_iter() };
        site.work();
        site
    }

    fn send(&mut self) {
        post(&self.store, &self.events.next().expect("there are many"));
    }

    fn work(&mut self) {
        self.ingest.turn(Duration::ZERO).expect("memory does not fail");
    }

    /// Looks whether a day is to be closed; tells what is written then.
    fn look(&mut self, at: OffsetDateTime) -> (usize, usize) {
        self.closer.close_due(&mut self.ingest, at).expect("memory does not fail");
        written(&self.store)
    }
}

#[test]
fn a_day_closes_where_something_always_comes() {
    let (mut site, second) = (Site::open(), time::Duration::SECOND);
    site.send();
    assert_eq!(site.look(morning()), (0, 0), "what was there is taken in first");
    site.work();
    site.send();
    assert_eq!(site.look(morning() + 3 * second), (PARTITIONS as usize, 1), "what comes later is not waited for");
    site.work();
    assert_eq!(site.look(morning() + 6 * second), (PARTITIONS as usize, 2), "a day closes once");
}

#[test]
fn a_day_that_is_over_later_waits_for_what_is_there_then() {
    let (mut site, next) = (Site::open(), morning() + time::Duration::DAY);
    site.send();
    assert_eq!(site.look(morning()), (0, 0));
    site.work();
    // Nobody looked for a day: where the sources ended yesterday does not count any more.
    site.send();
    assert_eq!(site.look(next), (0, 1));
    site.work();
    assert_eq!(site.look(next + time::Duration::seconds(3)), (PARTITIONS as usize, 2));
}
