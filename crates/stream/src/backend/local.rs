//! A log that one process owns: all partitions are its own, nothing is ever taken away.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::{Commit, EndOffsets, Error, LogArrival, Position, Put, Restore, StageLog, Step};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// Records handed to a stage at once: enough to spread the cost of a commit, few enough to keep a step small.
const BATCH: usize = 20_000;

/// How long a store that takes nothing is left alone before it is asked again: at first, and at most. Room is made by a
/// person or by a job that cleans up, and half a minute later everything should go on.
const REST: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// A key of a compacted partition and its value.
pub type KeyedValue = (Box<[u8]>, Box<[u8]>);

/// Where records, state and positions are kept.
pub trait Store: Send + 'static {
    /// Records from `from` on, in order: about `limit` of them, none at the end.
    fn read(&mut self, topic: Topic, partition: u32, from: u64, limit: usize) -> Result<Vec<Record>, Error>;

    /// The offset of the next record of a partition.
    fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, Error>;

    /// Writes outputs and positions, all or nothing.
    fn commit(&mut self, stage: &str, step: Step) -> Result<(), Error>;

    /// Whether a store that took nothing takes something again: an error that [passes](Error::passes) when it does not.
    fn probe(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// The positions of a stage.
    fn positions(&mut self, stage: &str) -> Result<Vec<Position>, Error>;

    /// Keys of a compacted partition after `after` with their last values, in order: `limit` of them at most, fewer only at
    /// the end. No key is empty.
    fn state(&mut self, topic: Topic, partition: u32, after: &[u8], limit: usize) -> Result<Vec<KeyedValue>, Error>;

    /// How many keys a compacted partition has.
    fn state_len(&mut self, topic: Topic, partition: u32) -> Result<u64, Error>;

    /// Partitions of a topic.
    fn partitions(&self, topic: Topic) -> u32;
}

/// A store that all stages of the process share.
pub struct SharedStore<S> {
    inner: Mutex<Inner<S>>,
    committed: Condvar,
    full: Arc<AtomicBool>,
}

struct Inner<S> {
    store: S,
    commits: u64,
    rest: Option<Rest>,
}

/// A store takes nothing for now.
#[derive(Clone, Copy)]
struct Rest {
    until: Instant,
    length: Duration,
}

impl<S: Store> SharedStore<S> {
    /// Wraps a store so that several stages can use it.
    pub fn new(store: S) -> Arc<Self> {
        let (inner, full) = (Inner { store, commits: 0, rest: None }, Arc::default());
        Arc::new(Self { inner: Mutex::new(inner), committed: Condvar::new(), full })
    }

    /// True while the store takes nothing because it is full.
    pub fn full(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.full)
    }

    /// The store, once nobody shares it any more.
    pub fn into_store(self: Arc<Self>) -> Option<S> {
        let inner = Arc::into_inner(self)?.inner.into_inner();
        Some(inner.unwrap_or_else(PoisonError::into_inner).store)
    }

    /// Calls `f` with the store while nobody else uses it.
    pub fn with<T>(&self, f: impl FnOnce(&mut S) -> T) -> T {
        f(&mut self.lock().store)
    }

    fn lock(&self) -> MutexGuard<'_, Inner<S>> {
        // A store that panicked in the middle of a commit has committed nothing: it can go on.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn commit(&self, stage: &str, step: Step) -> Result<(), Error> {
        let mut inner = self.lock();
        let outcome = inner.store.commit(stage, step);
        self.note_room(&mut inner, &outcome);
        if outcome.is_ok() {
            inner.commits += 1;
            self.committed.notify_all();
        }
        outcome
    }

    /// Whether the store takes something, as far as is known. One that did not is asked again from time to time; until then
    /// this waits.
    fn has_room(&self, at_most: Duration) -> Result<bool, Error> {
        let mut inner = self.lock();
        let Some(rest) = inner.rest else { return Ok(true) };
        let left = rest.until.saturating_duration_since(Instant::now());
        if !left.is_zero() {
            let waited = self.committed.wait_timeout_while(inner, left.min(at_most), |inner| inner.rest.is_some());
            drop(waited);
            return Ok(false);
        }
        let outcome = inner.store.probe();
        self.note_room(&mut inner, &outcome);
        self.committed.notify_all();
        match outcome {
            Err(error) if error.passes() => Ok(false),
            outcome => outcome.map(|()| true),
        }
    }

    /// Learns from an attempt to write whether there is room.
    fn note_room(&self, inner: &mut Inner<S>, outcome: &Result<(), Error>) {
        match outcome {
            Ok(()) => inner.rest = None,
            Err(error) if error.passes() => {
                let length = inner.rest.map_or(REST.0, |rest| (2 * rest.length).min(REST.1));
                inner.rest = Some(Rest { until: Instant::now() + length, length });
            }
            Err(_) => {}
        }
        self.full.store(inner.rest.is_some(), Ordering::Relaxed);
    }

    /// How often something was committed by this process.
    pub fn commits(&self) -> u64 {
        self.lock().commits
    }

    /// Waits until more was committed than `seen`.
    pub fn wait(&self, seen: u64, at_most: Duration) {
        let waited = self.committed.wait_timeout_while(self.lock(), at_most, |inner| inner.commits == seen);
        drop(waited);
    }
}

/// One stage's side of a shared store.
pub struct LocalLog<S> {
    store: Arc<SharedStore<S>>,
    stage: Box<str>,
    inputs: &'static [Topic],
    batch: usize,
    cursors: Option<Vec<Position>>,
    heard: BTreeMap<Topic, u64>,
}

impl<S: Store> LocalLog<S> {
    /// The side of a stage that reads `inputs`; without inputs it only writes.
    pub fn new(store: &Arc<SharedStore<S>>, stage: &str, inputs: &'static [Topic]) -> Self {
        let (store, stage) = (Arc::clone(store), stage.into());
        Self { store, stage, inputs, batch: BATCH, cursors: None, heard: BTreeMap::new() }
    }

    /// The same, that hands over about so many records at once.
    #[must_use]
    pub fn handing(mut self, records: usize) -> Self {
        self.batch = records;
        self
    }

    /// Partitions of a topic.
    pub fn partitions(&self, topic: Topic) -> u32 {
        self.store.with(|store| store.partitions(topic))
    }

    /// Whether the store takes nothing because it is full.
    pub fn is_full(&self) -> bool {
        self.store.full.load(Ordering::Relaxed)
    }

    fn assign(&mut self) -> Result<LogArrival, Error> {
        let committed = self.store.with(|store| store.positions(&self.stage))?;
        let next = |topic: Topic, partition: u32| {
            committed.iter().find(|p| p.topic == topic && p.partition == partition).map_or(0, |p| p.next)
        };
        let place = |topic: Topic, partition: u32| Position { topic, partition, next: next(topic, partition) };
        let of_topic = |topic: &Topic| (0..self.partitions(*topic)).map(|p| place(*topic, p)).collect::<Vec<_>>();
        let cursors: Vec<Position> = self.inputs.iter().flat_map(of_topic).collect();
        let mut partitions: Vec<u32> = cursors.iter().map(|cursor| cursor.partition).collect();
        partitions.sort_unstable();
        partitions.dedup();
        self.cursors = Some(cursors);
        Ok(LogArrival::Assigned(partitions))
    }

    fn read(&mut self, paused: &[u32]) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let cursors = self.cursors.as_mut().map_or(&mut [][..], Vec::as_mut_slice);
        let share = (self.batch / cursors.len().max(1)).max(1);
        for cursor in cursors.iter_mut().filter(|cursor| !paused.contains(&cursor.partition)) {
            let read = self.store.with(|store| store.read(cursor.topic, cursor.partition, cursor.next, share))?;
            cursor.next = read.last().map_or(cursor.next, |last| last.offset + 1);
            records.extend(read);
        }
        Ok(records)
    }
}

/// Reads state key by key: between two pieces the store is free for others.
struct LocalRestore<S> {
    store: Arc<SharedStore<S>>,
    state: Topic,
    partition: u32,
    after: Box<[u8]>,
    left: u64,
}

impl<S: Store> Restore for LocalRestore<S> {
    fn read(&mut self, put: &mut Put<'_>) -> Result<bool, Error> {
        let read = self.store.with(|store| store.state(self.state, self.partition, &self.after, BATCH))?;
        read.iter().for_each(|(key, value)| put(key, Some(value)));
        self.left = self.left.saturating_sub(read.len() as u64);
        let is_full = read.len() == BATCH;
        if let Some((last, _)) = read.into_iter().next_back() {
            self.after = last;
        }
        Ok(is_full)
    }

    fn left(&self) -> u64 {
        self.left
    }
}

impl<S: Store> StageLog for LocalLog<S> {
    fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        if !self.inputs.is_empty() && !self.store.has_room(wait)? {
            return Ok(LogArrival::Idle);
        }
        if self.cursors.is_none() {
            return self.assign();
        }
        let seen = self.store.lock().commits;
        let mut records = self.read(paused)?;
        if records.is_empty() && !wait.is_zero() {
            self.store.wait(seen, wait);
            records = self.read(paused)?;
        }
        Ok(if records.is_empty() { LogArrival::Idle } else { LogArrival::Records(records) })
    }

    fn commit(&mut self, step: Step) -> Result<Commit, Error> {
        match self.store.commit(&self.stage, step) {
            // A stage begins again from what is committed, once there is room. Who only writes is told instead.
            Err(error) if error.passes() && !self.inputs.is_empty() => {
                self.cursors = None;
                Ok(Commit::Aborted)
            }
            outcome => outcome.map(|()| Commit::Done),
        }
    }

    fn restore(&mut self, state: Topic, partition: u32) -> Result<Box<dyn Restore>, Error> {
        let left = self.store.with(|store| store.state_len(state, partition))?;
        let (store, after) = (Arc::clone(&self.store), Box::default());
        Ok(Box::new(LocalRestore { store, state, partition, after, left }))
    }

    fn broadcast(&mut self, topic: Topic) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let heard = self.heard.entry(topic).or_default();
        loop {
            let read = self.store.with(|store| store.read(topic, 0, *heard, BATCH))?;
            let Some(last) = read.last() else { return Ok(records) };
            *heard = last.offset + 1;
            records.extend(read);
        }
    }

    fn unread(&mut self) -> Result<BTreeMap<u32, u64>, Error> {
        let mut unread = BTreeMap::new();
        for Position { topic, partition, next } in self.cursors.iter().flatten() {
            let end = self.store.with(|store| store.end(*topic, *partition))?;
            *unread.entry(*partition).or_insert(0) += end.saturating_sub(*next);
        }
        Ok(unread)
    }

    fn is_past(&mut self, ends: &mut EndOffsets) -> Result<bool, Error> {
        let mut is_past = self.cursors.is_some();
        for Position { topic, partition, next } in self.cursors.iter().flatten() {
            let ask = || self.store.with(|store| store.end(*topic, *partition));
            is_past &= *next >= ends.first_seen(*topic, *partition, ask)?;
        }
        Ok(is_past)
    }
}
